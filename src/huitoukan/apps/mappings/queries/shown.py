"""Fills the shapes of pages.py; what a job that stopped tells on its own page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from huitoukan.apps.accounts.queries import names_of
from huitoukan.apps.campaigns.queries import campaign_for
from huitoukan.apps.core.actor import SYSTEM_CODE, Actor
from huitoukan.apps.core.language import translated
from huitoukan.apps.core.pages import ActionForm, Chip, Choice, KeyValue
from huitoukan.apps.core.showing import column_label, language
from huitoukan.apps.jobs.pages import JobOutcome
from huitoukan.apps.mappings import queries
from huitoukan.apps.mappings.models import ColumnMapping
from huitoukan.apps.mappings.pages import (
    AnswerPage,
    HeadingRow,
    MappingRow,
    MappingsPage,
    SheetQuestion,
)
from huitoukan.documents.layouts.finding_list import FINDING_LIST
from huitoukan.documents.mapping import NOT_READ, OWN_HEADINGS
from huitoukan.domain.refusals import Refused
from huitoukan.rules.pack import Pack
from huitoukan.rules.shapes.tables import DataSet

Question = Mapping[str, Any]
"""One question as it stands in a job's result (services.questions_of)."""


# --- the question of one file ---


def answer_page(
    actor: Actor,
    code: str,
    *,
    sent: Mapping[str, str] | None = None,
    errors: Sequence[str] = (),
) -> AnswerPage:
    """[mappings:answer] The open question of a job; `sent` is what a refused form held."""
    job, campaign = queries.question_for(actor, code)
    pack = campaign.pack.opened()
    after = job.result.get("next", "")
    return AnswerPage(
        job=job.code,
        job_href=reverse("jobs:detail", args=[job.code]),
        title=job.title,
        href=reverse("mappings:answer", args=[job.code]),
        sheets=tuple(
            _sheet(number, question, pack, sent or {})
            for number, question in enumerate(job.result[queries.QUESTIONS])
        ),
        errors=tuple(errors),
        next_href=reverse("jobs:detail", args=[after]) if after else "",
    )


def input_name(sheet: int, place: int) -> str:
    """The name of the input for a heading, by the numbers of its sheet and its place."""
    return f"s{sheet}-h{place}"


def _sheet(number: int, question: Question, pack: Pack, sent: Mapping[str, str]) -> SheetQuestion:
    dataset = queries.dataset_of(pack, question["table"])
    rows = []
    for place, heading in enumerate(question["headings"]):
        name = input_name(number, place)
        chosen = sent.get(name, heading["column"])
        rows.append((heading["how"] == "known", _row(name, heading, chosen, dataset)))
    refused = Refused(question["code"], **_details(question["details"]))
    return SheetQuestion(
        sheet=question["sheet"],
        table=dataset.title.in_(language()),
        header_row=question["header_row"],
        why=refused.sentence(translated),
        missing=tuple(
            column_label(column, column.name)
            for column in dataset.columns
            if column.label in question["missing"]
        ),
        changes=tuple(change_in_words(change) for change in question["changed"]),
        open_rows=tuple(row for is_known, row in rows if not is_known),
        known_rows=tuple(row for is_known, row in rows if is_known),
    )


def _details(details: Mapping[str, Any]) -> dict[str, Any]:
    return {k: tuple(v) if isinstance(v, list) else v for k, v in details.items()}


def _row(name: str, heading: Mapping[str, Any], chosen: str, dataset: DataSet) -> HeadingRow:
    chips = {
        "known": Chip("ok", _("已认识")),
        "proposed": Chip("wait", _("建议，请核对")),
        "twice": Chip("bad", _("与另一列重复")),
        "": Chip("none", _("不认识")),
    }
    is_own = heading["text"] in OWN_HEADINGS
    required = _("（必需）")
    return HeadingRow(
        name=name,
        heading=heading["text"],
        samples=tuple(heading["samples"]),
        choices=(
            Choice(NOT_READ, _("不读取"), not chosen),
            *(
                Choice(
                    column.name,
                    column_label(column, column.name) + (required if column.required else ""),
                    column.name == chosen,
                )
                for column in dataset.columns
            ),
        ),
        chip=Chip("none", _("无需读取")) if is_own else chips[heading["how"]],
    )


