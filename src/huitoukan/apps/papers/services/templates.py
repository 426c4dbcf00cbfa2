"""Taking in a template that an office has edited: checked, then kept as the next version."""

from __future__ import annotations

from datetime import datetime

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.campaigns.queries import demand_right
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.files.services.keeping import keep_file
from huitoukan.apps.journal.services import record, use_case
from huitoukan.apps.papers import queries
from huitoukan.apps.papers.models import PaperTemplate
from huitoukan.apps.papers.queries.templates import versions_of, vocabulary_of
from huitoukan.apps.problems.services.steps import reserve_numbers
from huitoukan.documents.paper_template import demand_sound


@use_case("paper.template")
def keep_template(
    actor: Actor,
    campaign: Campaign,
    kind: str,
    content: bytes,
    *,
    name: str,
    note: str,
    at: datetime,
) -> PaperTemplate:
    """Keep the next version of a template; Refused TEMPLATE_… names the first fault."""
    demand_right(actor, campaign, "paper.template")
    found = queries.kind_named(campaign, kind)
    demand_sound(content, vocabulary_of(found))
    # Two who upload at once take their turns.
    reserve_numbers(f"template-{campaign.area.code}-{kind}"[:40], 1)
    newest = versions_of(campaign, kind).first()
    template = PaperTemplate.objects.create(
        area=campaign.area,
        kind=kind,
        version=(newest.version if newest else 0) + 1,
        file=keep_file(actor, [content], name=name, kind="template", area=campaign.area, at=at),
        note=note.strip()[:200],
        by=actor.code,
        name=actor.name,
        at=at,
    )
    record(
        "paper_template", f"{campaign.area.code}-{kind}"[:64],
        f"上传“{found.title.zh}”模板第 {template.version} 版", area_path=campaign.area.depth_path,
        sha256=template.file.sha256,
    )  # fmt: skip
    return template
