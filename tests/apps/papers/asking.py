"""Papers asked for in their tests: every field of a kind filled in, a paper issued, read back."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from docx import Document

from huitoukan.apps.core.actor import Actor
from huitoukan.apps.files.queries import path_of
from huitoukan.apps.papers.models import Paper
from huitoukan.apps.papers.queries import kinds_of
from huitoukan.apps.papers.queries.subjects import Wanted
from huitoukan.apps.papers.services.issuing import issue
from tests.cast import AT, Cast


def filled(cast: Cast, kind: str) -> dict[str, str]:
    """Something for everything that a kind asks for."""
    asks = kinds_of(cast.campaign)[kind].asks
    return {one.name: "2026-12-01" if one.kind == "date" else f"填的{one.name}" for one in asks}


def wanted(cast: Cast, kind: str, place: str = "", *objects: str, **more: Any) -> Wanted:
    """A complete request."""
    asks = {**filled(cast, kind), **more.pop("asks", {})}
    return Wanted(kind, place, objects, asks=asks, **more)


def issued(
    cast: Cast, kind: str, place: str = "", *objects: str, by: Actor | None = None, **more: Any
) -> Paper:
    """A paper, issued by the county's officer."""
    return issue(by or cast.rui, cast.campaign, wanted(cast, kind, place, *objects, **more), at=AT)


def bytes_of(paper: Paper) -> bytes:
    """The Word file as it was kept."""
    return path_of(paper.word.sha256).read_bytes()


def words_of(content: bytes) -> str:
    """All text of a Word document, tables too."""
    document = Document(BytesIO(content))
    cells = [c.text for t in document.tables for row in t.rows for c in row.cells]
    return "\n".join([*(line.text for line in document.paragraphs), *cells])
