"""Whether a pack can keep its word about consent: who signs for what, and rules that respect it."""

from __future__ import annotations

from collections.abc import Iterator

from huitoukan.rules.pack import Pack
from huitoukan.rules.report import Report
from huitoukan.rules.scope import consent_needed, match_of
from huitoukan.rules.shapes.comparing import Rule
from huitoukan.rules.shapes.tables import AUTHORISATION, EVERYTHING

NEEDED = ("household_no", "name", "id_no", "data_sets", "valid_from", "valid_to", "revoked_on")
"""The columns of the list of authorisations that the engine reads."""


def check_consent(pack: Pack, report: Report) -> None:
    """Add the findings about data sets that need consent and the rules that read them."""
    asked = {name for name, source in pack.sources.items() if source.needs_consent}
    if asked:
        _check_list(pack, asked, report)
    for name in sorted(asked):
        if pack.sources[name].object != "person":
            sentence = "须有承诺授权的数据集应以人为对象（object: person），否则对不上授权的人"
            report.add(f"sources/{name}.yaml", ("needs_consent",), "CONSENT", sentence)
    for name, rule in pack.rules.items():
        read = {one for one in (rule.of, *rule.sources, *rule.unless) if one in pack.sources}
        if read & asked:
            for at, sentence in _faults(pack, rule):
                report.add(f"rules/{name}.yaml", at, "CONSENT", sentence)
    for name, group in pack.off_registry.items():
        for table in {group.rule.of, *group.rule.unless} & asked:
            sentence = f"{table} 须有承诺授权，不能用来推导档外对象"
            report.add(f"off_registry/{name}.yaml", ("of",), "CONSENT", sentence)


def _check_list(pack: Pack, asked: set[str], report: Report) -> None:
    file = f"fields/{AUTHORISATION}.yaml"
    table = pack.fields.get(AUTHORISATION)
    if table is None:
        report.add("pack.yaml", (), "CONSENT", f"有数据集须有承诺授权，缺少 {file}")
        return
    for name in NEEDED:
        if name not in table.by_name:
            report.add(file, ("columns",), "CONSENT", f"缺少列“{name}”")
    scope = table.by_name.get("data_sets")
    codes = pack.codes.get(scope.codes or "") if scope is not None else None
    listed = {value.code for value in codes.values} if codes is not None else set()
    if listed != {EVERYTHING, *asked}:
        words = "、".join((EVERYTHING, *sorted(asked)))
        report.add(file, ("columns",), "CONSENT", f"data_sets 的代码应恰为：{words}")


def _faults(pack: Pack, rule: Rule) -> Iterator[tuple[tuple[str, ...], str]]:
    tables = "、".join(consent_needed(pack, rule))
    if rule.of not in ("member", "household"):
        yield ("of",), f"{tables} 须有承诺授权，规则的对象应为 member 或 household"
    elif match_of(pack, rule) != "person":
        yield ("match",), f"{tables} 须有承诺授权，应按人（match: person）对上"
    if not any(AUTHORISATION in (*one.given, *one.missing) for one in rule.examples):
        sentence = f"{tables} 须有承诺授权，还要有一个给出 {AUTHORISATION} 的例子：没有授权的不比对"
        yield ("examples",), sentence
