"""Two worksheets of one object beside each other: which verdicts changed, and through what.

A verdict changes because its rule was rewritten, because a threshold has another value, or because
a fact is known differently. Nothing is stored: people see it before they change anything.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from huitoukan.assess.answers import WORDS as VERDICT_WORDS
from huitoukan.assess.criteria import Check
from huitoukan.assess.facts import shown
from huitoukan.assess.verdicts import Judged, Worksheet
from huitoukan.domain.refusals import Refused
from huitoukan.rules.shapes.words import Text

RULE: Final = "rule"
THRESHOLD: Final = "threshold"
FACT: Final = "fact"
WORDS: Final[Mapping[str, str]] = {RULE: "规则改了", THRESHOLD: "界值变了", FACT: "事实变了"}


@dataclass(frozen=True)
class Because:
    """One thing that differs: what (rule, threshold, fact), of whom, before and after in print."""

    what: str
    title: str
    person_no: str
    before: str
    after: str


@dataclass(frozen=True)
class IndicatorChange:
    """An indicator whose verdict changed; "" where it was not, or is no longer, asked."""

    id: str
    title: Text
    before: str
    after: str
    because: tuple[Because, ...]


@dataclass(frozen=True)
class Changes:
    """The whole verdict before and after, and the indicators that changed."""

    before: str
    after: str
    indicators: tuple[IndicatorChange, ...]


def between(before: Worksheet, after: Worksheet) -> Changes:
    """What changed from one worksheet to another of the same object; Refused CHANGES_OTHER."""
    for one, other in (
        (before.facts.about, after.facts.about),
        (before.facts.number, after.facts.number),
    ):
        if one != other:
            raise Refused("CHANGES_OTHER", before=one, after=other)
    old = {one.indicator.id: one for one in before.indicators}
    new = {one.indicator.id: one for one in after.indicators}
    changes = (_change(name, old.get(name), new.get(name)) for name in {**new, **old})
    return Changes(before.verdict, after.verdict, tuple(one for one in changes if one is not None))


def _change(name: str, old: Judged | None, new: Judged | None) -> IndicatorChange | None:
    was, now = (one.verdict if one is not None else "" for one in (old, new))
    if was == now:
        return None
    either = new or old
    assert either is not None  # noqa: S101 - the name came from one of the two
    because = tuple(_because(old, new)) if old is not None and new is not None else ()
    return IndicatorChange(name, either.indicator.title, was, now, because)


def _because(old: Judged, new: Judged) -> Iterator[Because]:
    if old.indicator.met_when != new.indicator.met_when:
        yield Because(RULE, new.indicator.title.zh, "", old.indicator.basis, new.indicator.basis)
    earlier: dict[tuple[str, str, str], list[Check]] = {}
    for check in old.checks:
        earlier.setdefault(_place(check), []).append(check)
    pairs: list[tuple[Check | None, Check | None]] = []
    for check in new.checks:
        same = earlier.get(_place(check))
        pairs.append((same.pop(0) if same else None, check))
    pairs += [(check, None) for left in earlier.values() for check in left]
    yield from dict.fromkeys(one for pair in pairs for one in _differences(*pair))


def _differences(was: Check | None, now: Check | None) -> Iterator[Because]:
    """What differs between two comparisons; None: made on one side only, as of a new member."""
    either = now or was
    assert either is not None  # noqa: S101 - a pair has a side
    title, person_no = either.fact.title.zh, either.person_no
    before, after = (_value(one) if one is not None else "" for one in (was, now))
    if before != after:
        yield Because(FACT, title, person_no, before, after)
    if was is not None and now is not None and was.against != now.against:
        yield Because(THRESHOLD, title, person_no, shown(was.against), shown(now.against))


def _place(check: Check) -> tuple[str, str, str]:
    return check.fact.name, check.person_no, check.how


def _value(check: Check) -> str:
    if check.known.value is None:
        return check.known.why
    return f"{shown(check.known.value)}{check.fact.unit}"


def as_lines(changes: Changes) -> Iterator[str]:
    """The changes for a terminal."""
    words = {**VERDICT_WORDS, "": "不问"}
    yield f"总的结论：{words[changes.before]} → {words[changes.after]}"
    for one in changes.indicators:
        yield f"  {one.id} {one.title.zh}：{words[one.before]} → {words[one.after]}"
        for because in one.because:
            who = f"成员 {because.person_no} 的" if because.person_no else ""
            yield (
                f"    {WORDS[because.what]}：{who}{because.title}"
                f" {because.before or '空'} → {because.after or '空'}"
            )
