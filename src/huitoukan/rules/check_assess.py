"""Whether items, prices, profiles, facts, indicators and standards fit together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from huitoukan.rules.pack import Pack
from huitoukan.rules.report import At, Report
from huitoukan.rules.shapes.incomes import Profile
from huitoukan.rules.shapes.standards import (
    VERDICTS,
    Combined,
    Criterion,
    EveryMember,
    Fact,
    FactTable,
    FactTest,
    Indicator,
    IndicatorExample,
)
from huitoukan.rules.shapes.words import LineValue, Param, Scalar

ORDERED = ("above", "at_least", "below", "at_most")


def check_assess(pack: Pack, report: Report) -> None:
    """Note the faults of everything that an assessment is made of."""
    items = _check_items(pack, report)
    for stem, prices in pack.prices.items():
        file = f"prices/{stem}.yaml"
        if stem not in items:
            report.add(file, ("id",), "ITEM", f"没有收入项目“{stem}”")
        _check_dated(report, file, "prices", prices.prices)
        _check_dated(report, file, "cost_ratios", prices.cost_ratios)
    for stem, line in pack.lines.items():
        _check_dated(report, f"lines/{stem}.yaml", "values", line.values)
    for stem, profile in pack.profiles.items():
        _check_profile(pack, report, f"profiles/{stem}.yaml", profile, items)
    for stem, table in pack.facts.items():
        file = f"facts/{stem}.yaml"
        _check_twice(report, file, "facts", [fact.name for fact in table.facts])
        for position, fact in enumerate(table.facts):
            for sentence in _faults_of_fact(fact):
                report.add(file, ("facts", position), "FACT", sentence)
            for sentence in _faults_of_share(table, fact):
                report.add(file, ("facts", position), "FACT", sentence)
    _check_stated_as(pack, report)
    for stem, indicator in pack.indicators.items():
        _check_indicator(pack, report, f"indicators/{stem}.yaml", indicator)
    _check_standards(pack, report)


def _check_stated_as(pack: Pack, report: Report) -> None:
    """Nobody states a fact in the name of a department or of the registry."""
    read = {one.source.zh for one in pack.readings.values()}
    for stem, table in pack.facts.items():
        for position, source in enumerate(table.stated_as):
            if source.zh in read:
                sentence = f"“{source.zh}”是 readings/ 的来源，不能用来写明事实"
                report.add(f"facts/{stem}.yaml", ("stated_as", position), "FACT", sentence)


def _check_standards(pack: Pack, report: Report) -> None:
    for stem, standard in pack.standards.items():
        file = f"standards/{stem}.yaml"
        _check_twice(report, file, "indicators", standard.indicators)
        if not standard.indicators:
            report.add(file, ("indicators",), "INDICATOR", "没有一个指标")
        for position, name in enumerate(standard.indicators):
            if name not in pack.indicators:
                report.add(file, ("indicators", position), "INDICATOR", f"没有指标“{name}”")
            elif pack.indicators[name].about != standard.about:
                sentence = (
                    f"指标“{name}”说的是 {pack.indicators[name].about}，不是 {standard.about}"
                )
                report.add(file, ("indicators", position), "INDICATOR", sentence)
        if standard.about == "household" and standard.profile not in pack.profiles:
            report.add(file, ("profile",), "PROFILE", f"没有核算口径“{standard.profile}”")
    for about, name in pack.own_standards.items():
        if name and (name not in pack.standards or pack.standards[name].about != about):
            report.add("pack.yaml", (), "STANDARD", f"没有 {about} 的标准“{name}”")


def _check_items(pack: Pack, report: Report) -> Mapping[str, str]:
    """Item codes with their kinds; every word for an item must mean one item only."""
    owners: dict[str, str] = {kind: f"类别 {kind}" for kind in pack.income_items}
    codes: dict[str, str] = {}
    for stem, listed in pack.income_items.items():
        for position, item in enumerate(listed.items):
            codes[item.code] = item.kind
            for word in {item.code, item.title.zh, *item.also}:
                if word in owners:
                    sentence = f"“{word}”已是{owners[word]}的名称"
                    at: At = ("items", position)
                    report.add(f"income_items/{stem}.yaml", at, "ITEM_TWICE", sentence)
                owners[word] = f"项目 {item.code}"
    return codes


def _check_dated(report: Report, file: str, part: str, values: Sequence[LineValue]) -> None:
    """No two values of one place may hold on the same day, unless the later one has no end yet.

    Open values follow each other: the later one replaces the earlier. Closed ones must not overlap.
    """
    for position, value in enumerate(values):
        if value.until is not None and value.until < value.since:
            report.add(file, (part, position), "PERIOD", "止日早于起日")
        for earlier in values[:position]:
            if earlier.place == value.place and _collide(earlier, value):
                sentence = f"与自 {earlier.since} 起的值在同一地、同一天都有效"
                report.add(file, (part, position), "PERIOD", sentence)


def _collide(one: LineValue, other: LineValue) -> bool:
    if one.since == other.since:
        return True
    if one.until is None or other.until is None:
        return False
    return one.since <= other.until and other.since <= one.until


def _check_profile(
    pack: Pack, report: Report, file: str, profile: Profile, items: Mapping[str, str]
) -> None:
    if profile.places.value not in range(5):
        report.add(file, ("places",), "PLACES", "places 应为 0 到 4 的整数（元的小数位）")
    known = {*items, *pack.income_items}
    for position, one in enumerate(profile.treatments):
        at: At = ("treatments", position)
        for name in one.items:
            if name not in known:
                report.add(file, at, "ITEM", f"没有收入项目或类别“{name}”")
            elif one.line and "spending" not in {name, items.get(name)}:
                report.add(file, at, "ITEM", f"“{name}”：line 只用来限支出，收入用 ratio")
        if one.line and one.line not in pack.lines:
            report.add(file, at, "LINE", f"没有线“{one.line}”")
        if one.in_force.first is None:
            report.add(file, at, "IN_FORCE", "要写明自何日起（in_force）")
    for kind in pack.income_items:
        if not any(kind in one.items for one in profile.treatments):
            report.add(file, ("treatments",), "ITEM", f"没有写明“{kind}”类怎么计算")
    for position, rule in enumerate(profile.members):
        for sentence in _faults_of(pack, rule.when, "member", {}):
            report.add(file, ("members", position), "CRITERION", sentence)
    if not profile.members:
        report.add(file, ("members",), "MEMBERS", "没有写明谁计入家庭人口")


def _faults_of_fact(fact: Fact) -> Iterator[str]:
    if (fact.type == "code") != bool(fact.codes):
        yield f"“{fact.name}”：type 为 code 时要有 codes，反之不要"
    if fact.unstated is not None and not _fits(fact, fact.unstated):
        yield f"“{fact.name}”的 unstated 不是它的一个取值"
    if fact.valid_months is not None and not isinstance(fact.valid_months.value, int):
        yield f"“{fact.name}”的 valid_months 应为整数"


def _faults_of_share(table: FactTable, fact: Fact) -> Iterator[str]:
    if fact.share is None:
        return
    if fact.type != "number" or fact.unit != "%":
        yield f"“{fact.name}”：比例的 type 应为 number，unit 应为 %"
    for name in (*fact.share.of, fact.share.whole):
        part = table.by_name.get(name)
        if part is None or part.type != "number" or part.share is not None:
            yield f"“{fact.name}”的比例用到“{name}”，它应是本表中填报的数"


@dataclass(frozen=True)
class Asked:
    """A criterion as it stands in a file: under which key, about what, with its examples."""

    key: str
    about: str
    criterion: Criterion
    params: Mapping[str, Param]
    examples: Sequence[IndicatorExample]
    answers: Sequence[str]


def _check_indicator(pack: Pack, report: Report, file: str, one: Indicator) -> None:
    asked = Asked("met_when", one.about, one.met_when, one.params, one.examples, VERDICTS)
    check_asked(pack, report, file, asked)


def check_asked(pack: Pack, report: Report, file: str, asked: Asked) -> None:
    """Note the faults of a criterion and of its examples."""
    for sentence in _faults_of(pack, asked.criterion, asked.about, asked.params):
        report.add(file, (asked.key,), "CRITERION", sentence)
    used = {name for name in _looked_up(asked.criterion) if name.startswith(":")}
    for name in asked.params:
        if f":{name}" not in used:
            report.add(file, ("params", name), "PARAM", f"参数“{name}”没有用到")
    expected = {example.expect for example in asked.examples}
    for answer in asked.answers:
        if answer not in expected:
            report.add(file, ("examples",), "EXAMPLES", f"没有结论为 {answer} 的例子")
    for position, example in enumerate(asked.examples):
        rows = [(asked.about, example.given), *(("member", row) for row in example.members)]
        for table, row in rows:
            for name, value in row.items():
                fact = _fact(pack, table, name)
                if fact is None:
                    sentence = f"facts/{table}.yaml 没有“{name}”"
                elif value is not None and not _fits(fact, value):
                    sentence = f"“{name}”不能是“{value}”"
                else:
                    continue
                report.add(file, ("examples", position), "EXAMPLES", sentence)


def _looked_up(criterion: Criterion) -> Iterator[str]:
    """The values of a criterion that are looked up: `:name` and `line:name`."""
    if isinstance(criterion, Combined):
        for part in criterion.parts:
            yield from _looked_up(part)
    elif isinstance(criterion, EveryMember):
        yield from _looked_up(criterion.has)
        if criterion.among is not None:
            yield from _looked_up(criterion.among)
    elif isinstance(criterion.value, str) and ":" in criterion.value:
        yield criterion.value


def _faults_of(
    pack: Pack, criterion: Criterion, table: str, params: Mapping[str, Param]
) -> Iterator[str]:
    if isinstance(criterion, Combined):
        for part in criterion.parts:
            yield from _faults_of(pack, part, table, params)
    elif isinstance(criterion, EveryMember):
        if table != "household":
            yield "every_member 只用于户，里面不能再有 every_member"
            return
        for inner in (criterion.among, criterion.has):
            if inner is not None:
                yield from _faults_of(pack, inner, "member", params)
    else:
        yield from _faults_of_test(pack, criterion, table, params)


def _faults_of_test(
    pack: Pack, test: FactTest, table: str, params: Mapping[str, Param]
) -> Iterator[str]:
    fact = _fact(pack, table, test.fact)
    if fact is None:
        yield f"facts/{table}.yaml 没有“{test.fact}”"
        return
    if (test.how in ORDERED) != (fact.type == "number"):
        yield f"“{test.fact}”（{fact.type}）不能用 {test.how} 比较"
        return
    if isinstance(test.value, str) and fact.type == "number":
        kind, _, name = test.value.partition(":")
        if kind == "line" and name in pack.lines:
            return
        if not kind and name in params:
            return
        other = _fact(pack, table, name) if kind == "fact" and table != "member" else None
        if other is not None and other.type == "number":
            return
        known = "参数（:名称）、线（line:名称）、别的数（fact:名称）"
        yield f"“{test.value}”既不是数字，也不是{known}"
        return
    for value in test.value if isinstance(test.value, tuple) else (test.value,):
        if not _fits(fact, value):
            yield f"“{test.fact}”不能是“{value}”"


def _fits(fact: Fact, value: Scalar) -> bool:
    """Whether the value is one that the fact can have."""
    if fact.type == "bool":
        return isinstance(value, bool)
    if fact.type == "number":
        return isinstance(value, int | float) and not isinstance(value, bool)
    if fact.type == "code":
        return value in fact.codes
    return isinstance(value, str)


def _fact(pack: Pack, table: str, name: str) -> Fact | None:
    facts = pack.facts.get(table)
    return facts.by_name.get(name) if facts is not None else None


def _check_twice(report: Report, file: str, part: str, names: Sequence[str]) -> None:
    for position, name in enumerate(names):
        if name in names[:position]:
            report.add(file, (part, position), "TWICE", f"“{name}”重复")
