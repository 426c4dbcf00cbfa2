"""Looking for the same elsewhere (举一反三), and calling a common measure done after it.

A look is a whole comparison: one of the linked rules alone would leave every other doubt of the
campaign "not compared". Of its doubts those of the linked rules belong to the look.
"""

from __future__ import annotations

from datetime import datetime
from itertools import islice
from typing import Final

from django.utils import timezone

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.campaigns.queries import demand_right
from huitoukan.apps.comparison import queries
from huitoukan.apps.comparison.models import Hit, Run
from huitoukan.apps.comparison.queries import sweeps
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.jobs.services import ask
from huitoukan.apps.journal.services import record, use_case
from huitoukan.apps.problems.models import CommonRuling, Problem, Sweep
from huitoukan.apps.problems.queries import problem_for
from huitoukan.apps.problems.services.steps import note_on, reserve_numbers
from huitoukan.domain.problems import STATE_WORDS, UNCONFIRMED
from huitoukan.domain.refusals import Refused

SWEEP_JOB: Final = "comparison.sweep"
BATCH: Final = 2000


@use_case("compare.run")
def start_sweep(
    actor: Actor,
    campaign: Campaign,
    *,
    kind: str = "",
    problem_code: str = "",
    at: datetime,
    on_queue: bool = True,
) -> Sweep:
    """Ask for a look over all objects, from one confirmed problem or from a type.

    Raises Refused: SWEEP_STATE, FINDING_TYPE, SWEEP_NO_RULES, SWEEP_UNDER_WAY. With
    `on_queue=False` the caller runs the job itself.
    """
    demand_right(actor, campaign, "compare.run")
    problem = _confirmed(actor, campaign, problem_code) if problem_code else None
    kind = problem.type if problem else kind
    pack = campaign.pack.opened()
    if kind not in pack.problem_types:
        raise Refused("FINDING_TYPE", type=kind)
    rules = sweeps.linked_rules(pack, kind)
    if not rules:
        raise Refused("SWEEP_NO_RULES", type=kind)
    _refuse_second(campaign, kind)
    year = timezone.localtime(at).year
    code = f"JY-{year}-{reserve_numbers(f'sweep-{year}', 1):04d}"
    job = ask(
        actor, SWEEP_JOB, title=f"举一反三 {kind} {pack.problem_types[kind].title.zh}",
        area=campaign.area, on_queue=on_queue, campaign=campaign.code, sweep=code,
    )  # fmt: skip
    sweep = Sweep.objects.create(
        code=code, campaign=campaign, problem=problem, type=kind, rules=list(rules), job=job,
        asked_by=actor.code, asked_by_name=actor.name, asked_at=at,
    )  # fmt: skip
    record(
        "sweep", code, f"发起举一反三：{kind}，关联规则 {'、'.join(rules)}"[:300],
        area_path=campaign.area.depth_path, problem=problem_code, job=job.code,
    )  # fmt: skip
    return sweep


def _confirmed(actor: Actor, campaign: Campaign, code: str) -> Problem:
    problem = problem_for(actor, code.strip().upper())
    if problem.campaign_id != campaign.pk:
        raise Refused("NOT_FOUND", what="问题", code=code)
    if problem.stands in UNCONFIRMED:
        raise Refused("SWEEP_STATE", code=problem.code, state=STATE_WORDS[problem.stands].zh)
    return problem


def _refuse_second(campaign: Campaign, kind: str) -> None:
    Campaign.objects.select_for_update(of=("self",)).get(pk=campaign.pk)
    for other in sweeps.of_type(campaign, kind).select_related("job"):
        if other.is_under_way:
            raise Refused("SWEEP_UNDER_WAY", type=kind, code=other.code)


@use_case("compare.run")
def link_doubts(actor: Actor, sweep: Sweep, run: Run, *, at: datetime) -> int:
    """Link what the comparison raised by the sweep's rules to it, and tell its problem; how many.

    The doubt that the problem itself came from is not among them.
    """
    found = (
        Hit.objects.for_system("the look is over the whole campaign")
        .filter(campaign=sweep.campaign, rule__in=sweep.rules, last_run=run, is_present=True)
        .order_by("pk")
    )
    if sweep.problem is not None:
        found = found.exclude(problem_code=sweep.problem.code)
    n = 0
    through = Hit.sweeps.through._default_manager
    keys = found.values_list("pk", flat=True).iterator(BATCH)
    while some := list(islice(keys, BATCH)):
        rows = [Hit.sweeps.through(hit_id=pk, sweep_id=sweep.pk) for pk in some]
        n += len(through.bulk_create(rows, ignore_conflicts=True))
    sweep.run_code = run.code
    sweep.save(update_fields=["run_code"])
    told = f"举一反三 {sweep.code}：比对规则 {'、'.join(sweep.rules)}，其他对象有 {n} 个疑点"
    if sweep.problem is not None:
        note_on(actor, sweep.problem.code, told[:500], at=at)
    record("sweep", sweep.code, told[:300], area_path=sweep.campaign.area.depth_path, run=run.code)
    return n


@use_case("problem.supervise")
def finish_measure(
    actor: Actor, campaign: Campaign, kind: str, words: str, *, at: datetime
) -> CommonRuling:
    """Call the one measure for a common type done: after the look, its verdicts, every problem.

    Raises Refused: MEASURE_NONE, MEASURE_DONE, MEASURE_NO_SWEEP, SWEEP_UNDER_WAY,
    MEASURE_DOUBTS, MEASURE_PROBLEMS.
    """
    demand_right(actor, campaign, "problem.supervise")
    ruling = (
        CommonRuling.objects.select_for_update()
        .filter(campaign=campaign, type=kind, is_common=True)
        .first()
    )
    if ruling is None:
        raise Refused("MEASURE_NONE", type=kind)
    if ruling.done_at is not None:
        raise Refused("MEASURE_DONE", type=kind, on=timezone.localtime(ruling.done_at).date())
    _refuse_unfinished(campaign, kind)
    ruling.done_words, ruling.done_by_name, ruling.done_at = words.strip(), actor.name, at
    ruling.save(update_fields=["done_words", "done_by_name", "done_at"])
    record(
        "campaign", campaign.code, f"{kind} 共性问题统一措施办结",
        area_path=campaign.area.depth_path, words=words.strip(),
    )  # fmt: skip
    return ruling


def _refuse_unfinished(campaign: Campaign, kind: str) -> None:
    _refuse_second(campaign, kind)
    looked = sweeps.of_type(campaign, kind).exclude(run_code="")
    if sweeps.linked_rules(campaign.pack.opened(), kind) and not looked.exists():
        raise Refused("MEASURE_NO_SWEEP", type=kind)
    everything = Hit.objects.for_system("the measure is for the whole campaign")
    if n := everything.filter(queries.WAITING, sweeps__in=looked).distinct().count():
        raise Refused("MEASURE_DOUBTS", type=kind, n=n)
    still_open = sweeps.open_problems(campaign, kind)
    if n := still_open.count():
        raise Refused("MEASURE_PROBLEMS", type=kind, n=n)
