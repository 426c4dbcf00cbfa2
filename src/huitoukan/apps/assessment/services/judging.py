"""A person's own verdict on a household or a village; the program's stays as it is."""

from __future__ import annotations

from datetime import datetime

from huitoukan.apps.assessment import queries
from huitoukan.apps.assessment.models import HumanVerdict, Verdict
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.journal.services import record, use_case
from huitoukan.domain.refusals import Refused


@use_case("assessment.judge")
def judge_household(
    actor: Actor, run_code: str, household_no: str, verdict: Verdict, *, reason: str, at: datetime
) -> HumanVerdict:
    """Write down what a person decides about a household, beside the program's verdict.

    An earlier decision stays and is shown below. Raises Refused NOT_FOUND, VERDICT_REASON,
    ASSESSMENT_TRY for a run that was only a try.
    """
    run, row = queries.household_in(actor, run_code, household_no, "assessment.judge")
    if run.is_try:
        raise Refused("ASSESSMENT_TRY", code=run.code)
    if not reason.strip():
        raise Refused("VERDICT_REASON")
    made = HumanVerdict.objects.create(
        campaign=run.campaign,
        run=run,
        area=row.area,
        household_no=row.household_no,
        standard=run.standard,
        verdict=verdict,
        machine=row.verdict,
        reason=reason.strip()[:500],
        by=actor.code,
        by_name=actor.name,
        at=at,
    )
    record(
        "household_verdict",
        f"{run.standard}:{row.household_no}"[:60],
        f"核定户 {row.household_no}：{Verdict(verdict).label}，"
        f"系统结论 {Verdict(row.verdict).label}",
        area_path=row.area.depth_path,
        run=run.code,
        household_no=row.household_no,
        verdict=str(verdict),
        machine=row.verdict,
        reason=made.reason,
    )
    return made


@use_case("assessment.judge")
def judge_village(
    actor: Actor, run_code: str, village: str, verdict: Verdict, *, reason: str, at: datetime
) -> HumanVerdict:
    """Write down what a person decides about a village, beside the program's verdict.

    Raises Refused NOT_FOUND, VERDICT_REASON, ASSESSMENT_TRY.
    """
    run, row = queries.village_in(actor, run_code, village, "assessment.judge")
    if run.is_try:
        raise Refused("ASSESSMENT_TRY", code=run.code)
    if not reason.strip():
        raise Refused("VERDICT_REASON")
    made = HumanVerdict.objects.create(
        campaign=run.campaign, run=run, area=row.area, standard=run.village_standard,
        verdict=verdict, machine=row.verdict, reason=reason.strip()[:500], by=actor.code,
        by_name=actor.name, at=at,
    )  # fmt: skip
    record(
        "village_verdict",
        f"{run.village_standard}:{row.area.code}"[:60],
        f"核定村 {row.area.name}：{Verdict(verdict).label}，系统结论 {Verdict(row.verdict).label}",
        area_path=row.area.depth_path,
        run=run.code,
        verdict=str(verdict),
        machine=row.verdict,
        reason=made.reason,
    )
    return made
