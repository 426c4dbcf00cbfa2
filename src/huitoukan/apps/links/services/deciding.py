"""A person decides whether a row and a registered person are one."""

from __future__ import annotations

from datetime import datetime

from huitoukan.apps.core.actor import Actor
from huitoukan.apps.journal.services import record, use_case
from huitoukan.apps.links import queries
from huitoukan.apps.links.models import LinkDecision, LinkSuggestion
from huitoukan.domain import links
from huitoukan.domain.links import ACT_WORDS, Act, State
from huitoukan.domain.refusals import Refused


@use_case("link.decide")
def decide(actor: Actor, code: str, act: Act, *, reason: str = "", at: datetime) -> LinkSuggestion:
    """Link, say that they are two, or take a link back. The next comparison uses what stands.

    Raises Refused: LINK_STATE, REASON_NEEDED, LINK_GONE, LINK_TAKEN.
    """
    one = queries.suggestion_for(actor, code, "link.decide", lock=True)
    state = links.after(act, State(one.state), reason=reason)
    if act is Act.LINK:
        _refuse_impossible(one)
    one.state = state
    one.save(update_fields=["state"])
    LinkDecision.objects.create(
        suggestion=one, act=act, score=one.score, by=actor.code, name=actor.name, at=at,
        reason=reason.strip(),
    )  # fmt: skip
    record(
        "link",
        one.code,
        f"{ACT_WORDS[act].zh}：{one.dataset} 第 {one.row_no} 行与 {one.person_no}",
        area_path=one.area.depth_path,
        row_hash=one.row_hash,
        member_hash=one.member_hash,
        score=one.score,
        reason=reason.strip(),
    )
    return one


def _refuse_impossible(one: LinkSuggestion) -> None:
    if not one.is_present:
        raise Refused("LINK_GONE", code=one.code)
    every = LinkSuggestion.objects.for_system("whether the row has another person")
    other = every.filter(
        campaign=one.campaign, dataset=one.dataset, row_hash=one.row_hash, state=State.LINKED
    ).first()
    if other is not None:
        raise Refused("LINK_TAKEN", code=other.code)
