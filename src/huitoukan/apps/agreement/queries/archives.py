"""What files should hold and what was found: the part of a page, and [agreement:village]."""

from __future__ import annotations

from collections import Counter

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _

from huitoukan.apps.agreement import pages, queries
from huitoukan.apps.agreement.models import DocumentCheck
from huitoukan.apps.agreement.queries.progress import (
    Progress,
    area_row,
    by_village,
    household_documents,
)
from huitoukan.apps.agreement.queries.words import document_chip, document_label
from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.pages import Choice, Share
from huitoukan.apps.core.showing import language
from huitoukan.apps.places.models import Area
from huitoukan.apps.places.queries import full_name
from huitoukan.apps.registry.models import Household
from huitoukan.domain.agreement import Document
from huitoukan.domain.areas import Level
from huitoukan.domain.refusals import Refused
from huitoukan.rules.shapes.registry import ArchiveDocument

STATES = ("", *(state.value for state in Document))


def may_here(actor: Actor, area: Area, verb: str) -> bool:
    """Whether the actor holds the verb for this very place."""
    return actor.is_system or any(
        verb in grant.verbs and area.depth_path.startswith(grant.path) and not grant.department
        for grant in actor.grants
    )


def is_of_team(actor: Actor, area: Area) -> bool:
    """Whether the actor belongs to this village's own team, and so may not check it."""
    return any(area.depth_path.startswith(path) for path in actor.own_areas)


def archive_part(
    actor: Actor, campaign: Campaign, area: Area, household: Household | None
) -> pages.ArchivePart | None:
    """The documents of a household's file, or of the village's own; None when the pack has none."""
    archive = campaign.pack.opened().archives.get("household" if household else "village")
    if archive is None:
        return None
    kept = {check.document: check for check in queries.checks_of(campaign, area, household)}
    rows = tuple(_row(document, kept.get(document.code)) for document in archive.documents)
    looked = [kept[d.code].state for d in archive.documents if d.code in kept]
    may_check = may_here(actor, area, "agreement.record") and not is_of_team(actor, area)
    href = (
        reverse("agreement:documents", args=[household.household_no])
        if household
        else reverse("agreement:village_documents", args=[area.code])
    )
    return pages.ArchivePart(
        title=archive.title.in_(language()),
        basis=archive.basis,
        rows=rows,
        found=Share(looked.count(Document.PRESENT), len(looked)),
        n_not_looked=len(archive.documents) - len(looked),
        href=href if may_check else "",
    )


def _title(document: ArchiveDocument) -> str:
    return document.en if language().startswith("en") else document.zh


def _row(document: ArchiveDocument, check: DocumentCheck | None) -> pages.DocumentRow:
    state = check.state if check else ""
    return pages.DocumentRow(
        code=document.code,
        title=_title(document),
        state=document_chip(state),
        choices=tuple(Choice(value, document_label(value), value == state) for value in STATES),
        who=f"{check.checked_name} {check.checked_at:%m-%d}" if check else "",
    )


def village_page(actor: Actor, campaign: Campaign, code: str) -> pages.VillagePage:
    """[agreement:village] One village: progress, its own file, its households' files."""
    area = queries.area_in(actor, campaign, code)
    if area.level != Level.VILLAGE:
        raise Refused("NOT_FOUND", what="行政村", code=code)
    progress = by_village(actor, campaign).get(area.pk, Progress())
    archive = campaign.pack.opened().archives.get("household")
    return pages.VillagePage(
        code=area.code,
        name=full_name(area),
        row=area_row(area, progress, len(household_documents(campaign))),
        archive=archive_part(actor, campaign, area, None),
        by_document=_by_document(campaign, area, progress.n_households),
        basis=archive.basis if archive else _("规则包没有户档目录"),
        may_print=may_here(actor, area, "agreement.record"),
    )


def _by_document(
    campaign: Campaign, area: Area, n_households: int
) -> tuple[pages.DocumentShare, ...]:
    rows = DocumentCheck.objects.for_system("the village was loaded in the actor's scope").filter(
        campaign=campaign, household__isnull=False, household__area=area
    )
    counts: Counter[tuple[str, str]] = Counter()
    for document, state, n in (
        rows.order_by().values_list("document", "state").annotate(n=Count("pk"))
    ):
        counts[document, state] = n
    found = []
    for document in household_documents(campaign):
        present, incomplete, absent = (counts[document.code, state] for state in Document)
        looked = present + incomplete + absent
        found.append(
            pages.DocumentShare(
                _title(document), present, incomplete, absent, max(n_households - looked, 0)
            )
        )
    return tuple(found)
