"""Fills the page on which a paper is made: kinds, objects, fields, preview of the first copy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.pages import Choice, Field
from huitoukan.apps.core.showing import language
from huitoukan.apps.papers import pages, queries
from huitoukan.apps.papers.queries.shown import cut
from huitoukan.apps.papers.queries.subjects import Copy, Wanted, copies_of
from huitoukan.apps.papers.queries.templates import template_in_force, vocabulary_of
from huitoukan.apps.papers.queries.values import Making, rows_of, values_of
from huitoukan.apps.places.models import Area
from huitoukan.apps.places.queries import areas_with, full_name
from huitoukan.apps.problems.queries import unissued_problems
from huitoukan.documents.paper_template import fill
from huitoukan.documents.word_pieces import read_word
from huitoukan.domain.areas import Level
from huitoukan.domain.papers import ABOUT_WORDS, LAYOUT_WORDS, About, Layout
from huitoukan.rules.shapes.campaign import PaperAsk, PaperKind

MOST_TICKS: Final = 500
PLACED: Final = frozenset({About.PROBLEM, About.HOUSEHOLD, About.VILLAGE, About.TOWNSHIP})
NUMBERED: Final = {
    About.PROBLEM: "问题编号",
    About.HOUSEHOLD: "户编号",
}


def new_page(
    actor: Actor,
    campaign: Campaign,
    typed: Mapping[str, str],
    *,
    chosen: Iterable[str] = (),
    errors: tuple[str, ...] = (),
    preview: pages.Preview | None = None,
) -> pages.NewPage:
    """[papers:new] The kinds that the person may make; for a chosen one its form."""
    kinds = [kind for kind in queries.kinds_of(campaign).values() if queries.may_make(actor, kind)]
    name = typed.get("kind", "")
    cards = tuple(card_of(kind, name) for kind in kinds)
    kind = next((one for one in kinds if one.id == name), None)
    if kind is None:
        return pages.NewPage(cards, errors=errors)
    about = About(kind.about)
    return pages.NewPage(
        kinds=cards,
        kind=next(card for card in cards if card.is_chosen),
        places=_places(actor, campaign, kind, typed.get("place", "")) if about in PLACED else (),
        asks_for_objects=about in NUMBERED,
        objects=typed.get("objects", ""),
        object_help=_("填{what}，几个之间用空格隔开；不填则为所选地方的全部。").format(
            what=_(NUMBERED[about]) if about in NUMBERED else ""
        ),
        may_take_every=about is About.HOUSEHOLD,
        is_every=typed.get("every") == "1",
        ticks=_ticks(actor, campaign, set(chosen), is_first="seen" not in typed)
        if kind.is_issued
        else (),
        fields=fields_of(kind, typed),
        errors=errors,
        preview=preview,
    )


def card_of(kind: PaperKind, chosen: str) -> pages.KindCard:
    """A kind of paper in words, and the page on which it is made."""
    is_english = language().startswith("en")
    about, layout = ABOUT_WORDS[About(kind.about)], LAYOUT_WORDS[Layout(kind.layout)]
    return pages.KindCard(
        id=kind.id,
        title=kind.title.in_(language()),
        about=about.en if is_english else about.zh,
        layout=layout.en if is_english else layout.zh,
        href=f"{reverse('papers:new')}?kind={kind.id}",
        is_chosen=kind.id == chosen,
    )


def _places(actor: Actor, campaign: Campaign, kind: PaperKind, chosen: str) -> tuple[Choice, ...]:
    """The townships and villages in which the actor may make it."""
    deepest = Level.TOWNSHIP if About(kind.about) is About.TOWNSHIP else Level.VILLAGE
    areas = [
        area
        for area in areas_with(actor, "paper.issue", campaign.area)
        if queries.may_make(actor, kind, area)
        and (area.level == Level.TOWNSHIP or deepest == Level.VILLAGE)
    ]
    everywhere = [Choice("", _("请选择"), not chosen)]
    return (*everywhere, *(Choice(a.code, _place_name(a), a.code == chosen) for a in areas))


def _place_name(area: Area) -> str:
    return area.name if area.level == Level.TOWNSHIP else f"　{full_name(area)}"


def _ticks(
    actor: Actor, campaign: Campaign, chosen: set[str], *, is_first: bool
) -> tuple[pages.ProblemTick, ...]:
    rows = unissued_problems(actor, campaign).select_related("area__parent")[:MOST_TICKS]
    return tuple(
        pages.ProblemTick(
            p.code, full_name(p.area), p.household_name, p.title, is_first or p.code in chosen
        )
        for p in rows
    )


def fields_of(kind: PaperKind, typed: Mapping[str, str]) -> tuple[Field, ...]:
    """The inputs of a kind: what it asks for, and number and copies of letters."""
    found = [_field(ask, typed) for ask in kind.asks]
    if Layout(kind.layout) is Layout.LETTER:
        found.append(
            Field("文号", _("发文字号"), value=typed.get("文号", ""), max_length=60,
                  help=_("不填则留空，印发时补填。"))
        )  # fmt: skip
    if kind.to:
        found.append(
            Field("抄送", _("抄送"), value=typed.get("抄送", ""), max_length=300,
                  help=_("例如联系各乡镇的县级领导。"))
        )  # fmt: skip
    return tuple(found)


def _field(ask: PaperAsk, typed: Mapping[str, str]) -> Field:
    label = ask.en if language().startswith("en") else ask.name
    value = typed.get(ask.name, ask.usual)
    if ask.kind == "area":
        return Field(
            ask.name, label, kind="area", is_required=ask.required, value=value, max_length=3000
        )
    if ask.kind == "date":
        return Field(ask.name, label, kind="date", is_required=ask.required, value=value)
    return Field(ask.name, label, is_required=ask.required, value=value, max_length=300)


def preview(actor: Actor, campaign: Campaign, wanted: Wanted, *, at: datetime) -> pages.Preview:
    """The first copy as it would be issued, without a number; Refused as the issue would be."""
    copies, values = _first(actor, campaign, wanted, at)
    shown, is_cut = cut(values)
    return pages.Preview(
        n=len(copies),
        n_problems=len(copies[0].problems),
        pages=read_word(_drawn(campaign, wanted, shown)),
        addressees=tuple(row["单位"] for row in values["签收"]),
        is_cut=is_cut,
    )


def draft(
    actor: Actor, campaign: Campaign, wanted: Wanted, *, at: datetime
) -> tuple[int, int, bytes]:
    """How many copies there would be, the problems in the first, and its Word document."""
    copies, values = _first(actor, campaign, wanted, at)
    return len(copies), len(copies[0].problems), _drawn(campaign, wanted, values)


def _first(
    actor: Actor, campaign: Campaign, wanted: Wanted, at: datetime
) -> tuple[list[Copy], dict[str, Any]]:
    making = Making(actor, campaign, queries.kind_named(campaign, wanted.kind), at, wanted.asks)
    copies = copies_of(making, wanted)
    first = copies[0]
    rows = rows_of(making, first.problems)
    values = values_of(making, first.subject, rows, code="（印发时编号）", issue=None)
    return copies, values


def _drawn(campaign: Campaign, wanted: Wanted, values: dict[str, Any]) -> bytes:
    kind = queries.kind_named(campaign, wanted.kind)
    return fill(template_in_force(campaign, kind).content, values, vocabulary_of(kind))
