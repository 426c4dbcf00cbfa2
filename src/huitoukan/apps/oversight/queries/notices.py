"""Fills [oversight:notices] and [oversight:notice]: public notices, and the exits of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.pages import ActionForm, Choice, Crumb, Field
from huitoukan.apps.core.scope import ScopedQuerySet
from huitoukan.apps.core.showing import language
from huitoukan.apps.exits.models import Exit
from huitoukan.apps.exits.queries import exits_for
from huitoukan.apps.oversight.models import Notice, Objection
from huitoukan.apps.oversight.queries import MOST_LISTED, tabs
from huitoukan.apps.places.models import Area
from huitoukan.apps.places.queries import areas_with, full_name
from huitoukan.apps.problems.pages import BoardCell, BoardPage, BoardSection
from huitoukan.apps.problems.queries.boards import cells
from huitoukan.domain.identity import mask_name
from huitoukan.domain.refusals import Refused
from huitoukan.rules.shapes.oversight import NoticeKind

ERROR = tuple[str, str]
"""The form that was refused, and its sentence."""


def notices_for(
    actor: Actor, campaign: Campaign, verb: str = "notice.see"
) -> ScopedQuerySet[Notice]:
    """The campaign's notices in the actor's areas, the newest first."""
    rows = Notice.objects.visible_to(actor, verb).filter(campaign=campaign)
    return rows.select_related("area__parent")


def notice_for(actor: Actor, code: str, verb: str = "notice.see", *, lock: bool = False) -> Notice:
    """The notice, or "not found", the same for absent and for another area's."""
    rows = Notice.objects.visible_to(actor, verb).filter(code=code)
    if lock:
        rows = rows.select_for_update(of=("self",))
    found = (
        rows.select_related("area__parent", "campaign__area", "campaign__pack")
        .defer("campaign__pack__content")
        .first()
    )
    if found is None:
        raise Refused("NOT_FOUND", what="公示", code=code)
    return found


def kind_of(campaign: Campaign, kind: str) -> NoticeKind:
    """The kind of notice, as the campaign's pack has it."""
    for one in campaign.pack.opened().oversight.notices:
        if one.id == kind:
            return one
    raise Refused("NOT_FOUND", what="公示类别", code=kind)


def days_of(campaign: Campaign, kind: NoticeKind) -> int:
    """The least days of a kind, both ends counted; of an exit those of its signatures."""
    if kind.exit:
        return campaign.pack.opened().exits[kind.exit].notice_days
    return int(kind.days.value) if kind.days is not None else 0


def place_for(actor: Actor, campaign: Campaign, code: str) -> Area:
    """A township or village in which the actor keeps notices, or "not found"."""
    for area in areas_with(actor, "notice.keep", campaign.area):
        if area.code == code:
            return area
    raise Refused("NOT_FOUND", what="地点", code=code)


def exits_of(actor: Actor, campaign: Campaign, notice: Notice) -> ScopedQuerySet[Exit]:
    """The exits that rest on this notice: same place, kind and days."""
    kind = kind_of(campaign, notice.kind)
    return exits_for(actor, campaign).filter(
        kind=kind.exit or "-", area=notice.area,
        notice_from=notice.first_day, notice_to=notice.last_day,
    )  # fmt: skip


def state_of(notice: Notice, on: date) -> str:
    """How a notice stands, in words."""
    if on < notice.first_day:
        return _("未开始")
    if not notice.is_over(on):
        return _("公示中")
    open_ = [one for one in notice.objections.all() if one.answered_on is None]
    if open_:
        return _("期满，异议没有答复")
    return _("期满，异议已答复") if notice.objections.all() else _("期满，无异议")


def notices_page(
    actor: Actor, campaign: Campaign, *, on: date, error: ERROR = ("", "")
) -> BoardPage:
    """[oversight:notices] The ledger of notices, and exits without one in it."""
    found = notices_for(actor, campaign).annotate(n_photographs=Count("photographs"))
    rows = list(found.prefetch_related("objections")[:MOST_LISTED])
    keeps = bool(actor.may("notice.keep"))
    sections = [_ledger(campaign, rows, found.count(), on)]
    if actor.may("exit.see"):
        sections.append(_without(actor, campaign))
    return BoardPage(
        title=_("公示公告"),
        note=_(
            "张贴过的公示公告：地点、起止、照片、异议和答复；天数按规则包，退出的沿用退出签批。"
        ),
        boards=tabs(actor, "notices"),
        sections=tuple(sections),
        acts=(_new_form(actor, campaign, on, error),) if keeps else (),
    )


