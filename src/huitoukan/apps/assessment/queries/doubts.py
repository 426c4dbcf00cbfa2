"""Fills the list of doubts about listing, with the decision and the adjustment that answer each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _

from huitoukan.apps.assessment import pages, queries
from huitoukan.apps.assessment.models import (
    AsOf,
    DoubtState,
    HouseholdVerdict,
    ListingDoubt,
    Verdict,
)
from huitoukan.apps.assessment.queries.words import STYLES as VERDICT_STYLES
from huitoukan.apps.assessment.queries.words import as_of_word, marks_of, verdict_word
from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.language import listed, refusal_text
from huitoukan.apps.core.pages import ActionForm, Chip, ChipStyle, Field, Filters, Tab
from huitoukan.apps.core.showing import address, filters_of, language, page_of, select
from huitoukan.apps.places.queries import full_name
from huitoukan.assess.past import kinds_as_of
from huitoukan.domain.refusals import Refused
from huitoukan.rules.pack import Pack

STYLES: Final[dict[str, ChipStyle]] = {
    DoubtState.NEW: "wait",
    DoubtState.CONFIRMED: "bad",
    DoubtState.DISMISSED: "none",
}


def _state_word(state: str) -> str:
    return {
        DoubtState.NEW: _("待核定"),
        DoubtState.CONFIRMED: _("属实"),
        DoubtState.DISMISSED: _("不属实"),
    }[DoubtState(state)]


def doubts_page(
    actor: Actor, campaign: Campaign, params: Mapping[str, str], *, refused: Refused | None = None
) -> pages.DoubtsPage:
    """[assessment:doubts] The doubts that the actor sees; `refused` is what came back."""
    path = reverse("assessment:doubts")
    every = queries.doubts_for(actor, campaign)
    kind = params.get("kind", "")
    if kind:
        every = every.filter(kind=kind)
    kept = {"kind": kind}
    asked = params.get("tab", "")
    tab = asked if asked in DoubtState.values else str(DoubtState.NEW)
    found, pager = page_of(every.filter(state=tab), path, params)
    may = queries.doubts_for(actor, campaign, "assessment.judge")
    marks = _marks(actor, found)
    judged = set(may.filter(pk__in=[one.pk for one in found]).values_list("pk", flat=True))
    return pages.DoubtsPage(
        tabs=tuple(
            Tab(
                _state_word(state), address(path, kept, tab=state),
                every.filter(state=state).count(), state == tab,
            )
            for state in DoubtState.values
        ),
        rows=tuple(_row(actor, one, marks, may_judge=one.pk in judged) for one in found),
        pager=pager,
        filters=_filters(campaign, path, params),
        days=tuple(_day_row(actor, campaign, as_of) for as_of in AsOf.values),
        error=refusal_text(refused) if refused else "",
    )  # fmt: skip


def _filters(campaign: Campaign, path: str, params: Mapping[str, str]) -> Filters:
    kinds = campaign.pack.opened().findings.values()
    choices = [(one.id, one.title.in_(language())) for one in kinds]
    return filters_of(path, params, (select("kind", _("类别"), choices, params),), kept=("tab",))


def _marks(actor: Actor, found: Sequence[ListingDoubt]) -> dict[tuple[int, str], str]:
    """What the runs said of these households, indicator by indicator."""
    rows = HouseholdVerdict.objects.visible_to(actor, "assessment.see").filter(
        run__in={one.run_id for one in found}, household_no__in=[one.household_no for one in found]
    )
    return {(run, number): text for run, number, text in rows.values_list(
        "run_id", "household_no", "marks"
    )}  # fmt: skip


def _day_row(actor: Actor, campaign: Campaign, as_of: str) -> pages.DayRow:
    """How far the newest run as of this day could tell; without one nothing is said."""
    pack = campaign.pack.opened()
    titles = [one.title.in_(language()) for one in kinds_as_of(pack, as_of)]
    run = queries.newest_run(campaign, as_of=as_of)
    if run is None:
        return pages.DayRow(listed(titles), as_of_word(as_of))
    seen = queries.verdicts_for(actor, run)
    n, n_told = seen.count(), seen.exclude(verdict=Verdict.CANNOT_TELL).count()
    return pages.DayRow(
        kinds=listed(titles),
        as_of=as_of_word(as_of),
        code=run.code,
        href=reverse("assessment:run", args=[run.code]),
        n=n,
        n_told=n_told,
    )


def _row(
    actor: Actor, one: ListingDoubt, marks: Mapping[tuple[int, str], str], *, may_judge: bool
) -> pages.DoubtRow:
    said_of = marks.get((one.run_id, one.household_no), "")
    pack = one.run.pack.opened()
    kind = pack.findings.get(one.kind)
    said = f"{one.decided_name}{_('：')}{one.reason}" if one.decided_name else ""
    is_new = one.state == DoubtState.NEW
    return pages.DoubtRow(
        code=one.code,
        title=kind.title.in_(language()) if kind else one.kind,
        household_no=one.household_no,
        place=full_name(one.area),
        told=_("名册上{status}，{day} 核查{verdict}").format(
            status=_status_word(one.status), day=one.day.isoformat(),
            verdict=verdict_word(one.verdict),
        ),
        marks=tuple(
            each
            for each in marks_of(said_of, pack)
            if each.chip.style == VERDICT_STYLES[one.verdict]
        ),
        look=tuple(text.in_(language()) for text in kind.look) if kind else (),
        basis=kind.basis if kind else "",
        chip=Chip(STYLES[one.state], _state_word(one.state)),
        in_hand=_adjustment_title(pack, one.in_hand),
        said=said,
        href=reverse("assessment:household", args=[one.run.code, one.household_no]),
        problem_href=reverse("problems:detail", args=[one.problem_code])
        if one.problem_code
        else "",
        problem_code=one.problem_code,
        adjust_href=_adjust_href(actor, one, pack),
        forms=_forms(one) if is_new and may_judge else (),
    )  # fmt: skip


def _status_word(status: str) -> str:
    words = {"poor": _("未脱贫"), "lifted": _("已脱贫"), "unregistered": _("不在册")}
    return words.get(status, _("没有写明"))


def _adjustment_title(pack: Pack, kind: str) -> str:
    found = pack.adjustments.get(kind)
    return found.title.in_(language()) if found else ""


def _adjust_href(actor: Actor, one: ListingDoubt, pack: Pack) -> str:
    """Where the adjustment that answers a confirmed doubt is proposed."""
    if not one.problem_code or one.in_hand or not actor.may("adjustment.propose"):
        return ""
    finding = pack.findings.get(one.kind)
    kinds = [
        name
        for name, kind in pack.adjustments.items()
        if finding is not None and finding.problem in kind.answers
    ]
    chosen = one.kind if one.kind in kinds else next(iter(kinds), "")
    query = {"kind": chosen, "household": one.household_no, "problem": one.problem_code}
    return address(reverse("adjustments:new"), query)


def _forms(one: ListingDoubt) -> tuple[ActionForm, ...]:
    field = Field("reason", _("理由"), "area", is_required=True, max_length=500)
    return (
        ActionForm(
            "confirmed", _("属实，登记为问题"),
            reverse("assessment:decide", args=[one.code]), style="plain", fields=(field,),
            hidden=(("state", "confirmed"),),
        ),
        ActionForm(
            "dismissed", _("不属实"), reverse("assessment:decide", args=[one.code]),
            style="plain", fields=(field,), hidden=(("state", "dismissed"),),
        ),
    )  # fmt: skip
