"""Opening a kept file; taking away what is sealed or full of personal data is written down."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from huitoukan.apps.core.actor import Actor
from huitoukan.apps.files import queries
from huitoukan.apps.files.models import StoredFile
from huitoukan.apps.journal.services import record, use_case

WRITTEN_DOWN: Final = frozenset({"registry", "delivery", "photograph"})
"""Kinds of files with full ID numbers in every row, and sealed originals of photographs."""


@dataclass(frozen=True)
class OpenedFile:
    """Where the bytes are, the name to save them under, and what they are."""

    path: Path
    name: str
    media_type: str


def open_file(actor: Actor, sha256: str) -> OpenedFile:
    """The file for this person, or a refusal; what is in WRITTEN_DOWN leaves a journal line."""
    kept = queries.file_for(actor, sha256)
    if kept.kind in WRITTEN_DOWN:
        _write_down(actor, kept)
    path = queries.path_of(kept.sha256)
    return OpenedFile(path, kept.name, queries.media_type_of(path))


@use_case(lambda kept: queries.VERB_OF_KIND[kept.kind])
def _write_down(actor: Actor, kept: StoredFile) -> None:  # noqa: ARG001 - the decorator asks for it
    record(
        "file",
        kept.sha256[:16],
        f"下载“{kept.name}”",
        area_path=kept.area.depth_path,
        sha256=kept.sha256,
    )
