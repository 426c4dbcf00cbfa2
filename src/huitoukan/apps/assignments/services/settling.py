"""The county's side of an answer: taking it as the verdict, or sending it back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

from huitoukan.apps.assignments import queries
from huitoukan.apps.assignments.models import AssignedHit, HitAnswer
from huitoukan.apps.assignments.services.sending import Outcome, due_days, write_step
from huitoukan.apps.comparison.models import HitState
from huitoukan.apps.comparison.services import judge_hit
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.language import refusal_text, translated
from huitoukan.apps.journal.services import record, use_case
from huitoukan.domain import assignments as domain
from huitoukan.domain.assignments import STATE_WORDS, VERDICT_WORDS, State, Step, Verdict
from huitoukan.domain.refusals import Refused

HIT_STATES: Final = {
    Verdict.CONFIRMED: HitState.CONFIRMED,
    Verdict.DISMISSED: HitState.DISMISSED,
    Verdict.DATA_ERROR: HitState.DATA_ERROR,
    # What was put right at once is a problem all the same: the ledger has it reviewed and signed.
    Verdict.RECTIFIED: HitState.CONFIRMED,
}
NOTE_LENGTH: Final = 500


@use_case("hit.judge")
def settle(actor: Actor, code: str, *, opinion: str = "", at: datetime) -> AssignedHit:
    """Take this side's answer as the verdict on the doubt (`judge_hit` writes it).

    Where the other side says something else, or has not answered yet, the county says why.
    Raises Refused: ASSIGN_STATE, ASSIGN_DIFFER, ASSIGN_OTHER_OPEN, HIT_DECIDED.
    """
    line = queries.line_for(actor, code, "hit.judge", lock=True)
    domain.after(Step.SETTLE, line.stands)
    said = newest_answer(line)
    verdict = Verdict(said.verdict)
    other = queries.other_side(line)
    if other is not None and not opinion.strip():
        refuse_disagreement(verdict, other)
    words = "；".join(
        part
        for part in (
            VERDICT_WORDS[verdict].zh if verdict is Verdict.RECTIFIED else "",
            said.note,
            opinion.strip(),
        )
        if part
    )
    judge_hit(
        actor, line.hit.code, HIT_STATES[verdict], reason_code=said.reason_code,
        note=words[:NOTE_LENGTH], at=at,
    )  # fmt: skip
    line.state, line.is_adopted = State.SETTLED, True
    line.save(update_fields=["state", "is_adopted"])
    write_step(actor, line.assignment, Step.SETTLE, at=at, words=opinion, line=line)
    if other is not None:
        is_answered = other.state == State.ANSWERED
        other.state = State.SETTLED if is_answered else State.WITHDRAWN
        other.save(update_fields=["state"])
        write_step(
            actor, other.assignment, Step.SETTLE if is_answered else Step.WITHDRAW, at=at,
            words=f"以 {line.code} 的反馈核定", line=other,
        )  # fmt: skip
    record(
        "assignment",
        line.assignment.code,
        f"采纳反馈，核定 {line.hit.code}：{VERDICT_WORDS[verdict].zh}",
        area_path=line.assignment.area.depth_path,
        line=line.code,
        opinion=opinion.strip(),
        other=other.code if other else "",
    )
    return line


def newest_answer(line: AssignedHit) -> HitAnswer:
    """The answer that counts."""
    return line.answers.order_by("-id")[0]


def refuse_disagreement(verdict: Verdict, other: AssignedHit) -> None:
    """Refuse to take one side's word unsaid when the other says otherwise or has not spoken."""
    if other.state != State.ANSWERED:
        raise Refused("ASSIGN_OTHER_OPEN", code=other.assignment.code)
    theirs = Verdict(newest_answer(other).verdict)
    if domain.differ(verdict, theirs):
        raise Refused("ASSIGN_DIFFER", other=VERDICT_WORDS[theirs].zh, code=other.assignment.code)


@use_case("hit.judge")
def give_back(actor: Actor, code: str, *, reason: str, at: datetime) -> AssignedHit:
    """Send an answer back to those who gave it, with a reason and a new term."""
    line = queries.line_for(actor, code, "hit.judge", lock=True)
    state = domain.after(Step.RETURN, line.stands)
    if not reason.strip():
        raise Refused("ASSIGN_REASON")
    assignment = line.assignment
    due = due_days(
        assignment.campaign, assignment_side(line), is_urgent=assignment.is_urgent, at=at
    )
    line.state, line.due_on = state, due(line.hit.severity)
    line.save(update_fields=["state", "due_on"])
    write_step(actor, assignment, Step.RETURN, at=at, words=reason, line=line)
    record(
        "assignment", assignment.code, f"退回重核 {line.hit.code}",
        area_path=assignment.area.depth_path, line=line.code, reason=reason.strip(),
    )  # fmt: skip
    return line


def assignment_side(line: AssignedHit) -> domain.Side:
    """The side that was asked."""
    return "department" if line.side == "department" else "field"


def settle_many(
    actor: Actor, codes: Sequence[str], *, opinion: str = "", at: datetime
) -> list[Outcome]:
    """Take several answers as they are. Where two sides differ, each needs a decision of its own.

    An opinion given for many is no decision between two sides, so it does not count as one.
    """
    return _each(codes, lambda code: _settle_agreed(actor, code, opinion=opinion, at=at))


def _settle_agreed(actor: Actor, code: str, *, opinion: str, at: datetime) -> AssignedHit:
    line = queries.line_for(actor, code, "hit.judge")
    other = queries.other_side(line)
    if other is not None and line.state == State.ANSWERED:
        refuse_disagreement(Verdict(newest_answer(line).verdict), other)
    return settle(actor, code, opinion=opinion, at=at)


def give_back_many(
    actor: Actor, codes: Sequence[str], *, reason: str, at: datetime
) -> list[Outcome]:
    """Send several answers back for the same reason, with an outcome each."""
    return _each(codes, lambda code: give_back(actor, code, reason=reason, at=at))


def _each(codes: Sequence[str], act: Callable[[str], AssignedHit]) -> list[Outcome]:
    rows: list[Outcome] = []
    for code in codes:
        try:
            line = act(code)
        except Refused as refused:
            rows.append((code, False, refusal_text(refused)))
        else:
            rows.append((code, True, translated(STATE_WORDS[State(line.state)].zh)))
    return rows
