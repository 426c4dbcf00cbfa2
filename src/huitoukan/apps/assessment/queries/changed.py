"""Fills the page that says why the answers of one household differ between two runs."""

from __future__ import annotations

from collections.abc import Mapping

from django.urls import reverse
from django.utils.translation import gettext as _

from huitoukan.apps.assessment import pages, queries
from huitoukan.apps.assessment.models import Assessment
from huitoukan.apps.assessment.queries.runs import run_row
from huitoukan.apps.assessment.queries.stating import head_of
from huitoukan.apps.assessment.queries.words import verdict_chip
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.pages import Chip, Crumb
from huitoukan.apps.core.reasons import reason_text
from huitoukan.apps.core.showing import address, language
from huitoukan.assess.changes import FACT, RULE, THRESHOLD, Because, IndicatorChange, between
from huitoukan.rules.pack import Pack


def changed_page(
    actor: Actor, code: str, household_no: str, params: Mapping[str, str]
) -> pages.ChangedPage:
    """[assessment:changed] Both worksheets made again, and what differs between them.

    `against` names the earlier run; without it the newest one before is meant. Where there is none
    with this household there is nothing to compare. Raises Refused NOT_FOUND, and what making a
    worksheet raises.
    """
    after, row = queries.household_in(actor, code, household_no)
    earlier = _earlier(after, params.get("against", ""))
    then = (
        queries.verdicts_for(actor, earlier).filter(household_no=household_no).first()
        if (earlier is not None)
        else None
    )
    found = None
    if earlier is not None and then is not None:
        found = between(
            queries.worksheet_of(earlier, household_no, then.day),
            queries.worksheet_of(after, household_no, row.day),
        )
    pack = after.pack.opened()
    names = {
        one["person_no"]: one.get("name") or one["person_no"]
        for one in queries.facts_read(after, household_no)["members"]
    }
    listed = reverse("assessment:changes", args=[after.code])
    return pages.ChangedPage(
        before=run_row(earlier) if earlier is not None and found is not None else None,
        after=run_row(after),
        household_no=household_no,
        head_name=head_of(actor, household_no),
        crumbs=(
            Crumb(_("达标核查"), reverse("assessment:runs")),
            Crumb(_("结论的变化"), address(listed, {}, against=earlier.code if earlier else "")),
        ),
        verdicts=(verdict_chip(found.before), verdict_chip(found.after)) if found else (),
        indicators=tuple(_indicator(one, pack, names) for one in found.indicators) if found else (),
    )


def _earlier(after: Assessment, code: str) -> Assessment | None:
    runs = queries.runs_of(after.campaign).filter(standard=after.standard, as_of=after.as_of)
    others = runs.exclude(pk=after.pk)
    return (others.filter(code=code) if code else others.filter(pk__lt=after.pk)).first()


def _indicator(
    one: IndicatorChange, pack: Pack, names: Mapping[str, str]
) -> pages.ChangedIndicator:
    return pages.ChangedIndicator(
        id=one.id,
        title=one.title.in_(language()),
        before=_chip(one.before),
        after=_chip(one.after),
        because=tuple(_reason(each, pack, names) for each in one.because),
    )


def _chip(verdict: str) -> Chip | None:
    return verdict_chip(verdict) if verdict else None


def _reason(one: Because, pack: Pack, names: Mapping[str, str]) -> pages.Reason:
    what = {RULE: _("规则改了"), THRESHOLD: _("界值变了"), FACT: _("事实变了")}[one.what]
    who = _("{name}的").format(name=names.get(one.person_no, one.person_no))
    return pages.Reason(
        what=what,
        title=f"{who if one.person_no else ''}{reason_text(one.title, pack)}",
        before=reason_text(one.before, pack),
        after=reason_text(one.after, pack),
    )
