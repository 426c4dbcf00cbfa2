"""Fills the board of common problems, and suggests a type for a description."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.pages import ActionForm, Choice, Field
from huitoukan.apps.core.showing import address, language
from huitoukan.apps.places.queries import villages_in, widest_area
from huitoukan.apps.problems import pages, queries
from huitoukan.apps.problems.models import CommonRuling
from huitoukan.apps.problems.pages import BoardCell
from huitoukan.apps.problems.queries.boards import boards, cells
from huitoukan.classify import encoder, suggest
from huitoukan.classify.kinds import kinds_of
from huitoukan.classify.suggest import Suggester, Suggestions
from huitoukan.domain.problems import ENDINGS, Ending
from huitoukan.domain.spread import (
    Spread,
    SpreadLimits,
    SpreadStatement,
    VillageCases,
    state_spread,
)
from huitoukan.rules.pack import Pack


def limits_of(pack: Pack, on: date) -> SpreadLimits:
    """From when on a type is common or local, on a day, by the pack."""

    def value(name: str) -> float:
        known = (one.value for one in reversed(pack.lines[name].values) if one.since <= on)
        return next(known, 0)

    return SpreadLimits(
        share=value("common_percent") / 100,
        concentration=value("common_concentration") / 100,
        villages=int(value("common_villages")),
        townships=int(value("common_townships")),
    )


def spreads(actor: Actor, campaign: Campaign, on: date) -> dict[str, SpreadStatement]:
    """How each type of problem is spread over the villages of the campaign that the actor sees.

    What turned out to be no problem does not count, nor what lies in no single village.
    """
    cancelled = [state.value for state, ending in ENDINGS.items() if ending is Ending.CANCELLED]
    rows = (
        queries.problems_for(actor, campaign)
        .exclude(state__in=cancelled)
        .select_related(None)
        .order_by()
        .values_list("type", "area_id")
        .annotate(n=Count("pk"))
    )
    cases: dict[str, dict[int, int]] = {}
    for kind, village, n in rows:
        cases.setdefault(kind, {})[village] = n
    villages = list(villages_in(widest_area(actor, campaign.area)).values_list("pk", "parent_id"))
    limits = limits_of(campaign.pack.opened(), on)
    return {
        kind: state_spread(
            (VillageCases(str(pk), str(town), found.get(pk, 0)) for pk, town in villages), limits
        )
        for kind, found in cases.items()
    }


def common_page(actor: Actor, campaign: Campaign, *, on: date, told: str = "") -> pages.BoardPage:
    """[problems:common] Which types are common, by the numbers and by decision; what to look at."""
    pack = campaign.pack.opened()
    limits = limits_of(pack, on)
    rulings = {one.type: one for one in CommonRuling.objects.filter(campaign=campaign)}
    rows: dict[bool, list[tuple[BoardCell, ...]]] = {True: [], False: []}
    found = spreads(actor, campaign, on)
    for kind, spread in sorted(found.items(), key=lambda one: (-one[1].n_affected, one[0])):
        ruling = rulings.get(kind)
        is_common = ruling.is_common if ruling else spread.spread is Spread.COMMON
        rows[is_common].append(_row(pack, kind, spread, ruling))
    heads = (
        _("类型"), _("问题"), _("涉及村"), _("乡镇"), _("占核查村（下限）"), _("集中度"),
        _("统一措施"), _("判定"), _("举一反三：关联规则"),
    )  # fmt: skip
    return pages.BoardPage(
        title=_("共性问题"),
        note=_(
            "涉及 {villages} 个村以上、{townships} 个乡镇以上，"
            "或占核查村的下限不低于 {share} % 的，列为共性；由人改定。"
            "共性问题统一措施，每条仍凭自己的佐证销号。"
        ).format(
            villages=limits.villages, townships=limits.townships, share=round(limits.share * 100)
        ),
        boards=boards("common"),
        sections=(
            pages.BoardSection(_("共性问题"), heads, tuple(rows[True])),
            pages.BoardSection(_("局部和个性问题"), heads, tuple(rows[False])),
        ),
        acts=(_ruling_form(pack, found),) if actor.may("problem.supervise") else (),
        told=told,
    )


def _row(
    pack: Pack, kind: str, spread: SpreadStatement, ruling: CommonRuling | None
) -> tuple[BoardCell, ...]:
    title = pack.problem_types[kind].title.in_(language()) if kind in pack.problem_types else ""
    words = {
        Spread.COMMON: _("按数据：共性"),
        Spread.LOCAL: _("按数据：集中在少数村"),
        Spread.INDIVIDUAL: _("按数据：个性"),
    }
    by = words.get(spread.spread, _("不能判断"))
    measure = ""
    if ruling is not None:
        measure = " ".join(filter(None, (ruling.owner, ruling.measure)))
        by = _("人工：{name}，{reason}").format(name=ruling.ruled_by_name, reason=ruling.reason)
    rules = [rule.id for rule in pack.rules.values() if rule.problem == kind]
    return (
        BoardCell(f"{kind} {title}".strip(), address(reverse("problems:list"), {}, type=kind)),
        *cells(
            spread.n_cases, spread.n_affected, spread.n_townships,
            f"{spread.lower * 100:.0f} %", f"{spread.concentration:.2f}", measure, by,
        ),
        BoardCell(
            " ".join(rules[:6]),
            address(reverse("comparison:hits"), {}, rule=rules[0]) if rules else "",
        ),
    )  # fmt: skip


def _ruling_form(pack: Pack, found: dict[str, SpreadStatement]) -> ActionForm:
    kinds = [kind for kind in found if kind in pack.problem_types]
    return ActionForm(
        code="rule",
        label=_("改定共性或个性"),
        href=reverse("problems:rule_common"),
        icon="edit",
        fields=(
            Field(
                "type", _("类型"), "select", True,
                choices=tuple(
                    Choice(k, f"{k} {pack.problem_types[k].title.in_(language())}") for k in kinds
                ),
            ),
            Field(
                "is_common", _("判定"), "select", True,
                choices=(Choice("yes", _("共性")), Choice("no", _("个性"))),
            ),
            Field("owner", _("牵头单位"), "text", max_length=80),
            Field("measure", _("统一措施"), "area", max_length=500),
            Field("reason", _("理由"), "text", True, max_length=300),
        ),
        refusal="" if kinds else _("还没有问题。"),
    )  # fmt: skip


@lru_cache(maxsize=2)
def _suggester(_hash: str, campaign_id: int) -> Suggester:
    pack = Campaign.objects.select_related("pack").get(pk=campaign_id).pack.opened()
    return suggest.learn_from_catalogue(
        kinds_of(pack), encoder.load() if encoder.is_installed() else None
    )


def suggested(campaign: Campaign, text: str) -> Suggestions:
    """The three likeliest types of a description; a person decides."""
    (found,) = suggestions(campaign, [text])
    return found


def suggestions(campaign: Campaign, texts: Sequence[str]) -> list[Suggestions]:
    """The three likeliest types of each description, in order."""
    return list(_suggester(campaign.pack.hash, campaign.pk).suggest(texts)) if texts else []
