"""Fills [links:list] and [links:detail], and what a search says on the page of its job."""

from __future__ import annotations

from collections.abc import Mapping
from math import floor
from pathlib import Path
from typing import Any, Final, cast

from django.conf import settings
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.language import refusal_text
from huitoukan.apps.core.pages import (
    ActionForm,
    Chip,
    ChipStyle,
    Field,
    Figure,
    FilterField,
    Filters,
    KeyValue,
    Tab,
    TimelineItem,
)
from huitoukan.apps.core.scope import ScopedQuerySet
from huitoukan.apps.core.showing import (
    address,
    column_label,
    filters_of,
    language,
    page_of,
    select,
    shown_value,
)
from huitoukan.apps.jobs.pages import JobOutcome
from huitoukan.apps.jobs.queries import jobs_for
from huitoukan.apps.links import pages, queries
from huitoukan.apps.links.models import LinkSuggestion
from huitoukan.apps.links.queries.reasons import reason_words
from huitoukan.apps.places.queries import areas_with, full_name
from huitoukan.apps.registry.models import Member
from huitoukan.apps.sources.queries import newest_deliveries
from huitoukan.domain.identity import mask_id
from huitoukan.domain.links import ACT_WORDS, FROM, STATE_WORDS, Act, State, Words
from huitoukan.domain.refusals import Refused
from huitoukan.engine import api as engine
from huitoukan.rules.pack import Pack
from huitoukan.rules.shapes.tables import DataSet

SAID: Final = ("name", "id_no", "village", "village_code", "birth_date")
"""Columns of a row that stand beside the registered person's."""


def _in_language(words: Words) -> str:
    return words.en if language().startswith("en") else words.zh


def state_chip(state: State) -> Chip:
    """A state as a chip."""
    return Chip(cast("ChipStyle", STATE_WORDS[state].style), _in_language(STATE_WORDS[state]))


def score_words(score: float) -> str:
    """How likely the two are one person, in words and per cent; never certain."""
    percent = f"{floor(score * 10_000) / 100:.2f}"  # rounded down: never 100
    if score >= 0.999:
        return _("很可能是同一人（{percent}%）").format(percent=percent)
    return _("可能是同一人（{percent}%）").format(percent=percent)


def _title(pack: Pack, dataset: str) -> str:
    found = pack.sources.get(dataset)
    return found.title.in_(language()) if found else dataset


def list_page(actor: Actor, campaign: Campaign, params: Mapping[str, str]) -> pages.ListPage:
    """[links:list] Suggestions, the least sure first."""
    path = reverse("links:list")
    pack = campaign.pack.opened()
    everything = _filtered(queries.suggestions_for(actor, campaign), params)
    counts = everything.order_by().values("state").annotate(n=Count("pk"))
    states = dict(counts.values_list("state", "n"))
    asked = params.get("tab", "")
    tab = asked if asked in {state.value for state in State} else State.OPEN.value
    rows, pager = page_of(everything.filter(state=tab), path, params)
    running = jobs_for(actor).filter(kind="links.suggest", state__in=["queued", "running"]).first()
    deliveries = newest_deliveries(campaign)
    datasets = sorted({one.dataset for one in deliveries if one.n_unkeyed})
    return pages.ListPage(
        tabs=tuple(
            Tab(
                _in_language(STATE_WORDS[state]),
                address(path, params, tab=state.value),
                states.get(state.value, 0),
                tab == state,
            )
            for state in State
        ),
        filters=_filters(actor, campaign, params, datasets),
        figures=(
            Figure(
                _("没有可用证件号码的行"),
                sum(delivery.n_unkeyed for delivery in deliveries),
                _("行"),
                _("最新的部门数据"),
            ),
            Figure(_("待决定"), states.get(State.OPEN.value, 0), _("条")),
            Figure(_("已关联"), states.get(State.LINKED.value, 0), _("条"), _("下次比对时使用")),
        ),
        rows=tuple(_row(one, pack) for one in rows),
        pager=pager,
        search=_search_form() if actor.may("link.decide") else None,
        running_job_code=running.code if running else "",
    )


