"""Those who were asked: confirming the receipt, answering one doubt or many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from huitoukan.apps.assignments import queries
from huitoukan.apps.assignments.models import AnswerPaper, AssignedHit, Assignment, HitAnswer
from huitoukan.apps.assignments.services.sending import Outcome, write_step
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.language import refusal_text, translated
from huitoukan.apps.files.models import StoredFile
from huitoukan.apps.files.services.keeping import keep_file
from huitoukan.apps.journal.services import details_of, record, use_case
from huitoukan.apps.problems.services.evidence import refuse_unfit_files
from huitoukan.domain import assignments as domain
from huitoukan.domain.assignments import STATE_WORDS, VERDICT_WORDS, State, Step, Verdict
from huitoukan.domain.refusals import Refused


@dataclass(frozen=True)
class Answered:
    """What a person fills in: the verdict, the pack's reason where it is none, words, papers."""

    verdict: Verdict
    reason_code: str = ""
    note: str = ""
    files: tuple[StoredFile, ...] = ()


@use_case("assignment.answer")
def receive(actor: Actor, code: str, *, at: datetime) -> Assignment:
    """Confirm the receipt of an assignment: from now on its doubts are being verified."""
    assignment = queries.assignment_for(actor, code, "assignment.answer", lock=True)
    if assignment.received_at is not None:
        raise Refused("ASSIGN_RECEIVED", code=code, who=assignment.received_name)
    assignment.received_name, assignment.received_at = actor.name, at
    assignment.save(update_fields=["received_name", "received_at"])
    waiting = queries.lines_of(assignment).filter(state=State.SENT)
    waiting.update(state=domain.after(Step.RECEIVE, State.SENT))
    write_step(actor, assignment, Step.RECEIVE, at=at)
    record("assignment", code, "签收交办单", area_path=assignment.area.depth_path)
    return assignment


@use_case("assignment.answer")
def keep_papers(
    actor: Actor, code: str, files: Sequence[tuple[str, bytes]], *, at: datetime
) -> tuple[StoredFile, ...]:
    """Keep the papers of answers to an assignment; the answer that follows names them."""
    assignment = queries.assignment_for(actor, code, "assignment.answer")
    refuse_unfit_files(files)
    kept = tuple(
        keep_file(
            actor, [content], name=name, kind="answer", area=assignment.area, at=at,
            department=assignment.department,
        )
        for name, content in files
    )  # fmt: skip
    record(
        "assignment", code, f"上传核实材料 {len(kept)} 份", area_path=assignment.area.depth_path,
        sha256=[file.sha256 for file in kept],
    )  # fmt: skip
    return kept


@use_case("assignment.answer")
def answer(actor: Actor, code: str, answered: Answered, *, at: datetime) -> AssignedHit:
    """Answer one doubt. What it means for the doubt is decided by the county.

    Raises Refused: ASSIGN_OWN_VILLAGE, ASSIGN_NOT_RECEIVED, ASSIGN_STATE, REASON_NEEDED,
    ASSIGN_EVIDENCE, ASSIGN_NOTE.
    """
    line = queries.line_for(actor, code, "assignment.answer", lock=True)
    pack = line.assignment.campaign.pack.opened()
    if queries.is_barred(actor, line, pack):
        raise Refused("ASSIGN_OWN_VILLAGE", name=actor.name, village=line.hit.area.name)
    state = domain.after(Step.ANSWER, line.stands)
    reason = queries.reasons_of(pack).get(answered.reason_code)
    domain.refuse_unfit(
        domain.Answer(
            verdict=answered.verdict,
            reason=reason.code if reason else "",
            reason_needs_text=bool(reason and reason.needs_text),
            reason_evidence=reason.evidence if reason else "",
            note=answered.note,
            n_files=len(answered.files),
        )
    )
    is_none = answered.verdict is Verdict.DISMISSED
    said = HitAnswer.objects.create(
        line=line,
        verdict=answered.verdict,
        reason_code=answered.reason_code if is_none else "",
        note=answered.note.strip(),
        by=actor.code,
        name=actor.name,
        post=actor.post[:128],
        at=at,
    )
    AnswerPaper.objects.bulk_create(AnswerPaper(answer=said, file=file) for file in answered.files)
    line.state = state
    line.save(update_fields=["state"])
    record(
        "assignment",
        line.assignment.code,
        f"核实反馈 {line.hit.code}：{VERDICT_WORDS[answered.verdict].zh}",
        area_path=line.assignment.area.depth_path,
        line=line.code,
        **details_of(
            reason=said.reason_code, note=said.note,
            sha256=[file.sha256 for file in answered.files],
        ),
    )  # fmt: skip
    return line


def answer_many(
    actor: Actor, codes: Sequence[str], answered: Answered, *, at: datetime
) -> list[Outcome]:
    """The same answer to several doubts, each in its own transaction, with an outcome each."""
    rows: list[Outcome] = []
    for code in codes:
        try:
            line = answer(actor, code, answered, at=at)
        except Refused as refused:
            rows.append((code, False, refusal_text(refused)))
        else:
            rows.append((code, True, translated(STATE_WORDS[line.stands].zh)))
    return rows
