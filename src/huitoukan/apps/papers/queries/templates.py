"""Templates of papers: the one in force for a county, what it may say, and its versions."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.scope import ScopedQuerySet
from huitoukan.apps.files.queries import path_of
from huitoukan.apps.papers.models import Paper, PaperTemplate
from huitoukan.documents.paper_template import Vocabulary
from huitoukan.domain.refusals import Refused
from huitoukan.rules.paper_files import NEEDED, columns_of_lists, installed_template, texts_of
from huitoukan.rules.shapes.campaign import PaperKind


@dataclass(frozen=True)
class InForce:
    """The template that is used: its version (0 is the pack's), its bytes and their SHA-256."""

    version: int
    content: bytes

    @property
    def sha256(self) -> str:
        """The hash of the bytes."""
        return hashlib.sha256(self.content).hexdigest()


def vocabulary_of(kind: PaperKind) -> Vocabulary:
    """What a template of this kind may name."""
    return Vocabulary(texts_of(kind), columns_of_lists(), NEEDED)


def versions_of(campaign: Campaign, kind: str) -> ScopedQuerySet[PaperTemplate]:
    """The county's own versions of a template, newest first."""
    rows = PaperTemplate.objects.for_system("which template is used is no secret of one area")
    return rows.filter(area=campaign.area, kind=kind).select_related("file")


def template_in_force(campaign: Campaign, kind: PaperKind) -> InForce:
    """The county's newest template, else the pack's; Refused TEMPLATE_NONE."""
    newest = versions_of(campaign, kind.id).first()
    if newest is not None:
        return InForce(newest.version, path_of(newest.file.sha256).read_bytes())
    content = installed_template(campaign.pack.opened(), kind.id)
    if content is None:
        raise Refused("TEMPLATE_NONE", title=kind.title.zh)
    return InForce(0, content)


def template_of(paper: Paper) -> bytes:
    """The very template that a paper was made with; it is kept with the papers."""
    return path_of(paper.template).read_bytes()


def template_version(actor: Actor, campaign: Campaign, kind: PaperKind, version: str) -> InForce:
    """A version by its number, or the one in force without one."""
    if not version:
        return template_in_force(campaign, kind)
    if version == "0":
        content = installed_template(campaign.pack.opened(), kind.id)
        if content is None:
            raise Refused("TEMPLATE_NONE", title=kind.title.zh)
        return InForce(0, content)
    rows = PaperTemplate.objects.visible_to(actor, "paper.template")
    rows = rows.filter(area=campaign.area, kind=kind.id)
    found = rows.filter(version=version).first() if version.isdigit() else None
    if found is None:
        raise Refused("NOT_FOUND", what="模板", code=version[:12])
    return InForce(found.version, path_of(found.file.sha256).read_bytes())
