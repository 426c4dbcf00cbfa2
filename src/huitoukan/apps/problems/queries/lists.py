"""Reading lists of problems that were handed over, and filling their pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.language import refusal_text
from huitoukan.apps.core.pages import ActionForm, Chip, Choice, Field, KeyValue, RejectRow
from huitoukan.apps.core.scope import ScopedQuerySet
from huitoukan.apps.core.showing import language, page_of
from huitoukan.apps.jobs.pages import JobOutcome
from huitoukan.apps.ledgers.models import ImportState
from huitoukan.apps.ledgers.queries.words import state_of_import
from huitoukan.apps.mappings.queries.shown import question_outcome, rows_permitted
from huitoukan.apps.places.queries import full_name
from huitoukan.apps.problems import pages
from huitoukan.apps.problems.models import FindingList, ListedFinding
from huitoukan.apps.problems.queries.words import source_title
from huitoukan.domain.refusals import Refused
from huitoukan.rules.pack import Pack

SHOWN_LISTS: Final = 20
SHOWN_REJECTS: Final = 200


def lists_for(actor: Actor) -> ScopedQuerySet[FindingList]:
    """The lists that were read where the actor enters problems, the newest first."""
    return FindingList.objects.visible_to(actor, "problem.enter")


def list_for(actor: Actor, code: str, *, lock: bool = False) -> FindingList:
    """The list, or "not found"; with `lock` its row stays locked until the transaction ends."""
    rows = lists_for(actor).filter(code=code)
    if lock:
        rows = rows.select_for_update(of=("self",))
    found = (
        rows.select_related("area", "file", "campaign__area", "campaign__pack")
        .defer("campaign__pack__content")
        .first()
    )
    if found is None:
        raise Refused("NOT_FOUND", what="问题清单", code=code)
    return found


def lists_page(
    actor: Actor,
    campaign: Campaign,
    *,
    on: date,
    typed: Mapping[str, str] | None = None,
    errors: Sequence[str] = (),
) -> pages.ListsPage:
    """[problems:lists] Taking a list, and those so far; `errors` are of one that was refused."""
    pack = campaign.pack.opened()
    value = dict(typed or {}).get
    found = lists_for(actor).filter(campaign=campaign)
    sources = tuple(
        Choice(one.id, one.title.in_(language()), one.id == value("source"))
        for one in pack.finding_sources.values()
    )
    return pages.ListsPage(
        upload=ActionForm(
            code="upload",
            label=_("上传并核对"),
            href=reverse("problems:lists"),
            icon="upload",
            note=_("先逐行核对给您看，确认后才登记到问题台账。"),
            fields=(
                Field("source", _("来源"), "select", True, choices=sources),
                Field("ref", _("来源文号"), value=value("ref", ""), max_length=80),
                Field(
                    "found_on", _("发现日期"), "date", True,
                    value=value("found_on", on.isoformat()), high=on.isoformat(),
                    help=_("清单里逐行写明的，以行里的为准"),
                ),
                Field(
                    "answer_due_on", _("答复期限"), "date", value=value("answer_due_on", ""),
                    help=_("来文写明答复期限的填写；不填则按规则包"),
                ),
                Field(
                    "table", _("清单文件"), "file", True, accept=".xlsx,.xls,.csv",
                    help=rows_permitted(),
                ),
            ),
            errors=tuple(errors),
            is_open=True,
        ),
        rows=tuple(_account(one, pack) for one in found.select_related("file")[:SHOWN_LISTS]),
    )  # fmt: skip


def _account(one: FindingList, pack: Pack) -> pages.ListAccount:
    return pages.ListAccount(
        code=one.code, file_name=one.file.name, read_name=one.read_name, read_at=one.read_at,
        source=source_title(pack, one.source), source_ref=one.source_ref,
        state=state_of_import(one.state), n_rows=one.n_rows, n_new=one.n_created,
        n_known=one.n_unchanged, n_rejected=one.n_rejected,
    )  # fmt: skip


def list_page(
    actor: Actor, code: str, params: Mapping[str, str], *, refused: Refused | None = None
) -> pages.ListPage:
    """[problems:list_account] A list row by row, with the types to look at, and the acts."""
    one = list_for(actor, code)
    pack = one.campaign.pack.opened()
    rows = one.rows.select_related("area__parent", "problem").order_by(
        F("problem").asc(nulls_first=True), "is_sure", "id"
    )
    shown, pager = page_of(rows, reverse("problems:list_account", args=[code]), params)
    is_staged = one.state == ImportState.STAGED
    n_unsure = one.rows.filter(problem__isnull=True, is_sure=False).count()
    return pages.ListPage(
        account=_account(one, pack),
        notes=tuple(one.notes),
        found_on=one.found_on,
        answer_due_on=one.answer_due_on,
        rows=tuple(_row(row, pack, is_staged=is_staged) for row in shown),
        pager=pager,
        n_unsure=n_unsure if is_staged else 0,
        types_href=reverse("problems:list_types", args=[code]) if is_staged else "",
        rejects=tuple(
            RejectRow(r.sheet, r.row, r.column, r.code, r.sentence, r.remedy)
            for r in one.rejects.all()[:SHOWN_REJECTS]
        ),
        actions=_actions(one, n_unsure, refused) if is_staged else (),
        errors_href=reverse("problems:list_errors", args=[code]) if one.n_rejected else "",
    )


def _row(row: ListedFinding, pack: Pack, *, is_staged: bool) -> pages.ListedRow:
    if row.problem is not None:
        chip = Chip("none", _("台账里已有")) if is_staged else Chip("ok", _("在台账里"))
    else:
        chip = Chip("ok", _("类型已定")) if row.is_sure else Chip("wait", _("请核对类型"))
    types: tuple[Choice, ...] = ()
    if is_staged and row.problem is None:
        percent = {kind: f" {share} %" for kind, share in row.suggested}
        likely = [*dict.fromkeys([row.type, *percent])]
        order = [kind for kind in likely if kind] + [
            kind for kind in pack.problem_types if kind not in likely
        ]
        types = tuple(
            Choice(kind, _kind(pack, kind) + percent.get(kind, ""), kind == row.type)
            for kind in order
        )
    return pages.ListedRow(
        id=row.pk, row=row.row, number=row.number, title=row.title, place=full_name(row.area),
        household_no=row.household_no, type=_kind(pack, row.type), types=types, state=chip,
        problem=row.problem.code if row.problem else "",
    )  # fmt: skip


def _kind(pack: Pack, kind: str) -> str:
    known = pack.problem_types.get(kind)
    return f"{kind} {known.title.in_(language())}" if known else kind


def _actions(one: FindingList, n_unsure: int, refused: Refused | None) -> tuple[ActionForm, ...]:
    errors = (refusal_text(refused),) if refused else ()
    write = ActionForm(
        code="write",
        label=_("登记到问题台账（{n} 条）").format(n=one.n_created),
        href=reverse("problems:list_write", args=[one.code]),
        icon="check",
        refusal=_("还有 {n} 行的类型是推荐的，请先核对并保存。").format(n=n_unsure)
        if n_unsure
        else "",
        errors=errors,
        is_open=True,
    )
    drop = ActionForm(
        code="drop",
        label=_("不登记，放弃这一批"),
        href=reverse("problems:list_drop", args=[one.code]),
        style="plain",
        is_open=True,
    )
    return (write, drop) if one.n_created else (drop,)


def list_outcome(result: dict[str, Any]) -> JobOutcome:
    """What the reading of a list told, for the page of its job."""
    if asked := question_outcome(result):
        return asked
    told = _("读入 {rows_in}，新增 {created}，台账里已有 {known}，退回 {rejected}")
    return JobOutcome(
        facts=(KeyValue(_("问题清单"), told.format(**result)),),
        next_label=_("逐行核对，然后登记"),
        next_href=reverse("problems:list_account", args=[result["list"]]),
    )
