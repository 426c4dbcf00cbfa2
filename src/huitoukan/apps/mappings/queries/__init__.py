"""Reading mappings: those that hold for a file, those an actor may change, open questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from django.db.models import Q

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.campaigns.queries import campaign_for, demand_right
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.jobs.models import Job
from huitoukan.apps.jobs.queries import job_for
from huitoukan.apps.mappings.models import VERB_OF_INTAKE, ColumnMapping
from huitoukan.documents.headings import fold_heading
from huitoukan.documents.layouts.finding_list import FINDING_LIST
from huitoukan.documents.mapping import NOT_READ, Mapped
from huitoukan.domain.refusals import Refused
from huitoukan.rules.pack import Pack
from huitoukan.rules.shapes.tables import DataSet

Told = Mapping[str, Mapping[str, str]]
"""What a command was told: table ("" for whichever has the column) to heading to column."""
IGNORE: Final = frozenset({"", "ignore", "不读取", "忽略"})
QUESTIONS: Final = "questions"
"""Where the result of a job that stopped keeps its questions."""


def dataset_of(pack: Pack, table: str) -> DataSet:
    """The registry's table, the department's data set or the list of problems with this id."""
    if table == FINDING_LIST.id:
        return FINDING_LIST
    return pack.fields[table] if table in pack.fields else pack.sources[table]


def mappings_for(
    campaign: Campaign, datasets: Sequence[DataSet], told: Told | None = None
) -> dict[str, list[Mapped]]:
    """What holds for a file of the campaign's county: what was told first, then the newest saved.

    Raises Refused MAPPING_INVALID for a told column that none of the data sets has.
    """
    found: dict[str, list[Mapped]] = _told(datasets, told or {})
    saved = ColumnMapping.objects.for_system("a file is read as its source said").filter(
        area=campaign.area, table__in=[dataset.id for dataset in datasets]
    )
    for mapping in saved:
        found.setdefault(mapping.table, []).append(mapping.opened())
    return found


def _told(datasets: Sequence[DataSet], told: Told) -> dict[str, list[Mapped]]:
    found: dict[str, dict[str, str]] = {}
    for table, pairs in told.items():
        meant = [dataset for dataset in datasets if table in {"", dataset.id}]
        for heading, given in pairs.items():
            named = {dataset.id: column_named(dataset, given) for dataset in meant}
            for id_, column in named.items():
                if column is not None:
                    found.setdefault(id_, {})[heading] = column
            if not any(column is not None for column in named.values()):
                raise Refused("MAPPING_INVALID", given=f"{heading}={given}", why="没有这一列")
    return {id_: [Mapped(columns)] for id_, columns in found.items()}


def column_named(dataset: DataSet, given: str) -> str | None:
    """The column by its name, label or synonym; NOT_READ for “ignore”; None when there is none."""
    if given.strip().lower() in IGNORE:
        return NOT_READ
    folded = fold_heading(given)
    for column in dataset.columns:
        if given == column.name or folded == fold_heading(column.label):
            return column.name
    for column in dataset.columns:
        if folded in map(fold_heading, column.also):
            return column.name
    return None


def mappings_of(actor: Actor) -> list[ColumnMapping]:
    """The mappings of the sources that the actor may import or deliver for, the newest first."""
    seen = Q(pk__in=[])
    for intake, verb in VERB_OF_INTAKE.items():
        rows = ColumnMapping.objects.visible_to(actor, verb).filter(intake=intake)
        seen |= Q(pk__in=[mapping.pk for mapping in rows])
    return list(ColumnMapping.objects.for_system("narrowed above").filter(seen))


def mapping_for(actor: Actor, code: str) -> ColumnMapping:
    """One of these, or "not found"."""
    for mapping in mappings_of(actor):
        if mapping.code == code:
            return mapping
    raise Refused("NOT_FOUND", what="列对照", code=code)


def is_own_source(actor: Actor, campaign: Campaign, verb: str, dataset: DataSet) -> bool:
    """Whether the actor holds the verb here for the department that the table comes from."""
    return actor.is_system or any(
        verb in grant.verbs
        and campaign.area.depth_path.startswith(grant.path)
        and grant.department in {"", dataset.department}
        for grant in actor.grants
    )


def saved_since(campaign: Campaign, table: str, moment: datetime) -> bool:
    """Whether what is remembered of a source was changed after the moment."""
    return (
        ColumnMapping.objects.for_system("a file may have to be read anew")
        .filter(area=campaign.area, table=table, saved_at__gt=moment)
        .exists()
    )


def question_for(actor: Actor, code: str) -> tuple[Job, Campaign]:
    """The job that stopped with a question, for who may answer it; else "not found"."""
    absent = Refused("NOT_FOUND", what="待对照的文件", code=code)
    try:
        job = job_for(actor, code)
        if not job.result.get(QUESTIONS):
            raise absent
        campaign = campaign_for(actor, job.arguments["campaign"])
        demand_right(actor, campaign, VERB_OF_INTAKE[job.kind])
    except Refused:
        raise absent from None
    return job, campaign
