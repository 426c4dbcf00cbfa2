"""Fills the shapes of pages.py: the list, one paper, a batch."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.pages import ActionForm, Chip, Field, FileItem, FilterField, KeyValue
from huitoukan.apps.core.scope import ScopedQuerySet
from huitoukan.apps.core.showing import filters_of, language, page_of, select
from huitoukan.apps.files.models import StoredFile
from huitoukan.apps.jobs.pages import JobOutcome
from huitoukan.apps.papers import pages, queries
from huitoukan.apps.papers.models import Paper, Receipt
from huitoukan.apps.papers.queries.signing import signed_by
from huitoukan.apps.papers.queries.templates import template_of, vocabulary_of
from huitoukan.apps.papers.queries.verifying import upload_form
from huitoukan.apps.places.models import Area
from huitoukan.apps.places.queries import full_name, townships_in
from huitoukan.apps.problems.queries.meetings import RECORD, accepted_at
from huitoukan.documents.paper_template import fill
from huitoukan.documents.word_pieces import Page, read_word
from huitoukan.domain.areas import Level
from huitoukan.domain.refusals import Refused
from huitoukan.rules.shapes.campaign import PaperKind

ROWS_ON_A_PAGE: Final = 30
"""Rows of a list that a page shows; the files and the printed page have all."""


def list_page(actor: Actor, campaign: Campaign, params: Mapping[str, str]) -> pages.ListPage:
    """[papers:list] The papers of the campaign."""
    path, kinds = reverse("papers:list"), queries.kinds_of(campaign)
    rows = queries.papers_for(actor).filter(campaign__area__path__startswith=_top(campaign))
    if kind := params.get("kind", ""):
        rows = rows.filter(kind=kind)
    if place := params.get("place", ""):
        found = Area.objects.filter(code=place).first()
        rows = rows.filter(area__path__startswith=found.depth_path) if found else rows.none()
    for word in params.get("q", "").split():
        rows = rows.filter(
            Q(title__contains=word)
            | Q(code__contains=word.upper())
            | Q(household_no__contains=word)
        )
    if params.get("receipt") == "waiting":
        rows = rows.filter(receipts__received_at=None, receipts__isnull=False).distinct()
    shown, pager = page_of(counted(rows), path, params)
    fields = (
        select(
            "kind", _("文书"), [(k.id, k.title.in_(language())) for k in kinds.values()], params
        ),
        select("place", _("乡镇"), [(a.code, a.name) for a in townships_in(campaign.area)], params),
        select("receipt", _("签收"), [("waiting", _("未签收完"))], params),
        FilterField("q", _("标题、编号"), kind="text", value=params.get("q", "")),
    )
    return pages.ListPage(
        filters=filters_of(path, params, fields),
        rows=tuple(_paper_row(one, kinds) for one in shown),
        pager=pager,
        may_make=any(queries.may_make(actor, kind) for kind in kinds.values()),
        may_template=bool(actor.may("paper.template")),
    )


def _top(campaign: Campaign) -> str:
    """The city's path: its summaries stand beside the county's papers."""
    above = campaign.area.parent
    return (
        above.depth_path
        if above is not None and above.level == Level.CITY
        else campaign.area.depth_path
    )


def counted(rows: ScopedQuerySet[Paper]) -> ScopedQuerySet[Paper]:
    """The papers with how many addressees they have and how many have signed, newest first."""
    return rows.annotate(
        n_receipts=Count("receipts", distinct=True),
        n_received=Count("receipts", filter=Q(receipts__received_at__isnull=False), distinct=True),
    ).order_by("-id")


def _paper_row(paper: Paper, kinds: Mapping[str, PaperKind]) -> pages.PaperRow:
    counts = vars(paper)
    return pages.PaperRow(
        code=paper.code,
        title=paper.title,
        kind=_kind_word(kinds, paper.kind),
        place=full_name(paper.area),
        n_problems=paper.n_problems,
        made_at=paper.made_at,
        made_by=paper.made_name,
        received=counts["n_received"],
        n_receipts=counts["n_receipts"],
        state=_state(paper, counts["n_received"], counts["n_receipts"]),
    )


def _kind_word(kinds: Mapping[str, PaperKind], kind: str) -> str:
    return kinds[kind].title.in_(language()) if kind in kinds else kind


def _state(paper: Paper, received: int, n: int) -> Chip:
    if paper.is_void:
        return Chip("bad", _("已作废"))
    if n and received < n:
        return Chip("wait", _("待签收"))
    return Chip("ok", _("已签收")) if n else Chip("ok", _("已印发"))


def cut(values: Mapping[str, Any], most: int = ROWS_ON_A_PAGE) -> tuple[dict[str, Any], bool]:
    """The values with only the first rows of each list, and whether any were left out."""
    shown = {
        key: value[:most] if isinstance(value, list) else value for key, value in values.items()
    }
    return shown, any(isinstance(v, list) and len(v) > most for v in values.values())


def sheet_of(paper: Paper, kind: PaperKind, values: Mapping[str, Any]) -> tuple[Page, ...]:
    """The paper's pages, drawn again from what was kept."""
    return read_word(fill(template_of(paper), values, vocabulary_of(kind)))


