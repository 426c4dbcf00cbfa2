"""Fills the list of rules and the page of one rule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from django.urls import reverse
from django.utils.translation import gettext as _

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.comparison.models import HitState, Run
from huitoukan.apps.comparison.pages import RuleRow
from huitoukan.apps.comparison.queries import newest_run, rule_of
from huitoukan.apps.comparison.queries.shown import rule_row
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.language import listed, topic_label
from huitoukan.apps.core.pages import Chip, FilterField, KeyValue
from huitoukan.apps.core.showing import (
    column_label,
    filters_of,
    language,
    page_of,
    select,
    severity_card,
)
from huitoukan.apps.places.queries import departments_of
from huitoukan.apps.rulebook import pages
from huitoukan.apps.rulebook.queries import installed_pack, release_before, scores, tried
from huitoukan.domain.refusals import Refused
from huitoukan.domain.scorecards import Tally
from huitoukan.engine import api as engine
from huitoukan.rules.explain import alterations, tables_altered
from huitoukan.rules.pack import Pack
from huitoukan.rules.scope import consent_needed, tables_needed
from huitoukan.rules.shapes.comparing import Example, Rule

RULES_PER_PAGE = 50


def rules_page(
    actor: Actor,
    campaign: Campaign,
    params: Mapping[str, str],
    refused: Refused | None = None,
) -> pages.RulesPage:
    """[rulebook:rules] The rules of the campaign's pack, by severity, department, topic, data."""
    path = reverse("rulebook:rules")
    pack = campaign.pack.opened()
    new = installed_pack(campaign.pack.pack)
    chosen = [rule for _id, rule in sorted(pack.rules.items()) if _fits(pack, rule, params)]
    shown, pager = page_of(chosen, path, params, per_page=RULES_PER_PAGE)
    run = newest_run(campaign)
    outcomes = {one.rule: one for one in run.outcomes.all()} if run else {}
    departments = {code: d.name for code, d in departments_of(campaign.area).items()}
    rows = []
    for rule in shown:
        found = outcomes.get(rule.id)
        rows.append(
            pages.RuleLine(
                id=rule.id,
                title=rule.title.in_(language()),
                severity=severity_card(rule.severity),
                department=departments.get(rule.department, rule.department),
                topic=topic_label(rule.topic),
                sources=listed(tables_needed(pack, rule)),
                needs_consent=bool(consent_needed(pack, rule)),
                is_altered=bool(new and alterations(pack, new, rule.id)),
                n_hits=found.n_hits if found else None,
                n_cannot_tell=found.n_cannot_tell if found else None,
            )
        )
    may_try = bool(actor.may("rule.try"))
    return pages.RulesPage(
        filters=filters_of(path, params, _fields(pack, params, departments)),
        rows=tuple(rows),
        pager=pager,
        pack=str(campaign.pack),
        installed=f"{new.id}@{new.release}" if new and new.hash != pack.hash else "",
        ask=tried.file_form(refused) if may_try else None,
        tries_href=reverse("rulebook:tries") if may_try else "",
    )


def _fits(pack: Pack, rule: Rule, params: Mapping[str, str]) -> bool:
    asked = {"severity": rule.severity, "department": rule.department, "topic": rule.topic}
    if any(params.get(name, "") not in ("", value) for name, value in asked.items()):
        return False
    source, consent = params.get("source", ""), params.get("consent", "")
    if source and source not in tables_needed(pack, rule):
        return False
    if consent and not consent_needed(pack, rule):
        return False
    words = f"{rule.id} {rule.title.zh} {rule.title.en} {rule.basis}".lower()
    return all(word in words for word in params.get("q", "").lower().split())