def _search_form() -> ActionForm:
    href = reverse("links:search")
    return ActionForm(code="search", label=_("查找关联建议"), href=href, icon="search")


def _filtered(
    rows: ScopedQuerySet[LinkSuggestion], params: Mapping[str, str]
) -> ScopedQuerySet[LinkSuggestion]:
    if place := params.get("place"):
        rows = rows.filter(Q(area__code=place) | Q(area__parent__code=place))
    if dataset := params.get("dataset"):
        rows = rows.filter(dataset=dataset)
    for word in params.get("q", "").split():
        rows = rows.filter(
            Q(row_name__contains=word) | Q(member_name__contains=word) | Q(code=word.upper())
        )
    return rows


def _filters(
    actor: Actor, campaign: Campaign, params: Mapping[str, str], datasets: list[str]
) -> Filters:
    pack = campaign.pack.opened()
    places = [(a.code, full_name(a)) for a in areas_with(actor, "link.see", campaign.area)]
    fields = (
        select("dataset", _("部门数据"), [(d, _title(pack, d)) for d in datasets], params),
        select("place", _("乡镇村"), places, params),
        FilterField("q", _("姓名"), "text", value=params.get("q", "")),
    )
    return filters_of(reverse("links:list"), params, fields, kept=("tab",))


def _row(one: LinkSuggestion, pack: Pack) -> pages.Row:
    return pages.Row(
        code=one.code,
        dataset=_title(pack, one.dataset),
        row_name=one.row_name,
        member_name=one.member_name,
        place=full_name(one.area),
        reason=reason_words(one.reason),
        score=score_words(one.score),
        state=state_chip(State(one.state)),
        is_present=one.is_present,
    )


# --- one of them ---


def link_page(
    actor: Actor, code: str, *, back: tuple[Act, Refused, str] | None = None
) -> pages.LinkPage:
    """[links:detail] `back` is a decision that was just refused, with the reason typed."""
    one = queries.suggestion_for(actor, code)
    pack = one.campaign.pack.opened()
    dataset = pack.sources[one.dataset]
    values = _row_values(one)
    before, after = _neighbours(actor, one)
    return pages.LinkPage(
        code=one.code,
        dataset=_title(pack, one.dataset),
        row_name=one.row_name,
        member_name=one.member_name,
        state=state_chip(State(one.state)),
        score=score_words(one.score),
        reason=reason_words(one.reason),
        facts=(
            KeyValue(_("部门数据"), _title(pack, one.dataset)),
            KeyValue(_("报送批次"), f"{one.delivery.code} · {_('第 {n} 行').format(n=one.row_no)}"),
            KeyValue(_("可能性"), score_words(one.score)),
            KeyValue(_("依据"), reason_words(one.reason)),
        ),
        compared=_compared(one, values),
        more=_more(dataset, values, pack),
        actions=_forms(actor, one, back),
        timeline=tuple(
            TimelineItem(
                title=_in_language(ACT_WORDS[Act(decision.act)]),
                state="back" if decision.act == Act.UNLINK else "done",
                at=decision.at,
                who=decision.name,
                text=decision.reason,
            )
            for decision in one.decisions.all()
        ),
        household_no=one.household_no if actor.may("household.see") else "",
        is_present=one.is_present,
        previous_href=reverse("links:detail", args=[before]) if before else "",
        next_href=reverse("links:detail", args=[after]) if after else "",
    )


def _row_values(one: LinkSuggestion) -> dict[str, Any]:
    path = Path(settings.DATA_DIR) / one.delivery.table_path
    rows = engine.rows_at(path, [one.row_no]) if path.is_file() else []
    return rows[0] if rows else {}