def _titles(campaign: Campaign) -> Mapping[str, str]:
    kinds = campaign.pack.opened().oversight.notices
    return {one.id: one.title.in_(language()) for one in kinds}


def _ledger(campaign: Campaign, rows: Sequence[Notice], n: int, on: date) -> BoardSection:
    titles = _titles(campaign)
    return BoardSection(
        _("公示公告台账"),
        (
            _("编号"), _("类别"), _("地方"), _("张贴地点"), _("开始"), _("结束"), _("户数"),
            _("照片"), _("异议"), _("状态"),
        ),
        tuple(
            (
                BoardCell(one.code, reverse("oversight:notice", args=[one.code]), "nowrap"),
                *cells(
                    titles.get(one.kind, one.kind), full_name(one.area), one.place,
                    one.first_day, one.last_day, len(one.rows),
                    one.n_photographs,  # type: ignore[attr-defined]
                    len(one.objections.all()), state_of(one, on),
                ),
            )
            for one in rows
        ),
        n=n,
    )  # fmt: skip


def _without(actor: Actor, campaign: Campaign) -> BoardSection:
    """Exits whose public notice nobody entered in the ledger."""
    kinds = {one.exit: one.id for one in campaign.pack.opened().oversight.notices if one.exit}
    entered = set(
        notices_for(actor, campaign).values_list("kind", "area_id", "first_day", "last_day")
    )
    rows = [
        one
        for one in exits_for(actor, campaign).exclude(notice_from=None)
        if one.kind in kinds
        and (kinds[one.kind], one.area_id, one.notice_from, one.notice_to) not in entered
    ]
    exits = campaign.pack.opened().exits
    return BoardSection(
        _("退出签批写了公示、台账里没有的"),
        (_("编号"), _("类别"), _("地方"), _("开始"), _("结束")),
        tuple(
            (
                BoardCell(one.code, reverse("exits:detail", args=[one.code]), "nowrap"),
                *cells(
                    exits[one.kind].title.in_(language()), full_name(one.area),
                    one.notice_from, one.notice_to,
                ),
            )
            for one in rows[:MOST_LISTED]
        ),
        n=len(rows),
    )  # fmt: skip


def _new_form(actor: Actor, campaign: Campaign, on: date, error: ERROR) -> ActionForm:
    kinds = campaign.pack.opened().oversight.notices
    days = _("、").join(
        _("{kind}至少 {n} 天").format(kind=one.title.in_(language()), n=days_of(campaign, one))
        for one in kinds
        if days_of(campaign, one)
    )
    areas = areas_with(actor, "notice.keep", campaign.area)
    towns = {area.pk: area for area in areas}
    for area in areas:
        area.parent = towns.get(area.parent_id or 0) or area.parent
    return ActionForm(
        code="notice",
        label=_("登记公示"),
        href=reverse("oversight:new_notice"),
        icon="note",
        note=_("{days}；两头的日子都算。名单只列户主姓名和人口，不列证件号码。").format(days=days),
        fields=(
            Field(
                "kind", _("类别"), "select", True,
                choices=tuple(Choice(one.id, one.title.in_(language())) for one in kinds),
            ),
            Field(
                "area", _("地方"), "select", True,
                choices=tuple(Choice(one.code, full_name(one)) for one in areas),
            ),
            Field("subject", _("事由与依据"), "area", True, max_length=500),
            Field("place", _("张贴地点"), "text", True, max_length=120),
            Field("first_day", _("开始"), "date", True, value=on.isoformat()),
            Field("last_day", _("结束"), "date", True),
            Field("phone", _("监督电话"), "text", max_length=60),
            Field("numbers", _("户编号（用空格或换行分开）"), "area", max_length=20000),
        ),
        errors=(error[1],) if error[0] == "notice" else (),
        is_open=error[0] == "notice",
    )  # fmt: skip


# --- one notice ---


def notice_page(actor: Actor, code: str, *, on: date, error: ERROR = ("", "")) -> BoardPage:
    """[oversight:notice] One notice with its list, photographs, objections, the exits of it."""
    notice = notice_for(actor, code)
    keeps = Notice.objects.visible_to(actor, "notice.keep").filter(pk=notice.pk).exists()
    kind = kind_of(notice.campaign, notice.kind)
    links = [Crumb(_("公示公告台账"), reverse("oversight:notices"))]
    if keeps and not notice.is_over(on):
        links.append(Crumb(_("生成公示（Word）"), reverse("oversight:notice_text", args=[code])))
    return BoardPage(
        title=f"{kind.title.in_(language())} {notice.code}",
        note=kind.basis,
        boards=tabs(actor, "notices"),
        sections=(
            _about(actor, notice, on),
            *([_names(notice)] if notice.rows else []),
            _photographs(notice),
            _objections(list(notice.objections.all())),
        ),
        acts=_acts(notice, on, error) if keeps else (),
        links=tuple(links),
    )


