"""The Word templates that come with the installed packs; a pack's YAML says what they are for."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from huitoukan.domain.papers import LISTS, NEEDED, About, names_given
from huitoukan.rules.build_papers import build_paper
from huitoukan.rules.entry import Entry
from huitoukan.rules.load import builtin_packs
from huitoukan.rules.pack import Pack
from huitoukan.rules.shapes.campaign import PaperKind
from huitoukan.rules.yaml_lines import read_yaml

BASE = "national-2026"


def installed_template(pack: Pack, kind: str) -> bytes | None:
    """The template of a kind of paper: the pack's own, else of a pack that it extends."""
    folders = builtin_packs()
    for name in dict.fromkeys((pack.id, *reversed(pack.extends), BASE)):
        file = folders[name] / "papers" / f"{kind}.docx" if name in folders else None
        if file is not None and file.is_file():
            return file.read_bytes()
    return None


def paper_kinds(pack: Pack) -> Mapping[str, PaperKind]:
    """The papers as they are installed, and those that only this pack, pinned earlier, has.

    Templates are the installed ones, so that what they ask for must be of the same making; papers
    judge nothing, so that a campaign may take the newer ones.
    """
    found = dict(pack.papers)
    for name in dict.fromkeys((BASE, *pack.extends, pack.id)):
        found |= _installed(name)
    return dict(sorted(found.items()))


@cache
def _installed(name: str) -> Mapping[str, PaperKind]:
    """The papers of an installed pack, nothing else of it: `load_pack` reads all 500 files."""
    folder = builtin_packs().get(name)
    files = sorted((folder / "papers").glob("*.yaml")) if folder else []
    kinds = (
        build_paper(Entry(value, file.name, lines))
        for file in files
        for value, lines in (read_yaml(file.read_text(encoding="utf-8")),)
    )
    return {kind.id: kind for kind in kinds}


def texts_of(kind: PaperKind) -> frozenset[str]:
    """The single values that a template of this kind may name."""
    given = names_given(About(kind.about), is_addressed=bool(kind.to), is_issued=kind.is_issued)
    return given | {ask.name for ask in kind.asks}


def columns_of_lists() -> dict[str, frozenset[str]]:
    """The lists that a template may go through, with the columns of their rows."""
    return {name: frozenset(columns) for name, columns in LISTS.items()}


__all__ = ["NEEDED", "columns_of_lists", "installed_template", "paper_kinds", "texts_of"]
