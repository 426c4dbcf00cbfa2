"""People's decisions: which round counts, and what a mismatch is."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.utils import translation

from huitoukan.apps.agreement import queries
from huitoukan.apps.agreement.models import Agreement, Mismatch, MismatchState, Round
from huitoukan.apps.agreement.queries.rounds import line_of
from huitoukan.apps.agreement.services.standing import refresh, values_of
from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.journal.services import details_of, record, use_case
from huitoukan.apps.problems.services.steps import Finding, open_problem
from huitoukan.domain.agreement import Seen, Side
from huitoukan.domain.refusals import Refused
from huitoukan.rules.pack import Pack


@use_case("agreement.reconcile")
def reconcile(
    actor: Actor,
    campaign: Campaign,
    household_no: str,
    *,
    number: int | None,
    reason: str,
    at: datetime,
) -> Agreement:
    """Decide which round counts, with the reason; every round stays as it was recorded.

    Nobody decides about a round of their own, whichever they choose.
    """
    household = queries.household_in(actor, campaign, household_no, "agreement.reconcile")
    agreement = queries.agreement_of(campaign, household)
    rounds = queries.rounds_of(agreement)
    chosen = next((r for r in rounds if r.number == number), None)
    if agreement is None or chosen is None:
        raise Refused("AGREEMENT_ROUND", number=number or 0)
    _refuse_own(actor, rounds, "裁定")
    if not reason.strip():
        raise Refused("AGREEMENT_REASON")
    locked = (
        Agreement.objects.for_system("the row of before")
        .select_for_update(of=("self",))
        .select_related("household__area", "campaign")
        .get(pk=agreement.pk)
    )
    locked.decided = chosen
    locked.decided_by, locked.decided_name, locked.decided_at = actor.code, actor.name, at
    locked.reason = reason.strip()
    refresh(locked, at=at)
    record(
        "agreement",
        household_no,
        f"裁定以第 {chosen.number} 轮为准",
        area_path=household.area.depth_path,
        campaign=campaign.code,
        reason=locked.reason,
        rounds=len(rounds),
    )
    return locked


def _refuse_own(actor: Actor, rounds: list[Round], act: str) -> None:
    for one in rounds:
        if actor.code == one.taken_by or actor.name == one.taken_by_name:
            raise Refused("AGREEMENT_OWN_ROUND", number=one.number, act=act)


@use_case("agreement.judge")
def judge_mismatch(
    actor: Actor,
    code: str,
    verdict: MismatchState,
    *,
    reason_code: str = "",
    note: str = "",
    at: datetime,
) -> Mismatch:
    """A person's verdict on a mismatch: confirmed opens a problem, dismissed names its reason.

    The problem is opened once for a field of a household: a mismatch with a verdict is refused,
    and one that a later round still shows keeps its problem.
    """
    if verdict is MismatchState.NEW:
        raise ValueError("taking a verdict back is not a verdict")
    mismatch = queries.mismatch_for(actor, code, lock=True)
    if mismatch.state != MismatchState.NEW:
        raise Refused("MISMATCH_DECIDED", code=code, who=mismatch.verdict_name)
    if not mismatch.is_present:
        raise Refused("MISMATCH_GONE", code=code)
    _refuse_own(actor, [mismatch.reading.round], "核定")
    campaign, household = mismatch.agreement.campaign, mismatch.agreement.household
    pack = campaign.pack.opened()
    if verdict is MismatchState.DISMISSED:
        _demand_reason(pack, reason_code, note)
    mismatch.state = verdict
    mismatch.verdict_by, mismatch.verdict_name, mismatch.verdict_at = actor.code, actor.name, at
    mismatch.reason_code, mismatch.note = reason_code, note.strip()
    mismatch.judged = values_of(mismatch.reading)
    if verdict is MismatchState.CONFIRMED:
        problem = open_problem(actor, campaign, _finding(mismatch, pack), at=at)
        mismatch.problem_code = problem.code
    mismatch.save()
    record(
        "mismatch",
        code,
        f"核定三方不一致：{MismatchState(verdict).label}",
        area_path=household.area.depth_path,
        household_no=household.household_no,
        column=mismatch.column,
        **details_of(reason=reason_code, note=mismatch.note, problem=mismatch.problem_code),
    )
    return mismatch


def _demand_reason(pack: Pack, reason_code: str, note: str) -> None:
    known = pack.reasons.get("mismatch_dismissed")
    chosen = next((v for v in known.values if v.code == reason_code), None) if known else None
    if chosen is None or (chosen.needs_text and not note.strip()):
        raise Refused("REASON_NEEDED")


WORDS = {Side.SYSTEM: "系统", Side.BOOKLET: "手册", Side.OBSERVED: "实际"}


def _finding(mismatch: Mismatch, pack: Pack) -> Finding:
    """The mismatch as a problem, with the three values and the round sealed as its evidence."""
    reading, household = mismatch.reading, mismatch.agreement.household
    line = line_of(reading, pack)
    if line is None:
        raise Refused("AGREEMENT_FIELD", field=reading.column)
    with translation.override(settings.LANGUAGE_CODE):  # the ledger is Chinese for every reader
        told = {
            side: {Seen.UNSEEN: "未看", Seen.BLANK: "空白"}.get(entry.seen)
            or line.shown(entry, pack)
            for side, entry in reading.entries.items()
        }
    kind = pack.problem_types[line.field.problem]
    whose = f"{reading.person_name}的" if reading.person_name else ""
    sides = "，".join(f"{WORDS[side]}“{value}”" for side, value in told.items())
    looked = reading.round
    return Finding(
        type=kind,
        area=household.area,
        title=f"{whose}{line.column.label}不一致：{sides}。"[:500],
        origin_kind="agreement",
        origin_code=mismatch.code,
        department=kind.department,
        severity=kind.severity,
        household_no=household.household_no,
        household_name=household.head_name,
        evidence={
            "facts": {"agreement": {side.value: value for side, value in told.items()}},
            "column": reading.column,
            "person_no": reading.person_no,
            "round": looked.number,
            "on": looked.on.isoformat(),
            "taken_by": looked.taken_by_name,
            "row_hash": looked.row_hash,
            "sheet": looked.sheet.code if looked.sheet else "",
            "snapshot": looked.snapshot.code if looked.snapshot else "",
        },
    )