def _compared(one: LinkSuggestion, values: Mapping[str, Any]) -> tuple[pages.Compared, ...]:
    every = Member.objects.for_system("the suggestion was loaded in scope")
    member = every.filter(person_no=one.person_no).select_related("household__area").first()
    facts = member.facts if member else {}
    birth = queries.birth_of(facts)
    village = queries.Villages(one.campaign).name_of(values)
    pairs = (
        (_("姓名"), member.name if member else one.member_name, str(values.get("name") or "")),
        (
            _("证件号码"), mask_id(member.id_no or "") if member else "",
            mask_id(str(values.get("id_no") or "")),
        ),
        (_("村"), one.area.name, village),
        (_("出生日期"), birth.isoformat() if birth else "", str(values.get("birth_date") or "")),
    )  # fmt: skip
    return tuple(
        pages.Compared(label, ours, theirs, bool(ours and theirs and ours != theirs))
        for label, ours, theirs in pairs
    )


def _more(dataset: DataSet, values: Mapping[str, Any], pack: Pack) -> tuple[KeyValue, ...]:
    """What else the row says, sensitive columns left out."""
    found = []
    for column in dataset.columns:
        if column.name in SAID or column.sensitive:
            continue
        if text := shown_value(column, values.get(column.name), pack.codes):
            found.append(KeyValue(column_label(column, column.name), text))
    return tuple(found)


def _forms(
    actor: Actor, one: LinkSuggestion, back: tuple[Act, Refused, str] | None
) -> tuple[ActionForm, ...]:
    may = actor.is_system or any(
        "link.decide" in grant.verbs and one.area.depth_path.startswith(grant.path)
        for grant in actor.grants
    )
    if not may:
        return ()
    notes = {
        Act.LINK: _("下次比对时，这一行按名册上的这个人比对；可以撤销。"),
        Act.NOT_SAME: _("以后同样的行不再建议关联到这个人。"),
        Act.UNLINK: _("撤销后，下次比对不再使用；已有的疑点和结论不变。"),
    }
    found = []
    for act in Act:
        if State(one.state) not in FROM[act]:
            continue
        is_back = back is not None and back[0] is act
        is_plain = act is Act.LINK and one.state == State.OPEN
        value = back[2] if back is not None and is_back else ""
        found.append(
            ActionForm(
                code=act.value,
                label=_in_language(ACT_WORDS[act]),
                href=reverse("links:decide", args=[one.code, act.value]),
                style=cast("Any", ACT_WORDS[act].style),
                icon={"link": "check", "not_same": "x", "unlink": "arrow-back-up"}[act.value],
                note=notes[act],
                fields=(
                    Field("reason", _("理由"), "area", not is_plain, value=value, max_length=300),
                ),
                errors=(refusal_text(back[1]),) if back is not None and is_back else (),
                is_open=is_back,
            )
        )
    return tuple(found)


def _neighbours(actor: Actor, one: LinkSuggestion) -> tuple[str, str]:
    """The suggestions before and after this one among those in its state, the least sure first."""
    same = queries.suggestions_for(actor, one.campaign).filter(state=one.state)
    codes = list(same.values_list("code", flat=True)[:2000])
    at = codes.index(one.code) if one.code in codes else -1
    if at < 0:
        return "", ""
    before = codes[at - 1] if at else ""
    return before, codes[at + 1] if at + 1 < len(codes) else ""


def search_outcome(result: dict[str, Any]) -> JobOutcome:
    """How many rows were looked for, and what is new."""
    rows = (
        (_("查找的行"), result["rows"]),
        (_("有建议"), result["suggested"]),
        (_("新建议"), result["new"]),
        (_("不再出现的行"), result["gone"]),
    )
    return JobOutcome(
        facts=tuple(KeyValue(label, str(value)) for label, value in rows),
        next_label=_("看关联建议"),
        next_href=reverse("links:list"),
    )
