"""How far the check is, place by place: households by standing, documents by what was found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count
from django.urls import reverse

from huitoukan.apps.agreement import queries
from huitoukan.apps.agreement.models import Agreement, DocumentCheck
from huitoukan.apps.agreement.pages import AreaRow
from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.pages import Share
from huitoukan.apps.core.showing import address
from huitoukan.apps.places.models import Area
from huitoukan.domain.agreement import Document, Standing
from huitoukan.domain.areas import Level, contains
from huitoukan.rules.shapes.registry import ArchiveDocument


@dataclass
class Progress:
    """Numbers of one place: households, those by standing, household documents by state."""

    n_households: int = 0
    standings: Counter[str] = field(default_factory=Counter)
    documents: Counter[str] = field(default_factory=Counter)

    @property
    def n_recorded(self) -> int:
        """Households with at least one round."""
        return self.standings.total()

    def add(self, other: Progress) -> None:
        """Count another place in."""
        self.n_households += other.n_households
        self.standings += other.standings
        self.documents += other.documents


def by_village(actor: Actor, campaign: Campaign) -> dict[int, Progress]:
    """The numbers of every village that the actor may see, by area; three queries."""
    found: dict[int, Progress] = {}
    households = queries.households_in(actor, campaign).order_by()
    for area_id, n in households.values_list("area_id").annotate(n=Count("pk")):
        found[area_id] = Progress(n_households=n)
    agreements = Agreement.objects.visible_to(actor, "agreement.see").filter(campaign=campaign)
    rows = agreements.order_by().values_list("household__area_id", "standing")
    for area_id, standing, n in rows.annotate(n=Count("pk")):
        found.setdefault(area_id, Progress()).standings[standing] += n
    checks = DocumentCheck.objects.visible_to(actor, "agreement.see").filter(
        campaign=campaign, household__isnull=False
    )
    documents = [d.code for d in household_documents(campaign)]
    told = (
        checks.filter(document__in=documents).order_by().values_list("household__area_id", "state")
    )
    for area_id, state, n in told.annotate(n=Count("pk")):
        found.setdefault(area_id, Progress()).documents[state] += n
    return found


def household_documents(campaign: Campaign) -> tuple[ArchiveDocument, ...]:
    """The documents that a household's file should hold."""
    archive = campaign.pack.opened().archives.get("household")
    return archive.documents if archive else ()


def total(area: Area, areas: Iterable[Area], found: dict[int, Progress]) -> Progress:
    """The numbers of a place with everything below it."""
    whole = Progress()
    for each in areas:
        if contains(area.depth_path, each.depth_path) and each.pk in found:
            whole.add(found[each.pk])
    return whole


def area_row(area: Area, progress: Progress, n_documents: int) -> AreaRow:
    """A place as a line of the list; `n_documents` belong into each household's file."""
    looked = progress.documents.total()
    return AreaRow(
        name=area.name,
        href=address(reverse("agreement:list"), {}, place=area.code),
        recorded=Share(progress.n_recorded, progress.n_households),
        n_agree=progress.standings[Standing.AGREE],
        n_differ=progress.standings[Standing.DIFFER],
        n_cannot_tell=progress.standings[Standing.CANNOT_TELL],
        n_reconcile=progress.standings[Standing.RECONCILE],
        documents=Share(progress.documents[Document.PRESENT], looked),
        n_not_looked=progress.n_households * n_documents - looked,
        village_href=reverse("agreement:village", args=[area.code])
        if area.level == Level.VILLAGE
        else "",
    )
