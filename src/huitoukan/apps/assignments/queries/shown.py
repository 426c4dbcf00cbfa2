"""Fills [assignments:list] and [assignments:new]: what was sent, and what can be sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from django.db.models import Count, F, Min, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from huitoukan.apps.assignments import pages, queries
from huitoukan.apps.assignments.models import AssignedHit, Assignment
from huitoukan.apps.assignments.queries.splitting import Share as SplitShare
from huitoukan.apps.assignments.queries.splitting import Wanted, deadline_name, manned, split
from huitoukan.apps.assignments.queries.words import addressee_word, state_chip
from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.campaigns.queries import deadline
from huitoukan.apps.comparison.models import HitState
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.pages import (
    ActionForm,
    Choice,
    Field,
    Figure,
    FilterField,
    Filters,
    RowOutcome,
    Share,
    Tab,
)
from huitoukan.apps.core.scope import ScopedQuerySet
from huitoukan.apps.core.showing import (
    address,
    due_of,
    filters_of,
    language,
    page_of,
    select,
    severity_card,
)
from huitoukan.apps.places.queries import areas_with, departments_of, full_name
from huitoukan.domain.assignments import Addressee, State
from huitoukan.rules.pack import Pack

TABS: Final = (
    ("receive", gettext_noop("待签收")),
    ("verifying", gettext_noop("核实中")),
    ("answered", gettext_noop("待县级核定")),
    ("over", gettext_noop("已办结")),
    ("overdue", gettext_noop("逾期")),
)
_OPEN: Final = Q(
    lines__state__in=[s.value for s in (State.SENT, State.VERIFYING, State.RETURNED)],
    lines__hit__state=HitState.NEW,
)
_ANSWERED: Final = Q(lines__state=State.ANSWERED.value, lines__hit__state=HitState.NEW)


def department_names(campaign: Campaign) -> dict[str, str]:
    """The county's departments by code, in words."""
    english = language().startswith("en")
    return {
        code: (english and one.name_en) or one.name
        for code, one in departments_of(campaign.area).items()
    }


def counted(rows: ScopedQuerySet[Assignment], on: date) -> ScopedQuerySet[Assignment]:
    """The assignments with counts of doubts: all, unanswered, answered, overdue; the next due."""
    return rows.annotate(
        n_lines=Count("lines", filter=~Q(lines__state=State.WITHDRAWN.value)),
        n_open=Count("lines", filter=_OPEN),
        n_answered=Count("lines", filter=_ANSWERED),
        n_overdue=Count("lines", filter=_OPEN & Q(lines__due_on__lt=on)),
        next_due=Min("lines__due_on", filter=_OPEN),
    )


def _sets(on: date) -> dict[str, Q]:
    return {
        "receive": Q(received_at__isnull=True, n_open__gt=0),
        "verifying": Q(received_at__isnull=False, n_open__gt=0),
        "answered": Q(n_answered__gt=0),
        "over": Q(n_open=0, n_answered=0),
        "overdue": Q(n_overdue__gt=0, next_due__lt=on),
    }


def list_page(
    actor: Actor,
    campaign: Campaign,
    params: Mapping[str, str],
    *,
    on: date,
    outcomes: Sequence[RowOutcome] = (),
) -> pages.ListPage:
    """[assignments:list] Assignments that this person may see, with progress and what is late."""
    path = reverse("assignments:list")
    everything = counted(_filtered(queries.assignments_for(actor, campaign), params), on)
    sets = _sets(on)
    tab = params.get("tab", "")
    rows = everything.filter(sets[tab]) if tab in sets else everything
    rows = rows.order_by(F("next_due") if tab == "overdue" else F("id").desc(), "-id")
    shown, pager = page_of(rows, path, params)
    names, pack = department_names(campaign), campaign.pack.opened()
    may_remind = bool(actor.may("assignment.send"))
    return pages.ListPage(
        tabs=(
            Tab(_("全部"), address(path, params, tab=""), everything.count(), tab not in sets),
            *(
                Tab(
                    _(label),
                    address(path, params, tab=name),
                    everything.filter(sets[name]).count(),
                    name == tab,
                    name == "overdue",
                )
                for name, label in TABS
            ),
        ),
        filters=_filters(actor, campaign, params, path),
        figures=_figures(actor, campaign, on),
        rows=tuple(_row(one, names, pack, on, may_remind=may_remind) for one in shown),
        pager=pager,
        bulk=_remind_form() if may_remind else None,
        outcomes=tuple(outcomes),
        may_send=may_remind,
    )  # fmt: skip


