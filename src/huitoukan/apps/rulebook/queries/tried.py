"""Forms that ask for a try, the list of tries, and a try before beside after."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any, Final

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _

from huitoukan.apps.accounts.queries import names_of
from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.comparison.queries.reasons import why_cannot_tell
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.language import refusal_text, translated
from huitoukan.apps.core.pages import ActionForm, Chip, Choice, Field, Figure, Tab
from huitoukan.apps.core.scope import ScopedQuerySet
from huitoukan.apps.core.showing import address, language, page_of
from huitoukan.apps.jobs.pages import JobOutcome
from huitoukan.apps.places.queries import full_name, townships_in
from huitoukan.apps.rulebook import pages
from huitoukan.apps.rulebook.models import Side, TriedHit, TriedPlace, Try
from huitoukan.apps.rulebook.queries import installed_pack, tries_for, try_for
from huitoukan.domain.refusals import Refused
from huitoukan.rules.explain import alterations
from huitoukan.rules.load import with_rule
from huitoukan.rules.pack import Pack
from huitoukan.rules.shapes.comparing import Rule

MOST_ROWS: Final = 5_000
"""Objects of one side of a try that are kept; the counts know all."""
KEPT: Final = 20
"""Tries of a campaign that are kept; a new one takes the oldest away."""
FILE, PARAM, INSTALLED = "file", "param", "installed"
STYLES: Final = {Side.ONLY_BEFORE: "ok", Side.ONLY_AFTER: "bad", Side.BOTH: "none"}


def _errors(refused: Refused | None) -> tuple[str, ...]:
    """The refusal; of a rule that was rejected every finding of the check, one by one."""
    if refused is None:
        return ()
    findings = refused.details.get("findings", ())
    if not isinstance(findings, tuple) or not findings:
        return (refusal_text(refused),)
    return (refused.sentence(translated), *map(str, findings))


def file_form(refused: Refused | None = None, rule_id: str = "") -> ActionForm:
    """The form that tries a rule file."""
    return ActionForm(
        code=FILE,
        label=_("试运行规则文件"),
        href=reverse("rulebook:ask"),
        icon="upload",
        note=_(
            "先按 pack check 检查，有错逐条写明行号；通过后在后台跑原规则和改后的规则，不产生疑点。"
        ),
        fields=(Field("file", _("规则文件"), "file", True, accept=".yaml,.yml"),),
        hidden=(("how", FILE), ("rule", rule_id)),
        errors=_errors(refused),
        is_open=refused is not None,
    )


def forms(
    campaign: Campaign, pack: Pack, rule: Rule, refused: tuple[str, Refused] | None
) -> tuple[ActionForm, ...]:
    """The ways to try a change of a rule: a number, the installed release, a file."""
    which, why = refused or ("", None)
    found = []
    if rule.params:
        choices = tuple(
            Choice(name, f"{name} = {param.value} {param.unit}".strip())
            for name, param in rule.params.items()
        )
        found.append(
            ActionForm(
                code=PARAM,
                label=_("试改一个数值"),
                href=reverse("rulebook:ask"),
                icon="edit",
                note=_("只为看一看改了会怎样；正式采用要另发规则包。"),
                fields=(
                    Field("name", _("数值"), "select", True, choices=choices),
                    Field("value", _("改为"), "text", True, max_length=40),
                ),
                hidden=(("how", PARAM), ("rule", rule.id)),
                errors=_errors(why) if which == PARAM else (),
                is_open=which == PARAM,
            )
        )
    new = installed_pack(campaign.pack.pack)
    if new and alterations(pack, new, rule.id):
        found.append(
            ActionForm(
                code=INSTALLED,
                label=_("试运行已安装的 {release} 里的写法").format(
                    release=f"{new.id}@{new.release}"
                ),
                href=reverse("rulebook:ask"),
                icon="stack-2",
                hidden=(("how", INSTALLED), ("rule", rule.id)),
                errors=_errors(why) if which == INSTALLED else (),
                is_open=which == INSTALLED,
            )
        )
    found.append(file_form(why if which == FILE else None, rule.id))
    return tuple(found)


def tries_page(actor: Actor, campaign: Campaign) -> pages.TriesPage:
    """[rulebook:tries] The tries that are kept."""
    found = list(tries_for(actor, campaign))
    names = names_of({one.asked_by for one in found})
    rules = campaign.pack.opened().rules
    rows = tuple(
        pages.TryRow(
            code=one.code,
            href=reverse("rulebook:tried", args=[one.code]),
            rule=one.rule,
            title=rules[one.rule].title.in_(language()) if one.rule in rules else _("新规则"),
            how=one.how,
            asked_by=names.get(one.asked_by, one.asked_by),
            asked_at=one.asked_at,
            state=Chip("ok", _("已算完")) if one.ended_at else Chip("doing", _("没有结果")),
            n_before=one.n_before,
            n_after=one.n_after,
            n_both=one.n_both,
        )
        for one in found
    )
    return pages.TriesPage(rows, KEPT)


def rows_for(actor: Actor, attempt: Try) -> ScopedQuerySet[TriedHit]:
    """The objects of a try in the actor's areas."""
    found = TriedHit.objects.visible_to(actor, "rule.try").filter(attempt=attempt)
    return found.select_related("area__parent")