def change_in_words(change: Mapping[str, str]) -> str:
    """What changed in a source's headings since they were assigned."""
    sentences = {
        "added": _("表头“{heading}”是新增的。"),
        "missing": _("表头“{heading}”没有了。"),
        "renamed": _("表头“{before}”的位置上现在是“{heading}”。"),
        "moved": _("表头“{heading}”换了位置。"),
    }
    return sentences[change["kind"]].format(
        heading=change["heading"], before=change.get("before", "")
    )


# --- on the job's page ---


def question_outcome(result: Mapping[str, Any]) -> JobOutcome | None:
    """What a stopped job tells: a fact for each sheet, and the way to the question."""
    if queries.QUESTIONS not in result:
        return None
    facts = []
    for question in result[queries.QUESTIONS]:
        refused = Refused(question["code"], **_details(question["details"]))
        facts.append(
            KeyValue(question["sheet"], refused.sentence(translated), style="warn", is_wide=True)
        )
        facts += change_facts(question["changed"])
    if after := result.get("next"):
        href = reverse("jobs:detail", args=[after])
        return JobOutcome(tuple(facts), _("已对照，看后续的任务"), href)
    href = reverse("mappings:answer", args=[result["job"]])
    return JobOutcome(tuple(facts), _("对照列"), href)


def rows_permitted() -> str:
    """How long a file may be, for the forms that take one."""
    told = _("一个文件最多 {n} 行数据；更长的不写入，会说明从哪一行拆开。")
    return told.format(n=f"{settings.IMPORT_LARGEST_ROWS:,}")


def change_facts(changed: Sequence[Mapping[str, str]]) -> list[KeyValue]:
    """The changes of a source's headings as facts that stand out."""
    return [
        KeyValue(_("表头有变"), change_in_words(change), style="warn", is_wide=True)
        for change in changed
    ]


# --- what is remembered ---


def mappings_page(actor: Actor) -> MappingsPage:
    """[mappings:list] What is remembered, with the way to forget it."""
    mappings = queries.mappings_of(actor)
    if not mappings:
        return MappingsPage(())
    pack = campaign_for(actor).pack.opened()
    names = {**names_of({mapping.saved_by for mapping in mappings}), SYSTEM_CODE: _("系统")}
    return MappingsPage(tuple(_mapping_row(mapping, pack, names) for mapping in mappings))


def _mapping_row(mapping: ColumnMapping, pack: Pack, names: Mapping[str, str]) -> MappingRow:
    known = mapping.table in {FINDING_LIST.id, *pack.fields, *pack.sources}
    dataset = queries.dataset_of(pack, mapping.table) if known else None
    department = pack.departments.get(mapping.department)
    columns = dataset.by_name if dataset else {}
    read = [(h, mapping.columns[h]) for h in mapping.headings if mapping.columns.get(h)]
    return MappingRow(
        code=mapping.code,
        table=dataset.title.in_(language()) if dataset else mapping.table,
        department=department.name.in_(language()) if department else mapping.department,
        file_name=mapping.file_name,
        saved_by=names.get(mapping.saved_by, mapping.saved_by),
        saved_at=mapping.saved_at,
        pairs=tuple((h, column_label(columns.get(column), column)) for h, column in read),
        n_unread=sum(1 for h in mapping.headings if h) - len(read),
        forget=ActionForm(
            code=f"forget-{mapping.code}",
            label=_("忘记这份对照"),
            href=reverse("mappings:forget", args=[mapping.code]),
            style="plain",
            icon="x",
            note=_("已导入的数据不变；下次同样表头的文件会重新询问。"),
        ),
    )
