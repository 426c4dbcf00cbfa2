"""Answering which heading is which column, remembering it for the source, forgetting it."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Protocol

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.campaigns.queries import demand_right
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.jobs.models import Job
from huitoukan.apps.jobs.services import go_on
from huitoukan.apps.journal.services import record, use_case
from huitoukan.apps.mappings import queries
from huitoukan.apps.mappings.models import VERB_OF_INTAKE, ColumnMapping
from huitoukan.apps.mappings.queries import QUESTIONS, Told
from huitoukan.documents.headings import Layout
from huitoukan.documents.mapping import NOT_READ, Change, fingerprint
from huitoukan.documents.questions import MappingNeeded
from huitoukan.domain.refusals import Refused
from huitoukan.domain.verbs import verb_label
from huitoukan.rules.shapes.tables import DataSet


class SheetAsRead(Protocol):
    """What is asked here of a sheet, however its rows were read."""

    @property
    def dataset(self) -> DataSet: ...  # noqa: D102
    @property
    def layout(self) -> Layout | None: ...  # noqa: D102
    @property
    def changed(self) -> Sequence[Change]: ...  # noqa: D102


Answers = Sequence[Mapping[str, str]]
"""For each question in turn: heading to column name, NOT_READ for those that are left unread."""


def questions_of(needed: MappingNeeded) -> dict[str, Any]:
    """The questions of a file as a job's result; nothing was written."""
    return {
        QUESTIONS: [
            {
                "file": needed.name,
                "sheet": question.sheet,
                "table": question.table,
                "header_row": question.header_row,
                "headings": [asdict(heading) for heading in question.headings],
                "missing": list(question.missing),
                "changed": [asdict(change) for change in question.changed],
                "code": question.refused.code,
                "details": question.refused.details,
                "message": question.refused.sentence(),
                "remedy": question.refused.remedy(),
            }
            for question in needed.questions
        ]
    }


def changes_of(sheet: SheetAsRead) -> dict[str, Any]:
    """What a job's result tells of a sheet's headings: the changes, and those left unread."""
    return {
        "changed": [asdict(change) for change in sheet.changed],
        "unread": list(sheet.layout.unknown) if sheet.layout else [],
    }


@use_case(lambda job, *_args, **_more: VERB_OF_INTAKE[job.kind])
def answer_question(
    actor: Actor, job: Job, campaign: Campaign, answers: Answers, *, at: datetime
) -> Job:
    """Remember what was said for the source, and ask for the file's intake again; once.

    Raises Refused MAPPING_TWICE, MAPPING_MISSING for an answer that cannot stand, NOT_FOUND when
    the question was answered before.
    """
    demand_right(actor, campaign, VERB_OF_INTAKE[job.kind])
    pack = campaign.pack.opened()
    questions = job.result[QUESTIONS]
    if len(answers) != len(questions):
        raise Refused("NOT_FOUND", what="待对照的文件", code=job.code)
    for question, given in zip(questions, answers, strict=True):
        dataset = queries.dataset_of(pack, question["table"])
        headings = [heading["text"] for heading in question["headings"]]
        columns = _checked(dataset, question["sheet"], headings, given)
        said = _Said(job.kind, dataset, headings, columns, question["file"])
        save_mapping(actor, campaign, said, at=at)
    following = go_on(actor, job)
    record(
        "job",
        following.code,
        f"对照列后再次请求：{job.title}",
        area_path=campaign.area.depth_path,
        before=job.code,
    )
    return following


def _checked(
    dataset: DataSet, sheet: str, headings: Sequence[str], given: Mapping[str, str]
) -> dict[str, str]:
    columns = {heading: given.get(heading, NOT_READ) for heading in headings}
    by_column: dict[str, str] = {}
    for heading, name in columns.items():
        if name == NOT_READ:
            continue
        if name not in dataset.by_name:
            raise Refused("MAPPING_INVALID", given=f"{heading}={name}", why="没有这一列")
        if name in by_column:
            label = dataset.by_name[name].label
            raise Refused("MAPPING_TWICE", first=by_column[name], second=heading, label=label)
        by_column[name] = heading
    missing = [c.label for c in dataset.columns if c.required and c.name not in by_column]
    if missing:
        raise Refused("MAPPING_MISSING", sheet=sheet, columns=tuple(missing))
    return columns


def remember_told(
    actor: Actor,
    campaign: Campaign,
    sheets: Sequence[SheetAsRead],
    told: Told,
    *,
    file_name: str,
    at: datetime,
    intake: str = "",
) -> None:
    """Remember what a command was told about the sheets that it has read with it.

    `intake` is the kind of job that read them; without it their table says.
    """
    for sheet in sheets:
        layout = sheet.layout
        pairs = {**told.get("", {}), **told.get(sheet.dataset.id, {})}
        if layout is None or not any(heading in layout.delivered for heading in pairs):
            continue
        columns = {layout.delivered[place]: name for name, place in layout.columns.items()}
        unread = {
            heading: NOT_READ
            for heading, given in pairs.items()
            if heading in layout.delivered and heading not in columns
        }
        is_registry = sheet.dataset.id in campaign.pack.opened().fields
        by_table = "registry.import" if is_registry else "sources.deliver"
        said = _Said(
            intake or by_table, sheet.dataset, layout.delivered, {**columns, **unread}, file_name
        )
        save_mapping(actor, campaign, said, at=at)


@dataclass(frozen=True)
class _Said:
    """What is to be remembered, of which source, from which file."""

    intake: str
    dataset: DataSet
    headings: Sequence[str]
    columns: Mapping[str, str]
    file_name: str


@use_case(lambda _campaign, said, **_more: VERB_OF_INTAKE[said.intake])
def save_mapping(actor: Actor, campaign: Campaign, said: _Said, *, at: datetime) -> None:
    """Remember a layout of the source; the same headings again replace what was said before.

    Raises Refused NOT_ALLOWED for another department's data set.
    """
    verb = VERB_OF_INTAKE[said.intake]
    if not queries.is_own_source(actor, campaign, verb, said.dataset):
        raise Refused("NOT_ALLOWED", verb=verb_label(verb))
    headings = [heading for heading in said.headings if heading]
    values = {
        "department": said.dataset.department,
        "intake": said.intake,
        "headings": headings,
        "columns": dict(said.columns),
        "file_name": said.file_name[:200],
        "saved_by": actor.code,
        "saved_at": at,
    }
    saved, _ = ColumnMapping.objects.for_system("the one row of this layout").update_or_create(
        area=campaign.area,
        table=said.dataset.id,
        fingerprint=fingerprint(headings),
        defaults=values,
        create_defaults={**values, "code": f"LD-{secrets.token_hex(4)}"},
    )
    record(
        "mapping",
        saved.code,
        f"保存“{said.dataset.title.zh}”的列对照，来自“{said.file_name}”",
        area_path=campaign.area.depth_path,
        table=said.dataset.id,
        columns=dict(said.columns),
    )


@use_case(lambda mapping: VERB_OF_INTAKE[mapping.intake])
def forget_mapping(actor: Actor, mapping: ColumnMapping) -> None:  # noqa: ARG001 - asked for
    """Forget a layout; files with these headings are asked about again."""
    record(
        "mapping",
        mapping.code,
        f"忘记“{mapping.table}”的一份列对照",
        area_path=mapping.area.depth_path,
        table=mapping.table,
        columns=mapping.columns,
    )
    mapping.delete()