def tried_page(
    actor: Actor, campaign: Campaign, code: str, params: Mapping[str, str]
) -> pages.TriedPage:
    """[rulebook:tried] A try: counts of both versions, townships, and the objects of each side."""
    one = try_for(actor, campaign, code)
    path = reverse("rulebook:tried", args=[code])
    pack = campaign.pack.opened()
    changed = with_rule(pack, one.rule, one.content)
    rows = rows_for(actor, one)
    counted = dict(rows.order_by().values("side").annotate(n=Count("pk")).values_list("side", "n"))
    tab = params.get("tab", "") if params.get("tab", "") in Side.values else ""
    shown, pager = page_of(rows.filter(side=tab) if tab else rows, path, params)
    places = _places(actor, campaign, one)
    figures = [(Side.ONLY_BEFORE, one.n_before), (Side.ONLY_AFTER, one.n_after),
               (Side.BOTH, one.n_both)]  # fmt: skip
    from huitoukan.apps.rulebook.queries.book import altered_keys  # noqa: PLC0415 - book uses us

    return pages.TriedPage(
        code=one.code,
        rule=one.rule,
        title=changed.rules[one.rule].title.in_(language()),
        how=one.how,
        asked_by=names_of({one.asked_by}).get(one.asked_by, one.asked_by),
        asked_at=one.asked_at,
        is_over=one.ended_at is not None,
        job_href=reverse("jobs:detail", args=[one.job_code]) if one.job_code else "",
        snapshot=one.snapshot.code if one.snapshot else "",
        on=one.on,
        figures=tuple(
            Figure(side_words()[side], n, _("个"), is_hot=side == Side.ONLY_AFTER and n > 0,
                   href=address(path, {}, tab=side))
            for side, n in figures
        ),
        counts=tuple(
            _counts(label, told, changed)
            for label, told in ((_("原规则"), one.before), (_("改后"), one.after))
        ),
        altered=altered_keys(pack, changed, one.rule),
        places=places,
        tabs=(
            Tab(_("全部"), path, sum(counted.values()), not tab),
            *(Tab(side_words()[side], address(path, {}, tab=side), counted.get(side, 0),
                  tab == side) for side in Side),
        ),
        rows=tuple(hit_row(row) for row in shown),
        pager=pager,
        content=one.content,
        is_cut=any(n > MOST_ROWS for _side, n in figures),
        most=MOST_ROWS,
        export_href=reverse("rulebook:tried_export", args=[code]) if one.ended_at else "",
    )  # fmt: skip


def side_words() -> dict[str, str]:
    """The sides in the language of the interface."""
    return {
        Side.ONLY_BEFORE: _("只有原规则报出"),
        Side.ONLY_AFTER: _("只有改后报出"),
        Side.BOTH: _("两者都报出"),
    }


def hit_row(row: TriedHit) -> pages.TriedHitRow:
    """One object of a try."""
    return pages.TriedHitRow(
        household_no=row.household_no,
        name=row.name,
        place=full_name(row.area),
        sentence=row.sentence,
        side=Chip(STYLES[Side(row.side)], side_words()[row.side]),  # type: ignore[arg-type]
    )


def _places(actor: Actor, campaign: Campaign, one: Try) -> tuple[pages.TriedPlaceRow, ...]:
    towns = {town.depth_path: town.name for town in townships_in(campaign.area)}
    sums: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    seen = TriedPlace.objects.visible_to(actor, "rule.try").filter(attempt=one)
    for place in seen.select_related("area"):
        path = place.area.depth_path
        name = next((name for start, name in towns.items() if path.startswith(start)), "")
        for at, n in enumerate((place.n_before, place.n_after, place.n_both)):
            sums[name][at] += n
    return tuple(
        pages.TriedPlaceRow(name or _("全县（没有村）"), *numbers)
        for name, numbers in sorted(sums.items())
    )


def _counts(label: str, told: Mapping[str, Any], pack: Pack) -> pages.CountRow:
    n_objects, n_hits = int(told.get("objects", 0)), int(told.get("hits", 0))
    n_cannot_tell, why = int(told.get("cannot_tell", 0)), str(told.get("why") or "")
    words = why_cannot_tell(why, pack) if why else ""
    if not told:
        words = _("没有这条规则，或比对日不在施行期内")
    clean = n_objects - n_hits - n_cannot_tell
    return pages.CountRow(label, n_objects, n_hits, clean, n_cannot_tell, words)


def try_outcome(result: dict[str, Any]) -> JobOutcome:
    """What a finished try says on the page of its job."""
    from huitoukan.apps.core.pages import KeyValue  # noqa: PLC0415 - only here

    words = side_words()
    return JobOutcome(
        facts=tuple(KeyValue(words[side], str(result[side])) for side in Side.values),
        next_label=_("看改前改后"),
        next_href=reverse("rulebook:tried", args=[result["code"]]),
    )
