"""What happened to a household: imports, changes, doubts, problems, in one line of time."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from huitoukan.apps.accounts.queries import names_of
from huitoukan.apps.comparison.models import Hit
from huitoukan.apps.comparison.queries.shown import state_chip as hit_chip
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.pages import KeyValue, TimelineItem
from huitoukan.apps.problems.models import Problem
from huitoukan.apps.problems.queries.words import state_chip
from huitoukan.apps.registry.models import Change, ChangeKind, Household
from huitoukan.apps.registry.queries.changes import changed_rows, changes_of_household
from huitoukan.rules.pack import Pack


def changes(actor: Actor, pack: Pack, household: Household) -> list[TimelineItem]:
    """What changed in the household's rows of the registry, field by field."""
    found = list(changes_of_household(actor, household.household_no))
    names = names_of({change.by for change in found})
    return [
        TimelineItem(
            _title(change, shown.table),
            "done",
            change.at,
            who=names.get(change.by, change.by),
            text=change.reason,
            facts=tuple(
                KeyValue(field.label, f"{field.before or '—'} → {field.after or '—'}")
                for field in shown.fields
            ),
        )
        for change, shown in zip(found, changed_rows(pack, found), strict=True)
    ]


def _title(change: Change, table: str) -> str:
    held = change.before.get("held", change.after)
    who = held.get("name") or held.get("head_name") or ""
    words = {
        ChangeKind.CREATED: _("进入名册：{table} {who}"),
        ChangeKind.ENDED: _("出册：{table} {who}"),
        ChangeKind.REMOVED: _("撤出名册：{table} {who}"),
    }
    found = words.get(ChangeKind(change.kind), _("名册变更：{table}"))
    return found.format(table=table, who=who).strip()


def timeline(
    household: Household,
    changed: Sequence[TimelineItem],
    hits: Sequence[Hit],
    problems: Sequence[Problem],
) -> tuple[TimelineItem, ...]:
    """Everything that is known of the household, stage by stage."""
    items = [
        TimelineItem(_("名册导入"), "done", household.created_at or household.changed_at),
        *changed,
    ]
    if hits:
        items.append(
            TimelineItem(
                _("部门比对"),
                "done",
                min(hit.first_run.ended_at for hit in hits),
                text=_("疑点 {n} 个").format(n=len(hits)),
            )
        )
    for hit in hits:
        if hit.verdict_at is not None:
            items.append(
                TimelineItem(
                    _("疑点核定：{verdict}").format(verdict=hit_chip(hit).label),
                    "done",
                    hit.verdict_at,
                    who=hit.verdict_name,
                    text=hit.sentence,
                )
            )
    for problem in problems:
        items.append(
            TimelineItem(
                _("问题 {code}").format(code=problem.code),
                "done" if not problem.is_open else "now",
                problem.found_at,
                chip=state_chip(problem.stands),
                text=problem.title,
            )
        )
    return tuple(items)
