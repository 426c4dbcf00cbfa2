"""Fills [exits:new]: who of a village may be proposed, and the form with the public notice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from huitoukan.apps.assessment.models import Verdict
from huitoukan.apps.assessment.queries.words import standard_title
from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.pages import Choice, Field
from huitoukan.apps.core.showing import address, language
from huitoukan.apps.exits import pages
from huitoukan.apps.exits.models import Exit
from huitoukan.apps.exits.queries import (
    Candidate,
    candidates,
    exit_for,
    kind_of,
    run_of,
    standard_of_run,
)
from huitoukan.apps.places.models import Area
from huitoukan.apps.places.queries import areas_with, full_name
from huitoukan.domain.areas import Level
from huitoukan.domain.refusals import Refused
from huitoukan.rules.shapes.exits import ExitKind


def new_page(
    actor: Actor,
    campaign: Campaign,
    params: Mapping[str, str],
    *,
    back: tuple[Mapping[str, str], Sequence[str], Refused] | None = None,
) -> pages.NewPage:
    """[exits:new] `back` is a refused form: what was typed, the objects chosen, and why."""
    again = exit_for(actor, params["again"], "exit.propose") if params.get("again") else None
    kinds = campaign.pack.opened().exits
    kind = again.kind if again else params.get("kind", "")
    held = [a for a in areas_with(actor, "exit.propose", campaign.area) if a.level == Level.VILLAGE]
    code = again.area.code if again else params.get("village", "")
    village = next((area for area in held if area.code == code), None)
    page = pages.NewPage(
        kinds=tuple(Choice(k.id, k.title.in_(language()), k.id == kind) for k in kinds.values()),
        villages=tuple(Choice(a.code, full_name(a), a.code == code) for a in held),
        kind=kind if kind in kinds else "",
        village=village.code if village else "",
        is_again=again is not None,
    )
    if kind not in kinds or village is None:
        return page
    return _filled(campaign, page, village, again, back)


def _filled(
    campaign: Campaign,
    page: pages.NewPage,
    village: Area,
    again: Exit | None,
    back: tuple[Mapping[str, str], Sequence[str], Refused] | None,
) -> pages.NewPage:
    kind = kind_of(campaign, page.kind)
    code: str = ""
    kept: tuple[str, ...] = ()
    if again is not None:
        standing = again.objects_of.filter(is_struck=False)
        code, kept = again.code, tuple(standing.values_list("number", flat=True))
    why, standard, found = "", "", []
    try:
        run = run_of(campaign, kind)
        standard = standard_title(run.pack.opened(), standard_of_run(run, kind))
        found = candidates(campaign, kind, village, numbers=kept if code else None)
        if not found:
            why = _("这个村没有核查达标、名册上还可以退出、又不在签批中的对象。")
    except Refused as refused:
        why = f"{refused.sentence()}{refused.remedy()}"
    typed, chosen = (back[0], back[1]) if back else ({}, kept)
    path = reverse("exits:new")
    return pages.NewPage(
        kinds=page.kinds,
        villages=page.villages,
        kind=page.kind,
        village=page.village,
        is_again=bool(code),
        title=kind.title.in_(language()),
        basis=kind.basis,
        chain=_(" → ").join(signer.title.in_(language()) for signer in kind.chain),
        standard=standard,
        objects=tuple(_choice(one, kind, chosen) for one in found),
        fields=_fields(kind, typed),
        href=address(path, {}, again=code)
        if code
        else address(path, {}, kind=kind.id, village=village.code),
        why=why,
        errors=(back[2].sentence(), back[2].remedy()) if back else (),
    )


def _choice(one: Candidate, kind: ExitKind, chosen: Sequence[str]) -> Choice:
    label = f"{one.name} {one.number}".strip()
    if kind.about == "household":
        label = _("{label}，{n} 人").format(label=label, n=one.n_persons)
    if one.verdict != Verdict.MET:
        label = _("{label}（现在不是达标）").format(label=label)
    return Choice(one.number, label, one.number in chosen or (kind.about == "village"))


def _fields(kind: ExitKind, typed: Mapping[str, str]) -> tuple[Field, ...]:
    notice: tuple[Field, ...] = ()
    if kind.notice is not None:
        place = kind.notice_place.in_(language())
        told = _("{place}公示，至少 {days} 天：{source}").format(
            place=place, days=kind.notice_days, source=kind.notice.source
        )
        notice = (
            Field(
                "notice_from", _("公示开始"), "date", is_required=True,
                value=typed.get("notice_from", ""),
            ),
            Field(
                "notice_to", _("公示结束"), "date", is_required=True,
                value=typed.get("notice_to", ""), help=told,
            ),
        )  # fmt: skip
    return (
        *notice,
        Field(
            "objection", _("公示结果"), "radio", is_required=True,
            choices=(
                Choice("no", _("没有异议"), typed.get("objection") == "no"),
                Choice("yes", _("有异议"), typed.get("objection") == "yes"),
            ),
        ),
        Field("note", _("说明"), "area", max_length=300, value=typed.get("note", ""),
              help=_("民主评议、农户认可的情况")),
    )  # fmt: skip
