"""Whether a criterion holds: yes, no, or unknown (None), with every comparison that was made.

Three-valued logic after Kleene: unknown stays unknown unless the rest decides without it. "Every
member" of nobody is unknown, because a household whose members were not listed has not been asked.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from huitoukan.assess.dated import line_on
from huitoukan.assess.facts import Facts, Known, Person, known, person_knows
from huitoukan.assess.shares import work_out
from huitoukan.rules.pack import Pack
from huitoukan.rules.shapes.standards import Combined, Criterion, EveryMember, Fact, FactTest
from huitoukan.rules.shapes.words import Param

_HOW: Final[Mapping[str, Callable[[Decimal, Decimal], bool]]] = {
    "above": lambda one, other: one > other,
    "at_least": lambda one, other: one >= other,
    "below": lambda one, other: one < other,
    "at_most": lambda one, other: one <= other,
}
INCOME: Final = "income_per_head"


@dataclass(frozen=True)
class Check:
    """One fact held against one value: what was known, against what, and what came of it."""

    fact: Fact
    person_no: str
    known: Known
    how: str
    against: object
    against_source: str
    holds: bool | None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """Yes, no or unknown, and the comparisons that made it so."""

    holds: bool | None
    decided_by: tuple[Check, ...] = ()


_EVERYBODY: Final = Answer(holds=True)


@dataclass
class Asking:
    """One object asked on one day; `checks` collects what was looked at."""

    pack: Pack
    facts: Facts
    on: dt.date
    params: Mapping[str, Param] = field(default_factory=dict)
    checks: list[Check] = field(default_factory=list)

    def ask(self, criterion: Criterion, person: Person | None = None) -> Answer:
        """Whether the criterion holds for the object, or for one member of a household."""
        if isinstance(criterion, FactTest):
            check = self._compare(criterion, person)
            return Answer(check.holds, (check,))
        if isinstance(criterion, Combined):
            answers = [self.ask(part, person) for part in criterion.parts]
            if criterion.how == "not":
                told = answers[0].holds
                return Answer(None if told is None else not told, answers[0].decided_by)
            return _together(answers, all_of if criterion.how == "all" else any_of)
        return self._every(criterion)

    def _every(self, criterion: EveryMember) -> Answer:
        if not self.facts.members:
            nobody = Fact("members", self.pack.facts["member"].title, "bool")
            why = "没有列出家庭成员"
            check = Check(nobody, "", Known(None, why=why), "", None, "", None, why)
            self.checks.append(check)
            return Answer(None, (check,))
        answers = []
        for person in self.facts.members:
            among = _EVERYBODY if criterion.among is None else self.ask(criterion.among, person)
            if among.holds is False:
                continue
            has = self.ask(criterion.has, person)
            if among.holds is None and not has.holds:
                # Whether this member is asked at all is what would have to be found out.
                has = Answer(None, (*among.decided_by, *has.decided_by))
            answers.append(has)
        return _together(answers, all_of)

    def _compare(self, test: FactTest, person: Person | None) -> Check:
        fact, found = self._known(test.fact, person)
        against, source, why = self._against(test.value, found)
        holds: bool | None = None
        if found.value is not None and not why:
            holds = _is(found.value, test.how, against)
        person_no = person.person_no if person is not None else ""
        why = found.why or why
        check = Check(fact, person_no, found, test.how, against, source, holds, why)
        self.checks.append(check)
        return check

    def _known(self, name: str, person: Person | None) -> tuple[Fact, Known]:
        if person is not None:
            table = self.pack.facts["member"]
            fact = table.by_name[name]
            return fact, person_knows(person, fact, self.on, table)
        fact = self.pack.facts[self.facts.about].by_name[name]
        return fact, known_of(self.facts, fact, self.pack, self.on)

    def _against(self, value: object, found: Known) -> tuple[object, str, str]:
        """What to compare with, its source, and why it is not known."""
        if not isinstance(value, str) or ":" not in value:
            return value, "", ""
        kind, _, name = value.partition(":")
        if not kind:
            param = self.params[name]
            return param.value, param.source, ""
        if kind == "fact":
            fact, other = self._known(name, None)
            why = f"{fact.title.zh}：{other.why}" if other.value is None else ""
            return other.value, f"{fact.title.zh}（{other.source}）" if not why else "", why
        # Income is held against the line of its own period, whenever the question is asked.
        day = found.on or self.on
        line = line_on(self.pack, name, day, self.facts.place)
        if line is None:
            title = self.pack.lines[name].title.zh
            place = f"区划 {self.facts.place}" if self.facts.place else "没有写明的区划"
            return None, "", f"规则包里没有{place}在 {day} 的“{title}”"
        return line.value, line.source, ""


def known_of(facts: Facts, fact: Fact, pack: Pack, on: dt.date) -> Known:
    """What is known of a fact of the object itself on a day; shares are worked out."""
    if fact.share is not None:
        table = pack.facts[facts.about]
        return work_out(fact, table, lambda part: known_of(facts, part, pack, on)).known
    found = known(fact, facts.readings.get(fact.name, ()), on)
    if found.value is None and fact.name in facts.whys:
        return Known(None, why=facts.whys[fact.name])
    return found


def _together(answers: list[Answer], how: Callable[[Iterable[bool | None]], bool | None]) -> Answer:
    """The answer of several; those that say the same as the whole are the ones that decided it."""
    holds = how(answer.holds for answer in answers)
    same = (answer.decided_by for answer in answers if answer.holds is holds)
    return Answer(holds, tuple(check for checks in same for check in checks))


def _is(value: object, how: str, against: object) -> bool:
    if how == "is":
        return value == against
    if how == "in":
        return isinstance(against, tuple) and value in against
    assert isinstance(value, int | Decimal)  # noqa: S101 - pack check compares numbers alone
    return _HOW[how](Decimal(value), Decimal(str(against)))


def all_of(answers: Iterable[bool | None]) -> bool | None:
    """False as soon as one is; otherwise unknown as soon as one is."""
    told = set(answers)
    return False if False in told else None if None in told else True


def any_of(answers: Iterable[bool | None]) -> bool | None:
    """True as soon as one is; otherwise unknown as soon as one is."""
    told = set(answers)
    return True if True in told else None if None in told else False
