"""Fills the board of common problems, and suggests a type for a description."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.pages import ActionForm, Choice, Field
from huitoukan.apps.core.showing import address, language
from huitoukan.apps.places.queries import villages_in
from huitoukan.apps.problems import pages, queries
from huitoukan.apps.problems.models import CommonRuling
from huitoukan.apps.problems.pages import BoardCell
from huitoukan.apps.problems.queries.boards import boards, cells
from huitoukan.classify import encoder, suggest
from huitoukan.classify.suggest import Suggester, Suggestions
from huitoukan.domain.common import Bounds, Spread, spread_of
from huitoukan.domain.problems import ENDINGS, Ending
from huitoukan.rules.pack import Pack


def bounds_of(pack: Pack, on: date) -> Bounds:
    """From when on a type is common, on a day, by the pack."""

    def value(name: str) -> float:
        return next((one.value for one in reversed(pack.lines[name].values) if one.since <= on), 0)

    return Bounds(
        villages=int(value("common_villages")),
        townships=int(value("common_townships")),
        share=value("common_percent") / 100,
    )


def spreads(actor: Actor, campaign: Campaign) -> dict[str, Spread]:
    """How each type of problem is spread over the villages that the actor sees.

    What turned out to be no problem does not count.
    """
    cancelled = [state.value for state, ending in ENDINGS.items() if ending is Ending.CANCELLED]
    rows = (
        queries.problems_for(actor, campaign)
        .exclude(state__in=cancelled)
        .select_related(None)
        .order_by()
        .values_list("type", "area__parent__code", "area__code")
        .annotate(n=Count("pk"))
    )
    cases: dict[str, dict[tuple[str, str], int]] = {}
    for kind, town, village, n in rows:
        cases.setdefault(kind, {})[town or "", village] = n
    n_villages = villages_in(campaign.area).count()
    return {kind: spread_of(found, n_villages) for kind, found in cases.items()}


def common_page(actor: Actor, campaign: Campaign, *, on: date, told: str = "") -> pages.BoardPage:
    """[problems:common] Which types are common, by the numbers and by decision; what to look at."""
    pack = campaign.pack.opened()
    bounds = bounds_of(pack, on)
    rulings = {one.type: one for one in CommonRuling.objects.filter(campaign=campaign)}
    rows: dict[bool, list[tuple[BoardCell, ...]]] = {True: [], False: []}
    found = spreads(actor, campaign)
    for kind, spread in sorted(found.items(), key=lambda one: -one[1].n_villages):
        ruling = rulings.get(kind)
        is_common = ruling.is_common if ruling else spread.is_common(bounds)
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
        ).format(villages=bounds.villages, townships=bounds.townships, share=bounds.share * 100),
        boards=boards("common"),
        sections=(
            pages.BoardSection(_("共性问题"), heads, tuple(rows[True])),
            pages.BoardSection(_("个性问题"), heads, tuple(rows[False])),
        ),
        acts=(_ruling_form(pack, found),) if actor.may("problem.supervise") else (),
        told=told,
    )


def _row(
    pack: Pack, kind: str, spread: Spread, ruling: CommonRuling | None
) -> tuple[BoardCell, ...]:
    title = pack.problem_types[kind].title.in_(language()) if kind in pack.problem_types else ""
    by = (
        _("人工：{name}，{reason}").format(name=ruling.ruled_by_name, reason=ruling.reason)
        if (ruling)
        else _("按数据")
    )
    rules = [rule.id for rule in pack.rules.values() if rule.problem == kind]
    where = _("集中在少数村") if spread.is_local else f"{spread.concentration:.2f}"
    return (
        BoardCell(f"{kind} {title}".strip(), address(reverse("problems:list"), {}, type=kind)),
        *cells(
            spread.n_cases, spread.n_villages, spread.n_townships,
            f"{spread.low * 100:.0f} %", where,
            " ".join(filter(None, (ruling.owner, ruling.measure))) if ruling else "", by,
        ),
        BoardCell(
            " ".join(rules[:6]),
            address(reverse("comparison:hits"), {}, rule=rules[0]) if rules else "",
        ),
    )  # fmt: skip


def _ruling_form(pack: Pack, found: dict[str, Spread]) -> ActionForm:
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
        suggest.kinds_of(pack), encoder.load() if encoder.is_installed() else None
    )


def suggested(campaign: Campaign, text: str) -> Suggestions:
    """The three likeliest types of a description; a person decides."""
    (found,) = _suggester(campaign.pack.hash, campaign.pk).suggest([text])
    return found
