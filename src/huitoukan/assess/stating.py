"""Facts that people state by hand, beside what the registry and departments say.

A statement is a reading under a source of its own (`stated_as` of the pack). Of one thing said of
one day the last word counts: a correction takes its place, and one taken back says nothing more.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from huitoukan.assess.facts import read_value, shown
from huitoukan.assess.given import Given
from huitoukan.domain.refusals import Refused
from huitoukan.rules.pack import Pack
from huitoukan.rules.shapes.standards import Fact, Section, View

HOUSEHOLD: Final = "household"
MEMBER: Final = "member"
TAKEN_BACK: Final = ""
"""The value of a statement that was taken back."""
Key = tuple[str, str, str, dt.date]
"""What is one statement through its corrections: person (blank: household), fact, source, day."""


@dataclass(frozen=True)
class Stated:
    """One fact as somebody stated it; `value` as FACTS.json writes it, in text."""

    person_no: str
    fact: str
    value: str
    source: str
    on: dt.date

    @property
    def key(self) -> Key:
        """What a correction has in common with what it corrects."""
        return self.person_no, self.fact, self.source, self.on


def fact_of(pack: Pack, person_no: str, name: str) -> Fact:
    """The fact about a household or (with a person) a member; Refused FACT_UNKNOWN, _COMPUTED."""
    table = pack.facts.get(MEMBER if person_no else HOUSEHOLD)
    fact = table.by_name.get(name) if table is not None else None
    if fact is None:
        raise Refused("FACT_UNKNOWN", fact=name)
    if fact.computed:
        raise Refused("FACT_COMPUTED", where=fact.title.zh)
    return fact


def canonical(fact: Fact, text: str) -> str:
    """A value that was typed, as it is stored; Refused ASSESS_TYPE, AMOUNT_*.

    `true` and `false` are what a form sends for 是 and 否; both may be written.
    """
    flags = {"true": True, "false": False, "是": True, "否": False}
    typed = text.strip()
    value = flags.get(typed, typed) if fact.type == "bool" else typed
    read = read_value(Given(value, fact.title.zh), fact)
    return str(read).lower() if isinstance(read, bool) else shown(read)


def sources_of(pack: Pack) -> tuple[str, ...]:
    """Under which sources people may state facts; Refused PACK_INCOMPLETE when it names none."""
    table = pack.facts.get(HOUSEHOLD)
    if table is None or not table.stated_as:
        raise Refused("PACK_INCOMPLETE", pack=pack.id, missing="facts/household.yaml stated_as")
    return tuple(one.zh for one in table.stated_as)


def standing(stated: Iterable[Stated]) -> dict[Key, Stated]:
    """The last word on each thing, of statements in the order in which they were made."""
    return {one.key: one for one in stated}


def known_to(pack: Pack, one: Stated) -> bool:
    """Whether the pack still asks for the fact and takes the value: packs change."""
    try:
        return canonical(fact_of(pack, one.person_no, one.fact), one.value) == one.value
    except Refused:
        return False


def with_stated(facts: Mapping[str, Any], stated: Iterable[Stated], pack: Pack) -> dict[str, Any]:
    """FACTS.json with statements put in; each takes the place of an earlier word of the same key.

    One about a person who is not listed says nothing: it has nobody to be about.
    """
    made = {
        **facts,
        HOUSEHOLD: {name: list(said) for name, said in facts.get(HOUSEHOLD, {}).items()},
        "members": [
            {name: list(v) if isinstance(v, list) else v for name, v in one.items()}
            for one in facts.get("members", ())
        ],
    }
    homes = {one["person_no"]: one for one in made["members"]}
    for one in standing(stated).values():
        home = homes.get(one.person_no) if one.person_no else made[HOUSEHOLD]
        if home is None:
            continue
        day = one.on.isoformat()
        said = home.get(one.fact) or []
        said = [each for each in said if (each["source"], each["on"]) != (one.source, day)]
        if one.value != TAKEN_BACK and known_to(pack, one):
            said.append({"value": plain(pack, one), "source": one.source, "on": day})
        home[one.fact] = said
    return made


def plain(pack: Pack, one: Stated) -> str | bool:
    """The value as FACTS.json has it."""
    is_flag = fact_of(pack, one.person_no, one.fact).type == "bool"
    return one.value == "true" if is_flag else one.value


def every_fact(pack: Pack) -> View:
    """All facts that can be stated, as a view: first the household's, then those of members."""
    sections = tuple(
        Section(
            title=pack.facts[table].title,
            prompts=(),
            indicators=(),
            household=names if table == HOUSEHOLD else (),
            member=names if table == MEMBER else (),
            photo=False,
        )
        for table in (HOUSEHOLD, MEMBER)
        if (names := tuple(fact.name for fact in pack.facts[table].facts if not fact.computed))
    )
    return View("", pack.facts[HOUSEHOLD].title, pack.facts[HOUSEHOLD].basis, sections)


def one_fact(pack: Pack, name: str, *, of_member: bool) -> View:
    """One fact as a view, with the photograph asked for wherever a view of the pack asks for it."""
    fact = fact_of(pack, "1" if of_member else "", name)
    asked = [
        section
        for view in pack.views.values()
        for section in view.sections
        if name in (section.member if of_member else section.household)
    ]
    section = Section(
        title=fact.title,
        prompts=asked[0].prompts if asked else (),
        indicators=(),
        household=() if of_member else (name,),
        member=(name,) if of_member else (),
        photo=any(one.photo for one in asked),
    )
    return View("", fact.title, "", (section,))
