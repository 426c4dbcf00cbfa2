"""Reading comparisons: runs, what each rule found, doubts through an actor's eyes."""

from __future__ import annotations

from django.db.models import Count, Q

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.comparison.models import Hit, HitState, Run
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.scope import ScopedQuerySet
from huitoukan.domain.refusals import Refused
from huitoukan.rules.pack import Pack
from huitoukan.rules.shapes.comparing import Rule

WAITING = Q(state=HitState.NEW, is_present=True)
"""The doubts that wait for a verdict: nobody judged them, and no run called them gone."""


def newest_run(campaign: Campaign) -> Run | None:
    """The newest comparison of the campaign."""
    return runs_of(campaign).defer("plan").first()


def runs_of(campaign: Campaign) -> ScopedQuerySet[Run]:
    """Every comparison of the campaign, the newest first. Their counts are no personal data."""
    return Run.objects.for_system("counts of a run are shown to all who see the campaign").filter(
        campaign=campaign
    )


def run_for(actor: Actor, code: str, verb: str = "rule.see") -> Run:
    """The comparison with this code, or "not found"; open to all who hold the verb in its county.

    Whoever holds it in one village or for one department has the run too: it names nobody.
    """
    run = (
        Run.objects.for_system("its county says below who has it")
        .filter(code=code)
        .select_related("campaign__area", "campaign__pack", "snapshot")
        .defer("campaign__pack__content")
        .first()
    )
    if run is None or not paths_held(actor, verb, run.campaign):
        raise Refused("NOT_FOUND", what="比对", code=code)
    return run


def paths_held(actor: Actor, verb: str, campaign: Campaign) -> tuple[str, ...]:
    """Where inside the campaign's area the actor holds the verb, as paths of areas."""
    whole = campaign.area.depth_path
    if actor.is_system:
        return (whole,)
    held = [grant.path for grant in actor.grants if verb in grant.verbs]
    if any(whole.startswith(path) for path in held):
        return (whole,)
    return tuple(path for path in held if path.startswith(whole))


def hits_for(
    actor: Actor, campaign: Campaign | None = None, verb: str = "hit.see"
) -> ScopedQuerySet[Hit]:
    """Doubts that the actor may see (or judge, with that verb); by severity, rule and place."""
    found = Hit.objects.visible_to(actor, verb).select_related("area__parent")
    return found.filter(campaign=campaign) if campaign is not None else found


def hit_for(actor: Actor, code: str, *, verb: str = "hit.see", lock: bool = False) -> Hit:
    """The doubt, or "not found", the same for absent and for another area's or department's."""
    rows = Hit.objects.visible_to(actor, verb).filter(code=code)
    if lock:
        rows = rows.select_for_update(of=("self",))
    hit = (
        rows.select_related(
            "area__parent", "campaign__pack", "campaign__area", "first_run", "last_run"
        )
        .defer("campaign__pack__content", "first_run__plan", "last_run__plan")
        .first()
    )
    if hit is None:
        raise Refused("NOT_FOUND", what="疑点", code=code)
    return hit


def counts_by_state(hits: ScopedQuerySet[Hit]) -> dict[str, int]:
    """How many of the given doubts stand in each state."""
    rows = hits.order_by().values("state").annotate(n=Count("pk")).values_list("state", "n")
    return dict(rows)


def rule_of(pack: Pack, rule_id: str) -> Rule:
    """The pack's rule with this id, or "not found"."""
    rule = pack.rules.get(rule_id)
    if rule is None:
        raise Refused("NOT_FOUND", what="规则", code=rule_id)
    return rule


def may_judge(actor: Actor, hit: Hit) -> bool:
    """Whether the actor holds the right to judge this very doubt: its area and its department."""
    if actor.is_system:
        return True
    return any(
        "hit.judge" in grant.verbs
        and hit.area.depth_path.startswith(grant.path)
        and grant.department in ("", hit.department)
        for grant in actor.grants
    )
