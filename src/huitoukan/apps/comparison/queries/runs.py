"""Fills run_pages: the runs of a campaign, one of them, and what changed between any two."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.comparison import queries, run_pages
from huitoukan.apps.comparison.models import SAID_BY_RUNS, EventKind, Hit, HitEvent, Run
from huitoukan.apps.comparison.queries import shown
from huitoukan.apps.comparison.queries.evidence import recipe_words
from huitoukan.apps.comparison.queries.facts import file_words
from huitoukan.apps.comparison.queries.reasons import why_cannot_tell
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.pages import Choice, KeyValue, Tab
from huitoukan.apps.core.scope import ScopedQuerySet
from huitoukan.apps.core.showing import address, language, page_of
from huitoukan.apps.places.queries import departments_of
from huitoukan.apps.problems.models import Problem
from huitoukan.apps.problems.queries.words import state_chip
from huitoukan.apps.sources.models import Delivery
from huitoukan.apps.sources.queries import deliveries_for
from huitoukan.rules.pack import Pack

SHOWN_HASH: Final = 12
"""How many characters of a hash are shown."""
PRESENT: Final = (EventKind.NEW, EventKind.STILL, EventKind.BACK, EventKind.NOT_COMPARED)
CHANGES: Final = (
    EventKind.NEW, EventKind.BACK, EventKind.GONE, EventKind.NOT_COMPARED, EventKind.REOPENED,
)  # fmt: skip
"""What can be told of two runs, in the order of the tabs."""


def runs_page(campaign: Campaign, params: Mapping[str, str]) -> run_pages.RunsPage:
    """[comparison:runs] Counts of a run are shown to all who see the campaign."""
    runs = queries.runs_of(campaign).prefetch_related("outcomes")
    rows, pager = page_of(runs, reverse("comparison:runs"), params)
    return run_pages.RunsPage(tuple(map(run_row, rows)), pager)


def run_row(run: Run) -> run_pages.RunRow:
    """One run in numbers."""
    return run_pages.RunRow(
        code=run.code,
        on=run.on,
        ended_at=run.ended_at,
        asked_by=run.asked_by,
        n_rules=run.outcomes.count(),
        n_hits=run.n_hits,
        n_new=run.n_new,
        n_still=run.n_still,
        n_back=run.n_back,
        n_gone=run.n_gone,
        n_not_compared=run.n_not_compared,
        seconds=(run.ended_at - run.started_at).total_seconds(),
    )


def run_page(actor: Actor, code: str, params: Mapping[str, str]) -> run_pages.RunPage:
    """[comparison:run] One run: what changed against another, its rules and steps, its inputs."""
    run = queries.run_for(actor, code)
    pack = run.campaign.pack.opened()
    path = reverse("comparison:run", args=[run.code])
    labels = {"": _("有什么变化"), "rules": _("规则和步骤"), "inputs": _("用到的数据")}
    part = params.get("part", "") if params.get("part", "") in labels else ""
    found = run_pages.RunPage(
        row=run_row(run),
        facts=_facts(run),
        parts=tuple(
            Tab(label, address(path, {}, part=key), is_current=key == part)
            for key, label in labels.items()
        ),
        part=part or "changes",
    )
    if part == "inputs":
        return replace(found, inputs=_inputs(actor, run, pack))
    if part == "rules":
        return replace(found, **_rules_part(run, pack, path, params.get("rule", "")))
    return replace(found, **_changes_part(actor, run, pack, path, params))


def _facts(run: Run) -> tuple[KeyValue, ...]:
    rows = [
        (_("比对日"), f"{run.on:%Y-%m-%d}"),
        (_("名册快照"), run.snapshot.code),
        (_("规则包"), f"{run.campaign.pack} · {run.pack_hash[:SHOWN_HASH]}"),
        (_("开展"), run.asked_by),
        (_("同一疑点怎样认定"), recipe_words(run.recipe)),
    ]
    return tuple(KeyValue(label, value) for label, value in rows)


# --- what changed between two runs ---


def changed_between(
    hits: ScopedQuerySet[Hit], before: Run | None, after: Run
) -> dict[str, ScopedQuerySet[Hit]]:
    """Of these doubts those that stood otherwise at the second run, by what changed.

    A doubt stands as its last line of history up to a run says; only doubts with a line between the
    two runs are looked at. `before` is the older one; without it everything is new.
    """
    between = HitEvent.objects.filter(hit=OuterRef("pk"), run_id__lte=after.pk)
    if before is not None:
        between = between.filter(run_id__gt=before.pk)
    told = hits.filter(Exists(between.filter(kind__in=SAID_BY_RUNS))).annotate(
        then=_standing_at(before), now=_standing_at(after)
    )
    first_seen = {"first_run_id__lte": after.pk}
    if before is not None:
        first_seen["first_run_id__gt"] = before.pk
    return {
        EventKind.NEW: told.filter(now__in=PRESENT, **first_seen),
        EventKind.BACK: told.filter(then=EventKind.GONE, now__in=PRESENT),
        EventKind.GONE: told.filter(then__in=PRESENT, now=EventKind.GONE),
        EventKind.NOT_COMPARED: told.filter(then__in=PRESENT, now=EventKind.NOT_COMPARED),
        EventKind.REOPENED: hits.filter(Exists(between.filter(kind=EventKind.REOPENED))),
    }


def pair_of(run: Run, other: Run | None) -> tuple[Run | None, Run]:
    """A run and the one to compare it with, the older first; the run before it unless told."""
    if other is None or other.pk == run.pk or other.campaign_id != run.campaign_id:
        return queries.runs_of(run.campaign).filter(pk__lt=run.pk).first(), run
    return (other, run) if other.pk < run.pk else (run, other)


def _standing_at(run: Run | None) -> Subquery:
    said = HitEvent.objects.filter(
        hit=OuterRef("pk"), kind__in=SAID_BY_RUNS, run_id__lte=run.pk if run else 0
    )
    return Subquery(said.order_by("-id").values("kind")[:1])


def _change_label(kind: str) -> str:
    return {
        EventKind.NEW: _("新增"),
        EventKind.BACK: _("再次出现"),
        EventKind.GONE: _("不再出现"),
        EventKind.NOT_COMPARED: _("未比对"),
        EventKind.REOPENED: _("重新核定"),
    }[EventKind(kind)]


def _changes_part(
    actor: Actor, run: Run, pack: Pack, path: str, params: Mapping[str, str]
) -> dict[str, Any]:
    others = list(queries.runs_of(run.campaign).exclude(pk=run.pk))
    asked = next((one for one in others if one.code == params.get("against")), None)
    first, last = pair_of(run, asked)
    chosen = first if last == run else last
    changes = changed_between(queries.hits_for(actor, run.campaign), first, last)
    counts = {kind: changes[kind].count() for kind in CHANGES}
    tab = params.get("tab", "")
    if tab not in changes:
        tab = next((kind for kind in CHANGES if counts[kind]), EventKind.NEW)
    kept = {"against": params.get("against", "")}
    hits, pager = page_of(changes[tab], path, {**params, **kept})
    return {
        "against": tuple(
            Choice(one.code, f"{one.code}　{one.on:%Y-%m-%d}", one == chosen) for one in others
        ),
        "compared_with": chosen.code if chosen else "",
        "tabs": tuple(
            Tab(_change_label(kind), address(path, kept, tab=kind), counts[kind], kind == tab)
            for kind in CHANGES
        ),
        "rows": _changed_rows(hits, pack, run.campaign, last),
        "pager": pager,
    }


def _changed_rows(
    hits: list[Hit], pack: Pack, campaign: Campaign, run: Run
) -> tuple[run_pages.ChangedRow, ...]:
    departments = {code: d.name for code, d in departments_of(campaign.area).items()}
    said: QuerySet[HitEvent] = HitEvent.objects.filter(
        hit__in=[hit.pk for hit in hits], kind__in=SAID_BY_RUNS, run_id__lte=run.pk
    )
    whys = {event.hit_id: event.facts.get("why", "") for event in said.order_by("id")}
    problems = Problem.objects.for_system("the state of problems of doubts that the actor sees")
    codes = [hit.problem_code for hit in hits if hit.problem_code]
    states = {one.code: state_chip(one.stands) for one in problems.filter(code__in=codes)}
    return tuple(
        run_pages.ChangedRow(
            shown.hit_row(hit, pack, departments, may_judge=False),
            why_cannot_tell(whys[hit.pk], pack) if whys.get(hit.pk) else "",
            states.get(hit.problem_code),
        )
        for hit in hits
    )


# --- rules and steps, inputs ---


def _rules_part(run: Run, pack: Pack, path: str, chosen: str) -> dict[str, Any]:
    return {
        "rules": rule_lines(run, pack, path),
        "left_out": tuple(
            KeyValue(rule, why_cannot_tell(why, pack)) for rule, why in run.left_out.items()
        ),
        "steps": tuple(
            run_pages.StepLine(step["name"], step["why"], step["sql"])
            for step in run.plan
            if chosen and step["name"] in (chosen, f"{chosen}_counts")
        ),
    }


def rule_lines(run: Run, pack: Pack, path: str) -> tuple[run_pages.RuleLine, ...]:
    """What each rule did in a run."""
    return tuple(
        run_pages.RuleLine(
            rule=one.rule,
            title=pack.rules[one.rule].title.in_(language()) if one.rule in pack.rules else "",
            n_objects=one.n_objects,
            n_hits=one.n_hits,
            n_clean=one.n_clean,
            n_cannot_tell=one.n_cannot_tell,
            why=why_cannot_tell(one.why, pack) if one.why else "",
            seconds=one.seconds,
            href=address(path, {}, part="rules", rule=one.rule) + "#steps",
        )
        for one in run.outcomes.all()
    )


def _inputs(actor: Actor, run: Run, pack: Pack) -> tuple[run_pages.InputLine, ...]:
    codes = [one["delivery"] for read in run.inputs.values() for one in read]
    files = {
        one.code: one
        for one in Delivery.objects.for_system("what a run read is shown with the run")
        .filter(code__in=codes)
        .select_related("file")
    }
    open_to = set(
        deliveries_for(actor, run.campaign).filter(code__in=codes).values_list("code", flat=True)
        if actor.may("source.see")
        else ()
    )
    lines = []
    for dataset, source in sorted(pack.sources.items()):
        title = source.title.in_(language())
        for one in run.inputs.get(dataset, ()):
            code = one["delivery"]
            delivery = files.get(code)
            lines.append(
                run_pages.InputLine(
                    dataset,
                    title,
                    code,
                    file_words(delivery) if delivery else "",
                    one.get("file", one["hash"])[:SHOWN_HASH],
                    reverse("sources:delivery", args=[code]) if code in open_to else "",
                )
            )
        if dataset not in run.inputs:
            lines.append(run_pages.InputLine(dataset, title))
    return tuple(lines)
