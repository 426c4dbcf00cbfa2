"""A household as people look at it: the nine looks (九看), from the same facts and indicators."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from huitoukan.assess.answers import WORDS as VERDICT_WORDS
from huitoukan.assess.criteria import known_of
from huitoukan.assess.facts import Facts, person_knows, shown
from huitoukan.assess.shares import Part
from huitoukan.assess.verdicts import Judged, judge, together
from huitoukan.domain.refusals import Refused
from huitoukan.rules.pack import Pack
from huitoukan.rules.shapes.standards import Section, View


@dataclass(frozen=True)
class Look:
    """One section with its indicators judged and its facts; `verdict` "" without an indicator.

    `members` are the facts of each member, by person number.
    """

    section: Section
    judged: tuple[Judged, ...]
    verdict: str
    household: tuple[Part, ...]
    members: tuple[tuple[str, tuple[Part, ...]], ...]


def view_of(pack: Pack, name: str) -> View:
    """The view of that name; Refused VIEW_UNKNOWN."""
    if name not in pack.views:
        raise Refused("VIEW_UNKNOWN", pack=pack.id, view=name, known=tuple(pack.views))
    return pack.views[name]


def seen(view: View, facts: Facts, pack: Pack, on: dt.date) -> tuple[Look, ...]:
    """Every section of the view for a household on a day.

    Income is known when `facts` come from verdicts.with_income.
    """
    return tuple(_look(section, facts, pack, on) for section in view.sections)


def _look(section: Section, facts: Facts, pack: Pack, on: dt.date) -> Look:
    judged = tuple(judge(pack.indicators[name], facts, pack, on) for name in section.indicators)
    household, member = pack.facts["household"], pack.facts["member"]
    return Look(
        section=section,
        judged=judged,
        verdict=together(judged) if judged else "",
        household=tuple(
            Part(household.by_name[name], known_of(facts, household.by_name[name], pack, on))
            for name in section.household
        ),
        members=tuple(
            (
                person.person_no,
                tuple(
                    Part(
                        member.by_name[name], person_knows(person, member.by_name[name], on, member)
                    )
                    for name in section.member
                ),
            )
            for person in facts.members
            if section.member
        ),
    )


def as_lines(looks: tuple[Look, ...]) -> Iterator[str]:
    """The looks for a terminal."""
    for look in looks:
        word = f"：{VERDICT_WORDS[look.verdict]}" if look.verdict else ""
        yield f"{look.section.title.zh}{word}"
        for prompt in look.section.prompts:
            yield f"  问：{prompt.zh}"
        for part in look.household:
            yield f"  {_said(part)}"
        for person_no, parts in look.members:
            yield f"  成员 {person_no}：{'，'.join(map(_said, parts))}"


def _said(part: Part) -> str:
    known = part.known
    value = f"{shown(known.value)}{part.fact.unit}" if known.value is not None else known.why
    return f"{part.fact.title.zh} {value}"
