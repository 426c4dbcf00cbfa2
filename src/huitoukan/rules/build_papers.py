"""The files of `papers/` become values: the kinds of papers that an office issues."""

from __future__ import annotations

from huitoukan.domain.assignments import Addressee
from huitoukan.domain.papers import About, Book, Layout, Privacy
from huitoukan.rules.entry import Entry, Fields
from huitoukan.rules.shapes.campaign import PaperAsk, PaperKind

ASKED = ("text", "area", "date")


def build_paper(entry: Entry) -> PaperKind:
    """A file of `papers/`."""
    with Fields(entry) as fields:
        title = fields.need("title").texts()
        return PaperKind(
            id=fields.text("id"),
            title=title,
            about=fields.need("about").choice([one.value for one in About]),
            layout=fields.need("layout").choice([one.value for one in Layout]),
            by=fields.need("by").words(),
            privacy=fields.need("privacy").choice([one.value for one in Privacy]),
            states=fields.words("states"),
            sources=fields.words("sources"),
            to=tuple(part.choice([one.value for one in Addressee]) for part in fields.items("to")),
            is_to_all=fields.flag("to_all"),
            is_issued=fields.flag("issued"),
            book=_book(fields.get("book")),
            heading=fields.text("heading", title.zh),
            asks=tuple(_ask(part) for part in fields.items("asks")),
            basis=fields.text("basis"),
            signer=fields.words("signer"),
        )


def _book(entry: Entry | None) -> str:
    return entry.choice([one.value for one in Book]) if entry is not None else ""


def _ask(entry: Entry) -> PaperAsk:
    with Fields(entry) as fields:
        return PaperAsk(
            name=fields.text("name"),
            en=fields.text("en"),
            kind=fields.need("kind").choice(ASKED),
            required=fields.flag("required"),
            usual=fields.text("usual", ""),
        )
