"""What stands around every page: the menu of what this person may do, with what waits."""

from __future__ import annotations

from typing import Final, Literal, cast

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from huitoukan.apps.accounts.queries import posts_in_words
from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.campaigns.queries import campaigns_for
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.pages import Choice
from huitoukan.apps.core.shell import Footer, NavGroup, NavItem, Shell
from huitoukan.apps.core.showing import language
from huitoukan.apps.dashboards.queries import waiting

SIZES: Final = ("standard", "large", "huge")


def shell(request: HttpRequest) -> dict[str, Shell]:
    """The frame of the page; for nobody signed in, only languages and size."""
    actor: Actor | None = getattr(request, "actor", None)
    languages = tuple(
        Choice(code, str(name), language() == code) for code, name in settings.LANGUAGES
    )
    size = request.COOKIES.get("font_size", "standard")
    font_size = cast("Literal['standard', 'large', 'huge']", size if size in SIZES else "standard")
    if actor is None:
        return {"shell": Shell(languages=languages, font_size=font_size)}
    campaign = next(iter(campaigns_for(actor)), None)
    return {"shell": _signed_in(request, actor, campaign, languages, font_size)}


def _signed_in(
    request: HttpRequest,
    actor: Actor,
    campaign: Campaign | None,
    languages: tuple[Choice, ...],
    font_size: Literal["standard", "large", "huge"],
) -> Shell:
    pack = campaign.pack.opened() if campaign else None
    counts = waiting.counts(actor, campaign) if campaign else waiting.Counts()
    match = getattr(request, "resolver_match", None)
    return Shell(
        is_signed_in=True,
        campaign=campaign.title if campaign else "",
        place=campaign.area.name if campaign else "",
        scope=waiting.scope_in_words(actor),
        user_name=actor.name,
        user_post=posts_in_words(actor.post, language()),
        nav=_menu(actor, counts, match.view_name if match else ""),
        languages=languages,
        font_size=font_size,
        is_demo=bool(pack and pack.sample),
        may_search=bool(actor.may("household.see")),
        search_query=request.GET.get("q", "")
        if request.path == reverse("dashboards:search")
        else "",
        data_as_of=counts.data_as_of,
        footer=Footer(
            view=match.view_name if match else "",
            pack=str(campaign.pack) if campaign else "",
        ),
        phone_nav=_phone_menu(actor, match.view_name if match else ""),
    )


Item = tuple[str, str, str, str, int, bool]


def _judging(counts: waiting.Counts) -> tuple[Item, ...]:
    """The lines of the menu for looking at households and holding them against a standard."""
    return (
        ("income.see", "signature", _("收入测算"), "incomes:list", 0, False),
        (
            "agreement.see",
            "id",
            _("三方核对"),
            "agreement:list",
            counts.mismatches,
            False,
        ),
        ("assessment.see", "list-check", _("达标核查"), "assessment:runs", 0, False),
        ("exit.see", "signature", _("退出签批"), "exits:list", counts.exits, True),
    )


def _checking(counts: waiting.Counts) -> tuple[Item, ...]:
    """The lines of the menu for the work of checking."""
    return (
        ("registry.see", "users-group", _("名册"), "registry:list", 0, False),
        (
            "registry.see",
            "file-spreadsheet",
            _("户数人数核对"),
            "dashboards:counts",
            0,
            False,
        ),
        (
            "adjustment.see",
            "edit",
            _("动态调整"),
            "adjustments:list",
            counts.adjustments,
            False,
        ),
        ("import.see", "database-import", _("导入名册"), "registry:import", 0, False),
        ("source.see", "stack-2", _("部门数据"), "sources:list", 0, False),
        ("link.see", "users-group", _("关联"), "links:list", 0, False),
        ("ledger.see", "note", _("工作台账"), "ledgers:list", 0, False),
        ("rule.see", "arrows-diff", _("部门比对"), "comparison:overview", 0, False),
        ("rule.see", "report", _("规则库"), "rulebook:rules", 0, False),
        (
            "hit.see",
            "clipboard-check",
            _("疑点核实"),
            "comparison:hits",
            counts.hits,
            False,
        ),
        (
            "assignment.see",
            "send",
            _("疑点交办"),
            "assignments:list",
            counts.assigned,
            False,
        ),
        *_judging(counts),
    )


def _everything(counts: waiting.Counts) -> tuple[tuple[str, tuple[Item, ...]], ...]:
    """All lines of the left menu in their groups; one order for everybody."""
    return (
        (
            _("工作台"),
            (
                ("overview.see", "layout-dashboard", _("总览"), "dashboards:overview", 0, False),
                ("todo.see", "list-check", _("我的待办"), "dashboards:todo", counts.todo, True),
            ),
        ),
        (_("核查业务"), _checking(counts)),
        (
            _("问题整改"),
            (
                (
                    "problem.see", "alert-triangle", _("问题台账"), "problems:list",
                    counts.overdue, True,
                ),
                ("problem.see", "report", _("问题清单"), "problems:bulletins", 0, False),
                ("paper.see", "file-type-docx", _("文书"), "papers:list", 0, False),
                ("problem.see", "shield-check", _("督查考核"), "oversight:leaders", 0, False),
            ),
        ),
        (
            _("系统"),
            (
                ("places.see", "map-pin", _("区划"), "places:list", 0, False),
                ("people.see", "user", _("人员"), "accounts:people", 0, False),
                ("job.see", "refresh", _("后台任务"), "jobs:list", 0, False),
                ("journal.see", "history", _("操作日志"), "journal:list", 0, False),
            ),
        ),
    )  # fmt: skip


def _menu(actor: Actor, counts: waiting.Counts, view: str) -> tuple[NavGroup, ...]:
    """The left menu as this person has it: a post only hides."""
    shown = []
    for label, items in _everything(counts):
        visible = tuple(
            NavItem(icon, text, reverse(name), n, is_hot, view == name)
            for verb, icon, text, name, n, is_hot in items
            if actor.may(verb)
        )
        if visible:
            shown.append(NavGroup(label, visible))
    return tuple(shown)


def _phone_menu(actor: Actor, view: str) -> tuple[NavItem, ...]:
    items = (
        ("todo.see", "alert-triangle", _("整改"), "dashboards:phone"),
        ("agreement.record", "clipboard-check", _("核对"), "agreement:list"),
        ("household.see", "search", _("查户"), "dashboards:search"),
        ("todo.see", "user", _("我的"), "dashboards:phone_me"),
    )
    return tuple(
        NavItem(icon, text, reverse(name), is_current=view == name)
        for verb, icon, text, name in items
        if actor.may(verb)
    )
