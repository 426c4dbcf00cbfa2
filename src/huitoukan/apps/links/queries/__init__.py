"""Reading suggested links: through an actor's eyes, and those that a comparison uses."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.scope import ScopedQuerySet
from huitoukan.apps.links.models import LinkSuggestion
from huitoukan.apps.places.queries import villages_in
from huitoukan.domain.links import State
from huitoukan.domain.refusals import Refused


def suggestions_for(
    actor: Actor, campaign: Campaign, verb: str = "link.see"
) -> ScopedQuerySet[LinkSuggestion]:
    """Suggestions about registered persons of the actor's areas, the least sure first."""
    found = LinkSuggestion.objects.visible_to(actor, verb).filter(campaign=campaign)
    return found.select_related("area__parent", "delivery")


def suggestion_for(
    actor: Actor, code: str, verb: str = "link.see", *, lock: bool = False
) -> LinkSuggestion:
    """The suggestion, or "not found", the same for absent and for another area's."""
    rows = LinkSuggestion.objects.visible_to(actor, verb).filter(code=code)
    if lock:
        rows = rows.select_for_update(of=("self",))
    found = (
        rows.select_related("area__parent", "delivery", "campaign__area", "campaign__pack")
        .defer("campaign__pack__content")
        .first()
    )
    if found is None:
        raise Refused("NOT_FOUND", what="关联建议", code=code)
    return found


def linked_in(campaign: Campaign) -> list[LinkSuggestion]:
    """The links that stand and whose row the newest data still hold."""
    every = LinkSuggestion.objects.for_system("a comparison uses what people linked")
    return list(
        every.filter(campaign=campaign, state=State.LINKED.value, is_present=True)
        .select_related("delivery")
        .prefetch_related("decisions")
        .order_by("dataset", "row_no", "code")
    )


def said_of(values: Mapping[str, Any], village: str) -> dict[str, str]:
    """What a row says of its person: name, number, village, birth, as texts."""
    birth = values.get("birth_date")
    return {
        "name": str(values.get("name") or ""),
        "id_no": str(values.get("id_no") or ""),
        "village": village,
        "birth": birth.isoformat() if isinstance(birth, date) else "",
    }


def hash_of(said: Mapping[str, str]) -> str:
    """What a decision is bound to: when a row says something else, it is asked anew."""
    text = "\x1f".join(f"{name}={value}" for name, value in sorted(said.items()))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


class Villages:
    """Villages by code and by name; a name that two villages have tells nothing."""

    def __init__(self, campaign: Campaign) -> None:
        found = list(villages_in(campaign.area))
        names = Counter(area.name for area in found)
        self._codes = {area.code: area.name for area in found}
        self._names = {area.name: area.code for area in found if names[area.name] == 1}

    def of(self, values: Mapping[str, Any]) -> str:
        """The village's code that a row gives by code or by name; empty when it gives none."""
        code = str(values.get("village_code") or "")
        if code in self._codes:
            return code
        return self._names.get(str(values.get("village") or ""), "")

    def name_of(self, values: Mapping[str, Any]) -> str:
        """The village as a page names it; what the row says when it is none of the county's."""
        said = str(values.get("village") or values.get("village_code") or "")
        return self._codes.get(self.of(values), said)


def birth_of(facts: Mapping[str, Any]) -> date | None:
    """The birth date among a member's facts, if it is one."""
    text = str(facts.get("birth_date") or "")
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