def _about(actor: Actor, notice: Notice, on: date) -> BoardSection:
    rows = [
        (_("地方"), full_name(notice.area), ""), (_("事由与依据"), notice.subject, ""),
        (_("张贴地点"), notice.place, ""),
        (_("公示期"), f"{notice.first_day} — {notice.last_day}", ""),
        (_("监督电话"), notice.phone, ""), (_("状态"), state_of(notice, on), ""),
        (_("登记人"), notice.made_name, ""),
    ]  # fmt: skip
    if actor.may("exit.see"):
        rows += [
            (_("退出签批"), one.code, reverse("exits:detail", args=[one.code]))
            for one in exits_of(actor, notice.campaign, notice)
        ]
    return BoardSection(
        _("这份公示"),
        (_("项目"), _("内容")),
        tuple((BoardCell(label), BoardCell(value, href)) for label, value, href in rows),
    )


def _names(notice: Notice) -> BoardSection:
    return BoardSection(
        _("名单"),
        (_("户编号"), _("农户"), _("人数")),
        tuple(
            cells(row["number"], mask_name(str(row["name"])), row["persons"]) for row in notice.rows
        ),
        note=_("页面上的姓名遮盖；张贴的公示写户主全名，便于提出异议。"),
        n=len(notice.rows),
    )


def _photographs(notice: Notice) -> BoardSection:
    rows = notice.photographs.select_related("file")
    return BoardSection(
        _("公示照片"),
        (_("照片"), _("上传人"), _("上传时间")),
        tuple(
            (
                BoardCell(one.file.name, reverse("files:file", args=[one.file.sha256])),
                *cells(one.kept_name, f"{one.kept_at:%Y-%m-%d}"),
            )
            for one in rows
        ),
        note=_("没有照片的，不能说明公示过。"),
    )


def _objections(rows: list[Objection]) -> BoardSection:
    return BoardSection(
        _("异议和答复"),
        (_("序号"), _("日期"), _("提出人"), _("异议"), _("答复"), _("答复日期"), _("答复人")),
        tuple(
            cells(
                one.seq, one.on, mask_name(one.who), one.words, one.answer or _("没有答复"),
                one.answered_on or "", one.answered_name,
            )
            for one in rows
        ),
        n=len(rows),
    )  # fmt: skip


def _acts(notice: Notice, on: date, error: ERROR) -> tuple[ActionForm, ...]:
    today = on.isoformat()
    waiting = notice.objections.filter(Q(answered_on=None))
    forms = [
        ActionForm(
            code="photographs", label=_("上传公示照片"), icon="camera", style="plain",
            href=reverse("oversight:notice_photographs", args=[notice.code]),
            fields=(Field("photographs", _("照片"), "photos", True),),
        ),
        ActionForm(
            code="object", label=_("登记异议"), icon="note", style="plain",
            href=reverse("oversight:object_to", args=[notice.code]),
            fields=(
                Field("on", _("日期"), "date", True, value=today, high=today),
                Field("who", _("提出人（可以不填）"), "text", max_length=64),
                Field("words", _("异议"), "area", True, max_length=500),
            ),
        ),
    ]  # fmt: skip
    if waiting:
        forms.append(
            ActionForm(
                code="answer", label=_("答复异议"), icon="check",
                href=reverse("oversight:answer", args=[notice.code]),
                fields=(
                    Field(
                        "seq", _("异议"), "select", True,
                        choices=tuple(
                            Choice(str(one.seq), f"{one.seq} {one.words}"[:40]) for one in waiting
                        ),
                    ),
                    Field("on", _("答复日期"), "date", True, value=today, high=today),
                    Field("words", _("答复"), "area", True, max_length=500),
                ),
            )
        )  # fmt: skip
    return tuple(
        ActionForm(
            one.code, one.label, one.href, one.style, one.icon, one.note, one.fields,
            errors=(error[1],), is_open=True,
        )
        if one.code == error[0]
        else one
        for one in forms
    )  # fmt: skip