def _fields(
    pack: Pack, params: Mapping[str, str], departments: Mapping[str, str]
) -> tuple[FilterField, ...]:
    topics = sorted({rule.topic for rule in pack.rules.values()})
    confirming = {rule.department for rule in pack.rules.values()}
    return (
        select("severity", _("严重程度"),
               [(code, severity_card(code).label) for code in ("A", "B", "E", "C")], params),
        select("department", _("核实部门"),
               [(c, departments.get(c, c)) for c in sorted(confirming)], params),
        select("topic", _("主题"), [(topic, topic_label(topic)) for topic in topics], params),
        select("source", _("数据集"),
               [(c, f"{c} {d.title.in_(language())}") for c, d in sorted(pack.sources.items())],
               params),
        select("consent", _("承诺授权"), [("1", _("须有承诺授权"))], params),
        FilterField("q", _("关键词"), "text", value=params.get("q", ""),
                    placeholder=_("编号、名称、依据")),
    )  # fmt: skip


def rule_page(
    actor: Actor,
    campaign: Campaign,
    rule_id: str,
    *,
    runs_examples: bool = False,
    refused: tuple[str, Refused] | None = None,
) -> pages.RulePage:
    """[rulebook:rule] The rule as its file says it, how it differs, and how it does.

    `refused` is a try that was just refused: which form, and why.
    """
    pack = campaign.pack.opened()
    rule = rule_of(pack, rule_id)
    run = newest_run(campaign)
    departments = {code: d.name for code, d in departments_of(campaign.area).items()}
    kind = pack.problem_types[rule.problem]
    examples = tuple(_example(pack, example) for example in rule.examples)
    tally = scores.of_rule(actor, campaign, rule_id)
    link = reverse("rulebook:rule", args=[rule_id])
    return pages.RulePage(
        id=rule.id,
        title=rule.title.in_(language()),
        severity=severity_card(rule.severity),
        topic=topic_label(rule.topic),
        department=departments.get(rule.department, rule.department),
        problem_type=f"{kind.id} {kind.title.in_(language())}",
        basis=rule.basis,
        in_force_from=rule.in_force.first,
        in_force_to=rule.in_force.last,
        area=_("只用于代码以 {codes} 开头的区划").format(codes=listed(pack.places))
        if pack.places
        else _("不限地区"),
        of=_table_title(pack, rule.of),
        sources=tuple(KeyValue(one, _table_title(pack, one)) for one in tables_needed(pack, rule)),
        sentence=rule.says,
        condition=_condition(rule),
        params=tuple(_param(name, rule) for name in rule.params),
        false_positives=rule.false_positives,
        ask_in_field=rule.ask_in_field,
        examples=_after_running(pack, rule, examples) if runs_examples else examples,
        pack=str(campaign.pack),
        hash_head=rule.hash[:12],
        consent=tuple(
            KeyValue(f"{one} {_table_title(pack, one)}", pack.sources[one].consent_basis)
            for one in consent_needed(pack, rule)
        ),
        sql=_sql(run, rule_id),
        differences=_differences(campaign, pack, rule),
        row=_row(pack, rule, run, tally, departments),
        score=scores.score_row(rule_id, "", tally, pack) if actor.may("hit.see") else None,
        asks=tried.forms(campaign, pack, rule, refused) if actor.may("rule.try") else (),
        run_examples_href="" if runs_examples else f"{link}?examples=1",
    )


def _row(
    pack: Pack, rule: Rule, run: Run | None, tally: Tally, departments: Mapping[str, str]
) -> RuleRow:
    outcome = run.outcomes.filter(rule=rule.id).first() if run else None
    counts: dict[str, int] = {
        HitState.NEW: tally.n_waiting,
        HitState.CONFIRMED: tally.n_confirmed,
        HitState.DISMISSED: tally.n_dismissed,
    }
    return rule_row(rule, pack, outcome, counts, departments)


def _param(name: str, rule: Rule) -> KeyValue:
    param = rule.params[name]
    said = _("{value}（{source}）").format(
        value=f"{param.value} {param.unit}".strip(), source=param.source
    )
    return KeyValue(name, said)


def _table_title(pack: Pack, table: str) -> str:
    found = pack.table(table)
    return found.title.in_(language()) if found else table


