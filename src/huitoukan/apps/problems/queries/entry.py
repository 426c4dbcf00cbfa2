"""Fills the page on which a problem is entered by hand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.language import refusal_text
from huitoukan.apps.core.pages import ActionForm, Choice, Field
from huitoukan.apps.core.showing import language
from huitoukan.apps.places.models import Area
from huitoukan.apps.places.queries import full_name, townships_in, villages_in
from huitoukan.apps.problems import pages
from huitoukan.apps.problems.queries.spreading import suggested
from huitoukan.domain.refusals import Refused

LOOKED_AT: Final = 500
"""Characters of a description that the suggestion looks at."""


def entry_page(
    actor: Actor,
    campaign: Campaign,
    typed: Mapping[str, str],
    *,
    on: date,
    text: str = "",
    refused: Refused | None = None,
) -> pages.EntryPage:
    """[problems:new] The form, as it was typed where it was refused; with types for `text`."""
    pack = campaign.pack.opened()
    # The type shows in the first words; what was typed comes back whole.
    found = suggested(campaign, text[:LOOKED_AT]).top if text else ()
    typed = dict(typed)
    if found:
        typed = {"title": text, "type": found[0].type, **typed}
    return pages.EntryPage(
        ask=ActionForm(
            code="suggest",
            label=_("推荐类型"),
            href=reverse("problems:suggest"),
            style="plain",
            icon="search",
            fields=(Field("text", _("问题描述"), "area", True, value=text, max_length=LOOKED_AT),),
        ),
        entry=ActionForm(
            code="enter",
            label=_("登记"),
            href=reverse("problems:new"),
            icon="check",
            fields=_fields(actor, campaign, typed, on),
            errors=(refusal_text(refused),) if refused else (),
        ),
        suggested=tuple(
            pages.Suggested(
                one.type, pack.problem_types[one.type].title.in_(language()), round(one.p * 100)
            )
            for one in found
            if one.type in pack.problem_types
        ),
    )


def places_for(actor: Actor, campaign: Campaign) -> list[Area]:
    """The villages and townships in which the actor may enter problems."""
    inside = [*townships_in(campaign.area), *villages_in(campaign.area).select_related("parent")]
    paths = [grant.path for grant in actor.grants if "problem.enter" in grant.verbs]
    return [
        area
        for area in inside
        if actor.is_system or any(area.depth_path.startswith(path) for path in paths)
    ]


def _fields(
    actor: Actor, campaign: Campaign, typed: Mapping[str, str], on: date
) -> tuple[Field, ...]:
    pack = campaign.pack.opened()

    def value(name: str) -> str:
        return typed.get(name, "")

    sources = [(one.id, one.title.in_(language())) for one in pack.finding_sources.values()]
    kinds = [
        (one.id, f"{one.id} {one.title.in_(language())}") for one in pack.problem_types.values()
    ]
    places = [("", "—"), *((a.code, full_name(a)) for a in places_for(actor, campaign))]

    def choices(known: list[tuple[str, str]], name: str) -> tuple[Choice, ...]:
        return tuple(Choice(code, words, code == value(name)) for code, words in known)

    return (
        Field("source", _("来源"), "select", True, choices=choices(sources, "source")),
        Field("title", _("问题描述"), "area", True, value=value("title"), max_length=500),
        Field("type", _("问题类型"), "select", True, choices=choices(kinds, "type")),
        Field(
            "household_no", _("户编号"), "text", value=value("household_no"), max_length=40,
            help=_("户的问题填写户编号；村和乡镇的问题选择地点"),
        ),
        Field("place", _("地点"), "select", choices=choices(places, "place")),
        Field(
            "found_on", _("发现日期"), "date", value=value("found_on") or on.isoformat(),
            high=on.isoformat(),
        ),
        Field(
            "before", _("发现时的照片"), "files",
            help=_("JPEG 或 PNG，可多选；请用手机原图，带拍摄时间和位置"),
            accept="image/jpeg,image/png",
        ),
        Field("source_ref", _("来源文号"), "text", value=value("source_ref"), max_length=80),
        Field(
            "answer_due_on", _("答复期限"), "date", value=value("answer_due_on"),
            help=_("来文写明答复期限的填写；不填则按规则包"),
        ),
        Field(
            "recurs_from", _("反弹自（原问题编号）"), "text", value=value("recurs_from"),
            max_length=20,
        ),
    )  # fmt: skip
