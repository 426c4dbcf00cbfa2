"""The Word templates that come with the installed packs; a pack's YAML says what they are for."""

from __future__ import annotations

from collections.abc import Mapping

from huitoukan.domain.papers import LISTS, NEEDED, About, names_given
from huitoukan.rules.load import builtin_packs, load_pack
from huitoukan.rules.pack import Pack
from huitoukan.rules.shapes.campaign import PaperKind

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
    """The papers of a pack; for one that was pinned before packs had papers, the installed ones.

    Papers judge nothing, so that a campaign may take the newer ones.
    """
    return pack.papers or load_pack(BASE).papers


def texts_of(kind: PaperKind) -> frozenset[str]:
    """The single values that a template of this kind may name."""
    given = names_given(About(kind.about), is_addressed=bool(kind.to), is_issued=kind.is_issued)
    return given | {ask.name for ask in kind.asks}


def columns_of_lists() -> dict[str, frozenset[str]]:
    """The lists that a template may go through, with the columns of their rows."""
    return {name: frozenset(columns) for name, columns in LISTS.items()}


__all__ = ["NEEDED", "columns_of_lists", "installed_template", "paper_kinds", "texts_of"]
