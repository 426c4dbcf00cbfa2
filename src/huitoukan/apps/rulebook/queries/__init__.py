"""Reading the rule book: installed packs, releases before, tries through an actor's eyes."""

from __future__ import annotations

from functools import lru_cache

from huitoukan.apps.campaigns.models import Campaign, PackRelease
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.scope import ScopedQuerySet
from huitoukan.apps.rulebook.models import Try
from huitoukan.domain.refusals import Refused
from huitoukan.rules.load import load_pack
from huitoukan.rules.pack import Pack


@lru_cache(maxsize=4)
def installed_pack(name: str) -> Pack | None:
    """The pack of that name as it is installed with the program; None when there is none."""
    try:
        return load_pack(name)
    except Refused:
        return None


def release_before(campaign: Campaign) -> PackRelease | None:
    """The release of the campaign's pack that was stored last before it, if there was one."""
    pinned = campaign.pack
    earlier = PackRelease.objects.filter(pack=pinned.pack, pk__lt=pinned.pk).defer("content")
    return earlier.order_by("-pk").first()


def tries_for(actor: Actor, campaign: Campaign) -> ScopedQuerySet[Try]:
    """The tries of a campaign, for those who may try rules somewhere in its area."""
    found = Try.objects.for_system("a try's counts and content are no personal data")
    found = found.filter(campaign=campaign).select_related("snapshot", "campaign__area")
    return found if actor.may("rule.try") else found.none()


def try_for(actor: Actor, campaign: Campaign, code: str) -> Try:
    """The try, or "not found"."""
    found = tries_for(actor, campaign).filter(code=code).first()
    if found is None:
        raise Refused("NOT_FOUND", what="规则试运行", code=code)
    return found