def _condition(rule: Rule) -> tuple[KeyValue, ...]:
    rows = [
        (_("种类"), rule.kind),
        (_("按什么匹配"), rule.match or ""),
        (_("对象条件"), rule.among or ""),
        *((_("条件 {table}").format(table=t).strip(), text) for t, text in rule.when.items()),
        *((_("除外 {table}").format(table=t), text) for t, text in rule.unless.items()),
        (_("计数"), rule.measure or ""),
        (_("超过"), rule.over or ""),
        (_("语句"), rule.sql or ""),
    ]
    return tuple(KeyValue(label, value) for label, value in rows if value)


def _sql(run: Run | None, rule_id: str) -> tuple[KeyValue, ...]:
    """The steps of the rule as the newest run kept them."""
    names = {rule_id: _("疑点"), f"{rule_id}_counts": _("对象数和无法判断数")}
    steps = run.plan if run else []
    return tuple(KeyValue(names[s["name"]], s["sql"]) for s in steps if s["name"] in names)


def _differences(campaign: Campaign, pack: Pack, rule: Rule) -> tuple[pages.Difference, ...]:
    """The rule against the release before it and against the one that is installed."""
    found = []
    before = release_before(campaign)
    if before is None:
        note = _("本任务之前没有存入过这个规则包的其他版本")
        found.append(pages.Difference(_("与上一版比"), note=note))
    else:
        old = before.opened()
        title = _("与上一版 {release} 比").format(release=str(before))
        found.append(_difference(title, old, pack, rule))
    new = installed_pack(campaign.pack.pack)
    if new is None:
        note = _("程序里没有安装这个规则包")
        found.append(pages.Difference(_("与已安装的版本比"), note=note))
    elif rule.id not in new.rules:
        note = _("已安装的版本里没有这条规则")
        found.append(pages.Difference(_("与已安装的版本比"), note=note))
    else:
        title = _("与已安装的 {release} 比").format(release=f"{new.id}@{new.release}")
        found.append(_difference(title, pack, new, rule))
    return tuple(found)


def _difference(title: str, old: Pack, new: Pack, rule: Rule) -> pages.Difference:
    if rule.id not in old.rules:
        return pages.Difference(title, note=_("上一版里没有这条规则，是新增的"))
    return pages.Difference(
        title,
        rows=altered_keys(old, new, rule.id),
        tables=tuple(f"{one} {_table_title(new, one)}" for one in tables_altered(old, new, rule)),
    )


def altered_keys(old: Pack, new: Pack, rule_id: str) -> tuple[pages.AlteredKey, ...]:
    """What differs, key by key; of examples only that they do."""
    return tuple(
        pages.AlteredKey(one.key, "", _("例子有改动"))
        if one.key == "examples"
        else pages.AlteredKey(one.key, one.before, one.after)
        for one in alterations(old, new, rule_id)
    )


def _example(pack: Pack, example: Example) -> pages.ExampleRow:
    given = []
    for table, rows in example.given.items():
        headings = tuple(dict.fromkeys(name for row in rows for name in row))
        dataset = pack.table(table)
        labels = tuple(
            column_label(dataset.by_name.get(name) if dataset else None, name) for name in headings
        )
        lines = tuple(tuple(_cell(row.get(name)) for name in headings) for row in rows)
        given.append((_table_title(pack, table), labels, lines))
    return pages.ExampleRow(example.name, example.case, example.on, tuple(given), example.expect)


def _cell(value: object) -> str:
    if value is None:
        return "—"
    if isinstance(value, bool):
        return _("是") if value else _("否")
    return str(value)


def _after_running(
    pack: Pack, rule: Rule, examples: tuple[pages.ExampleRow, ...]
) -> tuple[pages.ExampleRow, ...]:
    """The examples with what the engine really found, just now."""
    results = engine.run_examples(pack, [rule.id])
    chips = [
        Chip("ok", _("跑过，与预期一致")) if one.passed else Chip("bad", one.difference)
        for one in results
    ]
    return tuple(replace(row, outcome=chip) for row, chip in zip(examples, chips, strict=True))