def detail_page(actor: Actor, code: str, *, refused: Refused | None = None) -> pages.PaperPage:
    """[papers:detail] One paper; an addressee sees the rows that are its own.

    `refused` is why a signature given on paper was not taken down.
    """
    paper = queries.paper_for(actor, code)
    kind = queries.kind_named(paper.campaign, paper.kind)
    receipts = list(queries.receipts_for(actor, paper))
    whole = queries.is_whole(actor, paper)
    values, is_cut = cut(values_for(paper, receipts, is_whole=whole))
    received = sum(one.received_at is not None for one in receipts)
    return pages.PaperPage(
        code=paper.code,
        title=paper.title,
        kind=kind.title.in_(language()),
        state=_state(paper, received, len(receipts)),
        facts=(*_facts(paper), *_taken_over(actor, paper)),
        pages=sheet_of(paper, kind, values),
        is_cut=is_cut,
        is_whole=whole,
        files=_files(paper) if whole else (),
        receipts=tuple(_receipt(actor, paper, one) for one in receipts),
        received=received,
        void=_void_form(actor, paper, kind),
        results=upload_form(actor, paper) if whole else None,
        signed=signed_by(actor, paper, kind, refused),
    )


def values_for(paper: Paper, receipts: list[Receipt], *, is_whole: bool) -> dict[str, Any]:
    """What this reader may see of a paper's data."""
    return dict(paper.data) if is_whole else queries.narrowed(paper.data, receipts)


def print_page(actor: Actor, code: str) -> pages.PrintPage:
    """[papers:printed] Every row of the paper that the reader may see."""
    paper = queries.paper_for(actor, code)
    kind = queries.kind_named(paper.campaign, paper.kind)
    whole = queries.is_whole(actor, paper)
    receipts = [] if whole else list(queries.receipts_for(actor, paper))
    values = values_for(paper, receipts, is_whole=whole)
    signed = signed_by(actor, paper, kind)
    return pages.PrintPage(paper.code, paper.title, sheet_of(paper, kind, values), signed)


def copy_for(actor: Actor, code: str) -> tuple[str, bytes]:
    """File name and Word document of what an addressee may see; drawn anew, always the same."""
    paper = queries.paper_for(actor, code)
    kind = queries.kind_named(paper.campaign, paper.kind)
    whole = queries.is_whole(actor, paper)
    receipts = [] if whole else list(queries.receipts_for(actor, paper))
    values = values_for(paper, receipts, is_whole=whole)
    return paper.word.name, fill(template_of(paper), values, vocabulary_of(kind))


