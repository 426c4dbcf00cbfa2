"""Trying a changed rule: check it like any rule, run it beside the old one, keep what differs."""

from __future__ import annotations

import json
import secrets
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from math import isfinite
from typing import Any, Final

import yaml

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.campaigns.queries import demand_right
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.jobs.services import ask
from huitoukan.apps.journal.services import record, use_case
from huitoukan.apps.places.queries import villages_in
from huitoukan.apps.registry.models import Snapshot
from huitoukan.apps.registry.queries import newest_snapshot
from huitoukan.apps.registry.queries.frozen import intact_folder
from huitoukan.apps.rulebook.models import Side, TriedHit, TriedPlace, Try
from huitoukan.apps.rulebook.queries import installed_pack
from huitoukan.apps.rulebook.queries.tried import KEPT, MOST_ROWS
from huitoukan.apps.sources.queries import newest_deliveries, tables_delivered
from huitoukan.domain.identity import mask_name
from huitoukan.domain.refusals import Refused
from huitoukan.engine import api as engine
from huitoukan.rules.check import check_pack
from huitoukan.rules.entry import Finding
from huitoukan.rules.load import with_file
from huitoukan.rules.pack import Pack
from huitoukan.rules.yaml_lines import BadYaml, read_yaml

Tell = Callable[[int, int, str], None]
LIMITS: Final = engine.Limits(seconds=60)
"""A try stops where a comparison would go on: somebody waits for it."""
ROWS_AT_ONCE: Final = 500


@dataclass(frozen=True)
class Change:
    """A changed rule as its file's text, and what was changed in words."""

    rule: str
    text: str
    how: str


def change_by_file(campaign: Campaign, text: str, name: str, rule_id: str = "") -> Change:
    """The change that a rule file makes. Refused RULE_FILE when it is no rule (or another)."""
    try:
        value, _lines = read_yaml(text)
    except BadYaml as error:
        why = f"第 {error.line} 行：{error.sentence}"
        raise Refused("RULE_FILE", name=name, why=why) from error
    found = str(value.get("id", "")) if isinstance(value, dict) else ""
    if not found:
        raise Refused("RULE_FILE", name=name, why="没有规则编号（id）")
    if rule_id and found != rule_id:
        raise Refused("RULE_FILE", name=name, why=f"这是 {found}，不是 {rule_id}")
    checked(campaign, found, text)
    return Change(found, text, f"规则文件 {name}"[:200])


def change_of_param(campaign: Campaign, rule_id: str, name: str, value: str) -> Change:
    """The change of one number of a rule of the campaign's pack."""
    pack = campaign.pack.opened()
    rule = pack.rules.get(rule_id)
    if rule is None:
        raise Refused("NOT_FOUND", what="规则", code=rule_id)
    param = rule.params.get(name)
    given = _as_typed(value, param.value) if param is not None else None
    if param is None or given is None:
        known = "、".join(rule.params) or "无"
        raise Refused("RULE_PARAM", rule=rule_id, name=name, value=value, known=known)
    content = json.loads(json.dumps(pack.files[_file(rule_id)]))
    content["params"][name]["value"] = given
    text = _as_yaml(content)
    checked(campaign, rule_id, text)
    return Change(rule_id, text, f"{name}：{param.value} 改为 {given} {param.unit}".strip())


def change_to_installed(campaign: Campaign, rule_id: str) -> Change:
    """The rule as the installed release of the pack says it."""
    new = installed_pack(campaign.pack.pack)
    if new is None or _file(rule_id) not in new.files:
        raise Refused("RULE_NOT_INSTALLED", rule=rule_id)
    text = _as_yaml(new.files[_file(rule_id)])
    checked(campaign, rule_id, text)
    return Change(rule_id, text, f"已安装的 {new.id}@{new.release} 里的写法")


def checked(campaign: Campaign, rule_id: str, text: str) -> Pack:
    """The campaign's pack with this rule's file; Refused RULE_REJECTED with every fault's line."""
    pack, file = campaign.pack.opened(), _file(rule_id)
    try:
        changed = with_file(pack, file, text)
        findings = [one for one in check_pack(changed) if one.file == file]
    except Refused as refused:
        told = refused.details.get("findings")
        findings = list(told) if isinstance(told, tuple) else []
        if not findings:
            raise
    if findings:
        raise _rejected(findings)
    if changed.files[file] == pack.files.get(file):
        raise Refused("RULE_UNCHANGED", rule=rule_id)
    return changed


def _rejected(findings: list[Finding]) -> Refused:
    return Refused("RULE_REJECTED", n=len(findings), findings=tuple(map(str, findings)))


def _file(rule_id: str) -> str:
    return f"rules/{rule_id}.yaml"


def _as_typed(text: str, like: object) -> str | int | float | None:
    """The text as a value of the same kind; None when it is none."""
    text = text.strip()
    if isinstance(like, str):
        return text or None
    try:
        return int(text)
    except ValueError:
        pass
    try:
        number = float(text)
    except ValueError:
        return None
    return number if isfinite(number) else None


def _as_yaml(value: object) -> str:
    """A rule's value as text that the pack's narrow YAML reads back as the same value."""
    return yaml.safe_dump(value, allow_unicode=True, sort_keys=False, width=110)