def _figures(actor: Actor, campaign: Campaign, on: date) -> tuple[Figure, ...]:
    lines = queries.lines_for(actor, campaign).exclude(state=State.WITHDRAWN.value)
    n_all = lines.count()
    n_open = lines.filter(queries.UNANSWERED).count()
    n_answered = lines.filter(queries.ANSWERED).count()
    n_overdue = lines.filter(queries.overdue(on)).count()
    n_red = lines.filter(
        queries.UNANSWERED,
        due_on__lte=queries.Clock.of(campaign.pack.opened()).red_before(on),
    ).count()
    path = reverse("assignments:list")
    red = _("其中红牌 {n} 个").format(n=n_red) if n_red else ""
    return (
        Figure(
            _("下发疑点"), n_all, _("个"),
            _("发现当日下发 {n} 个").format(n=lines.filter(is_same_day=True).count()),
        ),
        Figure(_("核实中"), n_open, _("个"), _("含待签收和退回重核"),
               href=address(path, {}, tab="verifying")),
        Figure(_("待县级核定"), n_answered, _("个"), _("已反馈，等县级采纳或退回"),
               href=address(path, {}, tab="answered")),
        Figure(_("逾期未反馈"), n_overdue, _("个"), red, is_hot=n_overdue > 0,
               href=address(path, {}, tab="overdue")),
    )  # fmt: skip


def _filtered(
    rows: ScopedQuerySet[Assignment], params: Mapping[str, str]
) -> ScopedQuerySet[Assignment]:
    if params.get("to") in {to.value for to in Addressee}:
        rows = rows.filter(to=params["to"])
    if department := params.get("department"):
        rows = rows.filter(department=department)
    if place := params.get("place"):
        rows = rows.filter(Q(area__code=place) | Q(area__parent__code=place))
    for word in params.get("q", "").split():
        inside = AssignedHit.objects.for_system("the assignments are in scope").filter(
            hit__code=word.upper()
        )
        rows = rows.filter(
            Q(code__contains=word.upper()) | Q(pk__in=inside.values("assignment_id"))
        )
    return rows


def _place_choices(actor: Actor, campaign: Campaign, verb: str) -> list[tuple[str, str]]:
    return [(one.code, full_name(one)) for one in areas_with(actor, verb, campaign.area)]


def _filters(actor: Actor, campaign: Campaign, params: Mapping[str, str], path: str) -> Filters:
    fields = (
        select("to", _("交办对象"), [(to.value, addressee_word(to)) for to in Addressee], params),
        select("place", _("乡镇村"), _place_choices(actor, campaign, "assignment.see"), params),
        select("department", _("部门"), [*department_names(campaign).items()], params),
        FilterField(
            "q", _("编号"), "text", value=params.get("q", ""), placeholder=_("交办单号或疑点编号")
        ),
    )
    return filters_of(path, params, fields, kept=("tab",))


def _row(
    one: Assignment, names: dict[str, str], pack: Pack, on: date, *, may_remind: bool
) -> pages.Row:
    counts = vars(one)
    n_open, n_lines = counts["n_open"], counts["n_lines"]
    due = counts["next_due"]
    return pages.Row(
        code=one.code,
        to=addressee_word(one.to),
        addressee=queries.addressee_name(one, names),
        sent_at=one.sent_at,
        state=state_chip(standing(one, n_open, counts["n_answered"])),
        share=Share(n_lines - n_open, n_lines),
        n_waiting=counts["n_answered"],
        due=due_of(due, on),
        alarm=queries.Clock.of(pack).alarm(due, on) if due else "",
        n_overdue=counts["n_overdue"],
        n_reminders=one.n_reminders,
        is_urgent=one.is_urgent,
        may_remind=may_remind and n_open > 0,
    )


def standing(one: Assignment, n_open: int, n_answered: int) -> State:
    """Where an assignment stands as a whole, told from its doubts."""
    if n_open:
        return State.VERIFYING if one.received_at else State.SENT
    return State.ANSWERED if n_answered else State.SETTLED


def _remind_form() -> ActionForm:
    return ActionForm(
        code="remind",
        label=_("催办"),
        href=reverse("assignments:remind_many"),
        icon="clock",
        note=_("写入对方的“我的待办”，每天最多催一次。"),
        fields=(Field("note", _("催办的话"), "text", max_length=200),),
    )


# --- sending ---


