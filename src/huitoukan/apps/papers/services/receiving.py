"""Signing for a paper, and voiding one that was issued by mistake."""

from __future__ import annotations

from datetime import datetime

from huitoukan.apps.core.actor import Actor
from huitoukan.apps.journal.services import record, use_case
from huitoukan.apps.papers import queries
from huitoukan.apps.papers.models import Paper, Receipt
from huitoukan.domain.refusals import Refused


@use_case("paper.receive")
def receive(actor: Actor, code: str, receipt: int, *, name: str, at: datetime) -> Receipt:
    """Confirm the receipt for one addressee; `name` is who signed on paper, else the actor.

    Raises Refused: NOT_FOUND, PAPER_VOID, PAPER_RECEIVED.
    """
    rows = Receipt.objects.visible_to(actor, "paper.receive").filter(paper__code=code)
    found = rows.filter(pk=receipt).select_for_update(of=("self",)).select_related("paper").first()
    if found is None:
        raise Refused("NOT_FOUND", what="签收单位", code=code)
    if found.paper.is_void:
        raise Refused("PAPER_VOID", code=code)
    if found.received_at is not None:
        raise Refused("PAPER_RECEIVED", who=found.addressee)
    found.received_at, found.received_by = at, actor.code
    found.received_name = name.strip()[:64] or actor.name
    found.save(update_fields=["received_at", "received_by", "received_name"])
    record(
        "paper", code, f"{found.addressee}签收", area_path=found.area.depth_path,
        addressee=found.addressee, name=found.received_name,
    )  # fmt: skip
    return found


@use_case("paper.issue")
def void(actor: Actor, code: str, *, reason: str, at: datetime) -> Paper:
    """Void a paper; number, data and files stay. Raises Refused: NOT_FOUND, PAPER_VOID."""
    paper = queries.own_paper(actor, code, "paper.issue", lock=True)
    if not queries.may_make(actor, queries.kind_named(paper.campaign, paper.kind), paper.area):
        raise Refused("NOT_FOUND", what="文书", code=code)
    if paper.is_void:
        raise Refused("PAPER_VOID", code=code)
    paper.voided_at, paper.voided_name, paper.void_reason = at, actor.name, reason.strip()[:200]
    paper.save(update_fields=["voided_at", "voided_name", "void_reason"])
    record("paper", code, "作废", area_path=paper.area.depth_path, reason=paper.void_reason)
    return paper
