"""Doubts about listing: found after each run from verdict and status, decided by people."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import datetime

from huitoukan.apps.adjustments.models import Adjustment
from huitoukan.apps.assessment import queries
from huitoukan.apps.assessment.models import (
    Assessment,
    DoubtState,
    HouseholdVerdict,
    HumanVerdict,
    ListingDoubt,
    Verdict,
)
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.journal.services import details_of, record, use_case
from huitoukan.apps.problems.services.steps import Finding, open_problem
from huitoukan.apps.registry.models import Household
from huitoukan.assess.findings import Case, found, status_of
from huitoukan.assess.past import kinds_as_of
from huitoukan.domain.approval import State
from huitoukan.domain.refusals import Refused

AT_A_TIME = 500


def find_doubts(run: Assessment) -> int:
    """The doubts that follow from a run, within its transaction; how many stand now.

    A run speaks of the kinds that rest on its own day: today's, the exit's or the listing's. A
    person's verdict goes before the program's. One that nobody decided and that the run, able to
    tell, does not find goes; what cannot be told leaves everything as it was.
    """
    pack = run.pack.opened()
    spoken_of = {one.id for one in kinds_as_of(pack, run.as_of)}
    kept: dict[str, dict[str, ListingDoubt]] = {}
    every = ListingDoubt.objects.for_system("a run speaks of every household")
    for one in every.filter(campaign=run.campaign, kind__in=spoken_of):
        kept.setdefault(one.household_no, {})[one.kind] = one
    n = 0
    for row, case in _cases(run):
        before = kept.get(row.household_no, {})
        kinds = {one.kind.id: one for one in found(case, pack)}
        for kind, finding in kinds.items():
            n += 1
            doubt = before.get(kind) or ListingDoubt(
                code=f"DD-{secrets.token_hex(4)}", campaign=run.campaign,
                household_no=row.household_no, kind=kind,
            )  # fmt: skip
            doubt.run, doubt.area, doubt.is_present = run, row.area, True
            doubt.status, doubt.verdict = case.status, case.verdicts[run.as_of]
            doubt.on = row.on
            doubt.in_hand = finding.in_hand
            doubt.save()
        for kind, doubt in before.items():
            if kind not in kinds and doubt.is_present:
                doubt.is_present = False
                doubt.save(update_fields=["is_present"])
    return n


def _cases(run: Assessment) -> Iterator[tuple[HouseholdVerdict, Case]]:
    """Every household that could be told, with its status in the registry and open adjustments."""
    every = HouseholdVerdict.objects.for_system("a run speaks of every household")
    rows = every.filter(run=run).select_related("area")
    decided = HumanVerdict.objects.for_system("a run speaks of every household")
    human = {
        one.household_no: one.verdict
        for one in decided.filter(
            campaign=run.campaign, standard=run.standard, run__as_of=run.as_of
        ).order_by("id")
    }
    told = rows.exclude(verdict=Verdict.CANNOT_TELL) | rows.filter(household_no__in=list(human))
    open_cases: dict[str, set[str]] = {}
    adjustments = Adjustment.objects.for_system("which adjustments are under way")
    under_way = adjustments.filter(
        campaign__area=run.campaign.area, state__in=[State.PROPOSED, State.RETURNED]
    )
    for number, kind in under_way.values_list("household_no", "kind"):
        open_cases.setdefault(number, set()).add(kind)
    pack = run.pack.opened()
    registered = Household.objects.for_system("the status that the registry gives")
    waiting = list(told)
    for start in range(0, len(waiting), AT_A_TIME):
        part = waiting[start : start + AT_A_TIME]
        known = registered.filter(household_no__in=[row.household_no for row in part])
        homes = {home.household_no: home for home in known}
        for row in part:
            verdict = human.get(row.household_no, row.verdict)
            home = homes.get(row.household_no)
            if verdict == Verdict.CANNOT_TELL:
                continue
            # Who is not in the registry is not monitored either: the monitored are registered.
            status = status_of(pack, (home.exit_status or "") if home is not None else None)
            cases = frozenset(open_cases.get(row.household_no, ()))
            is_monitored = home is not None and bool(home.monitor_category)
            yield row, Case(row.household_no, status, is_monitored, {run.as_of: verdict}, cases)


@use_case("assessment.judge")
def decide_doubt(
    actor: Actor, code: str, state: DoubtState, *, reason: str, at: datetime
) -> ListingDoubt:
    """A person's word on a doubt: confirmed opens a problem, dismissed says why.

    Raises Refused NOT_FOUND, DOUBT_DECIDED, VERDICT_REASON.
    """
    doubt = queries.doubt_for(actor, code, "assessment.judge", lock=True)
    if doubt.state != DoubtState.NEW:
        raise Refused("DOUBT_DECIDED", code=code, who=doubt.decided_name)
    if not reason.strip():
        raise Refused("VERDICT_REASON")
    doubt.state, doubt.reason = state, reason.strip()[:500]
    doubt.decided_by, doubt.decided_name, doubt.decided_at = actor.code, actor.name, at
    if state is DoubtState.CONFIRMED:
        problem = open_problem(actor, doubt.campaign, _finding(doubt), at=at)
        doubt.problem_code = problem.code
    doubt.save()
    record(
        "listing_doubt",
        code,
        f"核定{_title(doubt)}的疑点：{DoubtState(state).label}",
        area_path=doubt.area.depth_path,
        household_no=doubt.household_no,
        **details_of(reason=doubt.reason, problem=doubt.problem_code),
    )
    return doubt


def _title(doubt: ListingDoubt) -> str:
    kind = doubt.run.pack.opened().findings.get(doubt.kind)
    return kind.title.zh if kind else doubt.kind


def _finding(doubt: ListingDoubt) -> Finding:
    """The doubt as a problem, with the verdict that it rests on."""
    pack = doubt.run.pack.opened()
    kind = pack.problem_types[pack.findings[doubt.kind].problem]
    registered = Household.objects.for_system("the head's name for the ledger")
    home = registered.filter(household_no=doubt.household_no).first()
    words = Verdict(doubt.verdict).label
    return Finding(
        type=kind,
        area=doubt.area,
        title=f"{_title(doubt)}：{doubt.day} 按标准核查{words}。",
        origin_kind="assessment",
        origin_code=doubt.code,
        department=kind.department,
        severity=kind.severity,
        household_no=doubt.household_no,
        household_name=home.head_name if home else "",
        evidence={
            "facts": {"assessment": {"run": doubt.run.code, "verdict": doubt.verdict}},
            "standard": doubt.run.standard,
            "on": doubt.day.isoformat(),
            "pack_hash": doubt.run.pack.hash,
        },
    )