def wanted_of(params: Mapping[str, str]) -> Wanted:
    """What a query asks for; an unknown addressee counts as the pack's proposal."""
    names = ("rule", "severity", "place", "department")
    to = params.get("to", "")
    known = to if to in {one.value for one in Addressee} else ""
    return Wanted(**{name: params.get(name, "") for name in names}, to=known)


def send_page(
    actor: Actor,
    campaign: Campaign,
    params: Mapping[str, str],
    *,
    on: date,
    errors: tuple[str, ...] = (),
    typed: Mapping[str, str] | None = None,
) -> pages.SendPage:
    """[assignments:new] What is waiting, shared out among addressees, before anything is sent."""
    path = reverse("assignments:new")
    wanted = wanted_of(params)
    found = split(actor, campaign, wanted)
    names, pack = department_names(campaign), campaign.pack.opened()
    held = manned(found.shares, on)
    rows = tuple(
        _share_row(share, campaign, names, pack, on, is_manned=share.key in held)
        for share in found.shares
    )
    chosen = {hit for share in found.shares for hit in share.hits}
    n_sent = sum(share.n for share in found.shares)
    return pages.SendPage(
        filters=_send_filters(actor, campaign, params, path),
        rows=rows,
        form=_send_form(wanted, errors, typed or {}, is_empty=not rows),
        n=len(chosen),
        n_unplaced=found.n_unplaced,
        n_overlapping=n_sent - len(chosen),
        kept=_kept_words(pack),
    )


def _kept_words(pack: Pack) -> tuple[str, ...]:
    """The severities that are not sent down, in words."""
    kept = [h for h in pack.handling.values() if not (h.field_deadline or h.department_deadline)]
    return tuple(one.title.in_(language()) for one in kept)


def _share_row(
    share: SplitShare,
    campaign: Campaign,
    names: dict[str, str],
    pack: Pack,
    on: date,
    *,
    is_manned: bool,
) -> pages.ShareRow:
    days = []
    for severity in share.severities:
        handling = pack.handling.get(severity)
        name = deadline_name(handling, share.to.side, is_urgent=False) if handling else ""
        if name:
            days.append(min(deadline(campaign, name, on), campaign.ends_on))
    ranked = share.rules.most_common(3)
    told = "、".join(f"{rule}（{n}）" for rule, n in ranked)
    return pages.ShareRow(
        value=f"{share.key}={share.n}",
        to=addressee_word(share.to),
        addressee=names.get(share.department, share.department)
        if share.to is Addressee.DEPARTMENT
        else full_name(share.area),
        n=share.n,
        severities=tuple(
            (severity_card(code), share.severities[code])
            for code in ("A", "B", "E", "C")
            if share.severities[code]
        ),
        rules=told + (_("等") if len(share.rules) > len(ranked) else ""),
        due=min(days) if days else None,
        is_manned=is_manned,
    )


def _send_filters(
    actor: Actor, campaign: Campaign, params: Mapping[str, str], path: str
) -> Filters:
    pack = campaign.pack.opened()
    rules = [(one.id, f"{one.id} {one.title.in_(language())}") for one in pack.rules.values()]
    severities = [(code, severity_card(code).label) for code in ("A", "B", "E")]
    fields = (
        select("rule", _("规则"), sorted(rules), params),
        select("severity", _("严重程度"), severities, params),
        select("place", _("乡镇村"), _place_choices(actor, campaign, "assignment.send"), params),
        select("department", _("核实部门"), [*department_names(campaign).items()], params),
        FilterField(
            "to",
            _("交给谁"),
            choices=(
                Choice("", _("按规则包的分派办法"), not params.get("to")),
                *(
                    Choice(to.value, addressee_word(to), params.get("to") == to.value)
                    for to in Addressee
                ),
            ),
            value=params.get("to", ""),
        ),
    )
    return filters_of(path, params, fields)


def _send_form(
    wanted: Wanted, errors: tuple[str, ...], typed: Mapping[str, str], *, is_empty: bool
) -> ActionForm:
    urgent = typed.get("is_urgent", "")
    return ActionForm(
        code="send",
        label=_("下发所选"),
        href=reverse("assignments:send"),
        icon="send",
        refusal=_("没有可以下发的疑点。") if is_empty else "",
        errors=errors,
        hidden=tuple((name, value) for name, value in vars(wanted).items() if value),
        fields=(
            Field(
                "is_urgent",
                _("时限"),
                "select",
                choices=(
                    Choice("", _("按规则包的时限"), not urgent),
                    Choice("1", _("危及生命安全，当日核实"), bool(urgent)),
                ),
            ),
            Field("note", _("核实要求"), "text", value=typed.get("note", ""), max_length=500),
        ),
    )
