"""The files of `adjustments/` become values: kinds of dynamic adjustment."""

from __future__ import annotations

from typing import Final

from huitoukan.domain.adjustments import HOUSEHOLD, MEMBER, Effect
from huitoukan.rules.entry import Entry, Fields
from huitoukan.rules.shapes.registry import AdjustmentKind

GROUPS: Final = ("status", "natural", "correction")


def build_adjustment(entry: Entry) -> AdjustmentKind:
    """A file of `adjustments/`."""
    with Fields(entry) as fields:
        return AdjustmentKind(
            id=fields.text("id"),
            title=fields.need("title").texts(),
            group=fields.need("group").choice(GROUPS),
            about=fields.need("about").choice((HOUSEHOLD, MEMBER)),
            effect=fields.need("effect").choice([each.value for each in Effect]),
            asks=fields.words("asks"),
            needs=fields.words("needs"),
            person=fields.words("person"),
            sets={name: part.text() for name, part in fields.pairs("sets")},
            among={name: part.words() for name, part in fields.pairs("among")},
            only_when={name: part.words() for name, part in fields.pairs("only_when")},
            any_column=fields.flag("any_column"),
            notice_days=fields.integer("notice_days") or 0,
            chain=fields.words("chain"),
            answers=fields.words("answers"),
            basis=fields.text("basis"),
        )
