"""The files of `plausibility/`, `recorded/`, `findings/` and `views/` become values.

They help people to look closer at what was assessed; none of them decides anything.
"""

from __future__ import annotations

from typing import Final

from huitoukan.rules.build_rules import build_param
from huitoukan.rules.build_standards import build_criterion, build_example
from huitoukan.rules.entry import Entry, Fields
from huitoukan.rules.shapes.incomes import Recorded, RecordedItems
from huitoukan.rules.shapes.standards import (
    AS_OF,
    HINT_ANSWERS,
    REGISTRY_STATUSES,
    VERDICTS,
    FindingKind,
    Hint,
    Section,
    View,
)

PAID: Final = ("once", "month", "year")
"""How the amount of a row is meant: paid at one time, or for each month or year of a stretch."""


def build_hint(entry: Entry) -> Hint:
    """A file of `plausibility/`."""
    with Fields(entry) as fields:
        return Hint(
            id=fields.text("id"),
            title=fields.need("title").texts(),
            basis=fields.text("basis"),
            ask_when=build_criterion(fields.need("ask_when")),
            params={name: build_param(part) for name, part in fields.pairs("params")},
            asks=fields.need("asks").texts(),
            examples=tuple(
                build_example(part, "account", HINT_ANSWERS)
                for part in fields.need("examples").items()
            ),
        )


def build_recorded(entry: Entry) -> Recorded:
    """A file of `recorded/`; its id is the data set."""
    with Fields(entry) as fields:
        each = fields.need("each").choice(PAID)
        return Recorded(
            id=fields.text("id"),
            basis=fields.text("basis"),
            tolerance=build_param(fields.need("tolerance")),
            amount=fields.text("amount", ""),
            each=each,
            on=fields.text("on", None if each == "once" else ""),
            first=fields.text("from", "" if each == "once" else None),
            last=fields.text("to", "" if each == "once" else None),
            by=fields.text("by", ""),
            parts=tuple(_items(part) for part in fields.need("parts").items()),
        )


def _items(entry: Entry) -> RecordedItems:
    with Fields(entry) as fields:
        return RecordedItems(fields.need("items").words(), fields.words("words"))


def build_finding(entry: Entry) -> FindingKind:
    """A file of `findings/`."""
    with Fields(entry) as fields:
        monitored = fields.get("monitored")
        return FindingKind(
            id=fields.text("id"),
            title=fields.need("title").texts(),
            problem=fields.text("problem"),
            as_of=fields.need("as_of").choice(AS_OF),
            verdict=fields.need("verdict").choice(VERDICTS),
            statuses=tuple(
                part.choice(REGISTRY_STATUSES) for part in fields.need("statuses").items()
            ),
            monitored=monitored.flag() if monitored is not None else None,
            look=tuple(part.texts() for part in fields.need("look").items()),
            basis=fields.text("basis"),
            day_from=fields.text("day_from", ""),
        )


def build_view(entry: Entry) -> View:
    """A file of `views/`."""
    with Fields(entry) as fields:
        return View(
            id=fields.text("id"),
            title=fields.need("title").texts(),
            basis=fields.text("basis"),
            sections=tuple(_section(part) for part in fields.need("sections").items()),
        )


def _section(entry: Entry) -> Section:
    with Fields(entry) as fields:
        return Section(
            title=fields.need("title").texts(),
            prompts=tuple(part.texts() for part in fields.need("prompts").items()),
            indicators=fields.words("indicators"),
            household=fields.words("household"),
            member=fields.words("member"),
            photo=fields.flag("photo"),
        )