@use_case("rule.try")
def ask_try(
    actor: Actor, campaign: Campaign, change: Change, *, at: datetime, on_queue: bool = True
) -> Try:
    """Ask for a try of a change that was checked; the oldest tries beyond those kept go."""
    demand_right(actor, campaign, "rule.try")
    pack = campaign.pack.opened()
    old = pack.rules.get(change.rule)
    changed = checked(campaign, change.rule, change.text)
    one = Try.objects.create(
        code=f"SY-{secrets.token_hex(4)}",
        campaign=campaign,
        rule=change.rule,
        how=change.how,
        content=change.text,
        old_hash=old.hash if old else "",
        new_hash=changed.rules[change.rule].hash,
        asked_by=actor.code,
        asked_at=at,
    )
    if on_queue:
        job = ask(
            actor, "rulebook.try", title=f"试运行 {change.rule}", area=campaign.area,
            campaign=campaign.code, attempt=one.code,
        )  # fmt: skip
        one.job_code = job.code
        one.save(update_fields=["job_code"])
    every = Try.objects.for_system("only the newest tries are kept").filter(campaign=campaign)
    kept = list(every.values_list("pk", flat=True)[:KEPT])
    every.exclude(pk__in=kept).delete()
    record(
        "try",
        one.code,
        f"试运行规则 {change.rule}：{change.how}",
        area_path=campaign.area.depth_path,
        rule=change.rule,
        new_hash=one.new_hash,
    )
    return one


@dataclass(frozen=True)
class Answer:
    """What a try computed, before anything is stored; a version without result is None."""

    snapshot: Snapshot
    on: date
    before: engine.RuleResult | None
    after: engine.RuleResult | None


def run_try(campaign: Campaign, one: Try, tell: Tell) -> Answer:
    """Run the rule before and after on the newest snapshot and deliveries; stores nothing.

    Raises Refused BASELINE_MISSING, SNAPSHOT_ALTERED, TABLE_*, RUN_LIMIT.
    """
    snapshot = newest_snapshot(campaign)
    tables = engine.Tables(
        registry=intact_folder(snapshot),
        deliveries=tables_delivered(newest_deliveries(campaign)),
    )
    pack = campaign.pack.opened()
    versions = (pack, with_file(pack, _file(one.rule), one.content))
    results: list[engine.RuleResult | None] = []
    for done, (version, label) in enumerate(zip(versions, ("原规则", "改后"), strict=True)):
        tell(done, 2, f"{one.rule} {label}")
        if one.rule not in version.rules:
            results.append(None)
            continue
        plan = engine.plan(version, tables, on=campaign.baseline_on, rules=[one.rule])
        found = engine.run(plan, limits=LIMITS).results
        results.append(found[0] if found else None)
    tell(2, 2, "")
    return Answer(snapshot, campaign.baseline_on, results[0], results[1])


@use_case("rule.try")
def store_try(
    actor: Actor,
    campaign: Campaign,
    one: Try,
    answer: Answer,
    *,
    at: datetime,
    fence: Callable[[], None] = lambda: None,
) -> Try:
    """Store a try's counts, villages and the objects of each side. No doubt is touched."""
    demand_right(actor, campaign, "rule.try")
    fence()
    sides = _sides(answer)
    villages = {area.code: area for area in villages_in(campaign.area)}
    tally: dict[Any, Counter[str]] = {}
    rows: list[TriedHit] = []
    for side, hits in sides.items():
        for nth, hit in enumerate(hits):
            area = villages.get(hit.village_code or "", campaign.area)
            tally.setdefault(area, Counter())[side] += 1
            if nth < MOST_ROWS:
                rows.append(_row(one, side, hit, area))
    one.hits.all().for_system("an attempt begins anew").delete()
    one.places.all().for_system("an attempt begins anew").delete()
    TriedHit.objects.bulk_create(rows, batch_size=ROWS_AT_ONCE)
    TriedPlace.objects.bulk_create(
        TriedPlace(attempt=one, area=area, **{f"n_{side}": n[side] for side in Side.values})
        for area, n in tally.items()
    )
    one.snapshot, one.on, one.ended_at = answer.snapshot, answer.on, at
    one.before, one.after = _told(answer.before), _told(answer.after)
    one.n_before, one.n_after, one.n_both = (len(sides[side]) for side in Side.values)
    one.save()
    record(
        "try",
        one.code,
        f"试运行完成：只有原规则 {one.n_before}，只有改后 {one.n_after}，两者都有 {one.n_both}",
        area_path=campaign.area.depth_path,
        snapshot=answer.snapshot.code,
    )
    return one


def _sides(answer: Answer) -> dict[str, list[engine.Hit]]:
    """The objects of each side, in the order of village and object; of both as they are after."""

    def keyed(result: engine.RuleResult | None) -> dict[tuple[str, str], engine.Hit]:
        hits = result.hits if result else ()
        return {(hit.object_kind, hit.object_key): hit for hit in hits}

    before, after = keyed(answer.before), keyed(answer.after)
    found: Mapping[str, Iterator[engine.Hit]] = {
        Side.ONLY_BEFORE: (hit for key, hit in before.items() if key not in after),
        Side.ONLY_AFTER: (hit for key, hit in after.items() if key not in before),
        Side.BOTH: (hit for key, hit in after.items() if key in before),
    }
    return {
        side: sorted(hits, key=lambda hit: (hit.village_code or "", hit.object_key))
        for side, hits in found.items()
    }


def _row(one: Try, side: str, hit: engine.Hit, area: Any) -> TriedHit:
    name = hit.name or ""
    masked = mask_name(name)
    return TriedHit(
        attempt=one,
        area=area,
        side=side,
        object_kind=hit.object_kind,
        household_no=hit.household_no or "",
        name=masked[:80],
        sentence=(hit.sentence.replace(name, masked) if name else hit.sentence)[:500],
    )


def _told(result: engine.RuleResult | None) -> dict[str, Any]:
    if result is None:
        return {}
    return {
        "objects": result.n_objects,
        "hits": result.n_hits,
        "cannot_tell": result.n_cannot_tell,
        "why": result.cannot_tell_why or "",
        "seconds": round(result.seconds, 3),
    }