def _facts(paper: Paper) -> tuple[KeyValue, ...]:
    version = _("规则包自带") if not paper.template_version else f"v{paper.template_version}"
    void = (
        f"{paper.voided_at:%Y-%m-%d} {paper.voided_name} {paper.void_reason}"
        if paper.voided_at
        else ""
    )
    rows = [
        (_("编号"), paper.code),
        (_("地方"), full_name(paper.area)),
        (_("期数"), str(paper.issue or "")),
        (_("问题数"), str(paper.n_problems)),
        (_("数据"), str(paper.data["数据说明"])),
        (_("模板"), version),
        (_("制作人"), paper.made_name),
        (_("作废"), void),
    ]
    return tuple(KeyValue(label, value) for label, value in rows if value)


def _taken_over(actor: Actor, paper: Paper) -> tuple[KeyValue, ...]:
    """Of a meeting's record: how many problems were taken over at it, and the way to them."""
    if paper.kind != RECORD or paper.is_void or not actor.may("problem.see"):
        return ()
    n = len(accepted_at(actor, paper.campaign, paper.code))
    href = reverse("problems:meeting", args=[paper.code])
    return (KeyValue(_("会上认领的问题"), _("{n} 条").format(n=n), href=href),)


def file_item(file: StoredFile | None, caption: str) -> FileItem | None:
    """A kept file to be downloaded."""
    if file is None:
        return None
    return FileItem(file.name, reverse("files:file", args=[file.sha256]), file.size, caption)


def _files(paper: Paper) -> tuple[FileItem, ...]:
    found = (
        file_item(paper.word, "Word"),
        file_item(paper.excel, "Excel"),
        file_item(paper.packed, "ZIP"),
    )
    return tuple(one for one in found if one is not None)


def _receipt(actor: Actor, paper: Paper, one: Receipt) -> pages.ReceiptRow:
    may = Receipt.objects.visible_to(actor, "paper.receive").filter(pk=one.pk).exists()
    form = None
    if may and one.received_at is None and not paper.is_void:
        form = ActionForm(
            code=f"receive-{one.pk}",
            label=_("签收"),
            href=reverse("papers:receive", args=[paper.code]),
            icon="signature",
            fields=(Field("name", _("签收人"), placeholder=actor.name, max_length=64),),
            hidden=(("receipt", str(one.pk)),),
        )
    return pages.ReceiptRow(one.addressee, one.received_at, one.received_name, form)


def _void_form(actor: Actor, paper: Paper, kind: PaperKind) -> ActionForm | None:
    if paper.is_void or not queries.may_make(actor, kind, paper.area):
        return None
    return ActionForm(
        code="void",
        label=_("作废"),
        href=reverse("papers:void", args=[paper.code]),
        style="danger",
        icon="x",
        note=_("作废后编号不再使用，内容和签收记录保留。"),
        fields=(Field("reason", _("理由"), kind="area", is_required=True, max_length=200),),
    )


def batch_outcome(result: dict[str, Any]) -> JobOutcome:
    """What a finished batch made, and where it is."""
    facts = (KeyValue(_("份数"), str(result["n"])), KeyValue(_("编号"), result["batch"]))
    return JobOutcome(facts, _("打开这一批"), reverse("papers:batch", args=[result["batch"]]))


def batch_page(actor: Actor, code: str, params: Mapping[str, str]) -> pages.BatchPage:
    """[papers:batch] Papers that were made at once, with the files of all together."""
    batch = queries.batch_for(actor, code)
    kinds = queries.kinds_of(batch.campaign)
    rows = counted(queries.papers_for(actor).filter(batch=batch)).order_by("id")
    shown, pager = page_of(rows, reverse("papers:batch", args=[code]), params)
    files = (
        file_item(batch.joined, _("全部在一个 Word 里")),
        file_item(batch.packed, _("每份一个文件（ZIP）")),
    )
    return pages.BatchPage(
        code=batch.code,
        kind=_kind_word(kinds, batch.kind),
        place=full_name(batch.area),
        made_at=batch.made_at,
        rows=tuple(_paper_row(one, kinds) for one in shown),
        pager=pager,
        files=tuple(one for one in files if one is not None),
    )
