"""Verdicts, comparisons and criteria in the words of the interface."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext as _

from huitoukan.apps.assessment.models import MARKS, AsOf, Verdict
from huitoukan.apps.assessment.pages import Mark
from huitoukan.apps.core.pages import Chip, ChipStyle
from huitoukan.apps.core.reasons import reason_text
from huitoukan.apps.core.showing import language
from huitoukan.assess.facts import Known, shown
from huitoukan.rules.pack import Pack
from huitoukan.rules.shapes.standards import (
    Combined,
    Criterion,
    EveryMember,
    Fact,
    FactTest,
    Indicator,
    Standard,
)
from huitoukan.rules.shapes.words import Param

STYLES: Final[dict[str, ChipStyle]] = {
    Verdict.MET: "ok",
    Verdict.NOT_MET: "bad",
    Verdict.CANNOT_TELL: "wait",
}
_ANSWER_OF: Final = {sign: verdict for verdict, sign in MARKS.items()}
_HOLDS: Final = {True: Verdict.MET, False: Verdict.NOT_MET, None: Verdict.CANNOT_TELL}


def verdict_word(verdict: str) -> str:
    """The answer in a word."""
    return {
        Verdict.MET: _("达标"),
        Verdict.NOT_MET: _("不达标"),
        Verdict.CANNOT_TELL: _("无法判断"),
    }[Verdict(verdict)]


def as_of_word(as_of: str) -> str:
    """Of which day a run speaks."""
    return {
        AsOf.NOW: _("核查日"),
        AsOf.EXIT: _("各户脱贫那年的年底"),
        AsOf.LISTING: _("各户识别的那个月"),
    }[AsOf(as_of)]


def verdict_chip(verdict: str) -> Chip:
    """The answer as a chip."""
    return Chip(STYLES[verdict], verdict_word(verdict))


def holds_chip(holds: bool | None) -> Chip:
    """The answer of one comparison as a chip."""
    words = {True: _("符合"), False: _("不符合"), None: _("不知道")}
    return Chip(STYLES[_HOLDS[holds]], words[holds])


def marks_of(text: str, pack: Pack) -> tuple[Mark, ...]:
    """What `marks` of a verdict says, indicator by indicator."""
    found = []
    for part in text.split():
        name, answer = part[:-1], _ANSWER_OF[part[-1]]
        indicator = pack.indicators.get(name)
        title = indicator.title.in_(language()) if indicator else name
        found.append(Mark(name, title, Chip(STYLES[answer], name)))
    return tuple(found)


def answers_of(text: str) -> dict[str, str]:
    """Indicator to answer, from `marks`."""
    return {part[:-1]: str(_ANSWER_OF[part[-1]]) for part in text.split()}


def standard_title(pack: Pack, name: str) -> str:
    """The name of a standard."""
    found: Standard | None = pack.standards.get(name)
    return found.title.in_(language()) if found else name


def value_words(value: Any, pack: Pack) -> str:
    """A value of a worksheet (plain JSON) as an official writes it."""
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, list):
        return _("、").join(value_words(one, pack) for one in value)
    if isinstance(value, float):
        return f"{value:,.2f}".rstrip("0").rstrip(".")
    return "" if value is None else code_words(pack, str(value))


def how_words(how: str, against: str) -> str:
    """A comparison in words: 「不低于 35」."""
    words = {
        "is": _("为 {value}"),
        "in": _("为 {value} 之一"),
        "above": _("超过 {value}"),
        "at_least": _("不低于 {value}"),
        "below": _("低于 {value}"),
        "at_most": _("不超过 {value}"),
    }
    return words[how].format(value=against) if how in words else against


def rule_words(indicator: Indicator, pack: Pack) -> str:
    """When an indicator is met, in a sentence."""
    return _criterion(indicator.met_when, pack, indicator.params, member=False)


def _criterion(one: Criterion, pack: Pack, params: Mapping[str, Param], *, member: bool) -> str:
    if isinstance(one, FactTest):
        return _test(one, pack, params, member=member)
    if isinstance(one, EveryMember):
        has = _criterion(one.has, pack, params, member=True)
        if one.among is None:
            return _("每个成员：{has}").format(has=has)
        among = _criterion(one.among, pack, params, member=True)
        return _("{among}的每个成员：{has}").format(among=among, has=has)
    parts = [_inside(part, pack, params, member=member) for part in one.parts]
    if one.how == "not":
        return _("不是（{part}）").format(part=parts[0])
    return (_("，并且") if one.how == "all" else _("，或者")).join(parts)


def _inside(one: Criterion, pack: Pack, params: Mapping[str, Param], *, member: bool) -> str:
    words = _criterion(one, pack, params, member=member)
    is_several = isinstance(one, Combined) and len(one.parts) > 1
    return _("（{words}）").format(words=words) if is_several else words


def _test(one: FactTest, pack: Pack, params: Mapping[str, Param], *, member: bool) -> str:
    tables = ("member",) if member else tuple(name for name in pack.facts if name != "member")
    fact = next(
        (pack.facts[t].by_name[one.fact] for t in tables if one.fact in pack.facts[t].by_name), None
    )
    value = one.value
    if isinstance(value, str) and value.startswith(":"):
        param = params[value[1:]]
        against = f"{param.value} {param.unit}"
    elif isinstance(value, str) and value.startswith("line:"):
        against = pack.lines[value[5:]].title.in_(language())
    elif isinstance(value, tuple):
        against = _("、").join(str(each) for each in value)
    else:
        against = shown(value)
    title = fact.title.in_(language()) if fact else one.fact
    if isinstance(value, bool):
        return title if value else _("不是（{part}）").format(part=title)
    return f"{title} {how_words(one.how, against)}"


def fact_value_words(fact: Fact, value: Any, pack: Pack) -> str:
    """A value of a fact with its unit; a code in the words of the pack's code lists."""
    if fact.type == "bool":
        return _("是") if value in (True, "true") else _("否")
    if fact.type == "code":
        return code_words(pack, str(value))
    return f"{shown(value)} {fact.unit}".strip()


def code_words(pack: Pack, code: str) -> str:
    """A code of a fact in the language of the interface, where a code list of the pack has it."""
    found = (
        one.en if language().startswith("en") else one.zh
        for listed in pack.codes.values()
        for one in listed.values
        if one.code == code
    )
    return next(found, code)


def known_words(fact: Fact, known: Known, pack: Pack) -> str:
    """What is known of a fact now, with source and day; or why it is not."""
    if known.conflict:
        told = _("；").join(
            _("{value}（{source}，{on}）").format(
                value=fact_value_words(fact, one.value, pack),
                source=source_words(one.source, pack),
                on=one.on,
            )
            for one in known.conflict
        )
        return _("来源不一致：{told}").format(told=told)
    if known.value is None:
        return reason_text(known.why, pack)
    value, source = fact_value_words(fact, known.value, pack), source_words(known.source, pack)
    if known.on is None:
        return _("{value}（{source}）").format(value=value, source=source)
    return _("{value}（{source}，{on}）").format(value=value, source=source, on=known.on)


def source_words(source: str, pack: Pack) -> str:
    """A source of readings in the language of the interface."""
    for one in pack.readings.values():
        if one.source.zh == source:
            return one.source.in_(language())
    for table in pack.facts.values():
        for stated in table.stated_as:
            if stated.zh == source:
                return stated.in_(language())
    return reason_text(source)
