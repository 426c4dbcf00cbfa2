"""Fills the board of contradictions: what cannot be right in the ledger, looked for anew."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext as _

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.scope import ScopedQuerySet
from huitoukan.apps.problems import pages, queries
from huitoukan.apps.problems.models import Evidence, Problem, ProblemEvent
from huitoukan.apps.problems.queries import photographs as photographs_of
from huitoukan.apps.problems.queries.boards import SHOWN, boards, problem_cells, problem_heads
from huitoukan.domain.problems import SIGNED_OFF, Action, State
from huitoukan.rules.shapes.photographs import PhotographTerms


def contradictions(
    problems: ScopedQuerySet[Problem], on: date, terms: PhotographTerms
) -> Iterator[tuple[str, ScopedQuerySet[Problem]]]:
    """Each kind of contradiction in words, with the problems in which it stands."""
    files = Evidence.objects.filter(problem=OuterRef("pk"))
    photographs = files.filter(
        Q(file__name__iendswith=".jpg") | Q(file__name__iendswith=".jpeg")
        | Q(file__name__iendswith=".png")
    )  # fmt: skip
    signed = problems.filter(state__in=[state.value for state in SIGNED_OFF])
    yield _("已销号，没有照片"), signed.filter(~Exists(photographs))
    yield (
        _("佐证早于问题发现"),
        problems.filter(Exists(files.filter(when="after", file__kept_at__lt=OuterRef("found_at")))),
    )
    yield _("照片拍摄早于问题发现"), photographs_of.taken_before_found(problems)
    yield _("照片拍摄时间晚于上传，相机时钟不准"), photographs_of.taken_later_than_sent(problems)
    yield _("相同或相似的照片用在几条问题上"), photographs_of.used_elsewhere(problems, terms)
    yield _("整改前后是同一张照片"), photographs_of.before_is_after(problems, terms)
    yield _("照片离本村其他照片很远"), photographs_of.far_from_village(problems, terms)
    yield _("整改前后拍摄地点相距很远"), photographs_of.taken_far_apart(problems, terms)
    seen = Evidence.objects.filter(file__photograph=None, file__sha256=OuterRef("file__sha256"))
    twice = files.filter(Exists(seen.exclude(problem=OuterRef("problem"))))
    yield _("同一份佐证用在几条问题上"), problems.filter(Exists(twice))
    yield (
        _("方案期限晚于整改截止日"),
        problems.filter(
            state__in=[State.RECTIFYING.value, State.PLANNED.value],
            due_on__gt=F("campaign__ends_on"),
        ),
    )
    yield _("暂停已到期，没有恢复"), problems.filter(state=State.PAUSED.value, paused_until__lt=on)
    reviews = ProblemEvent.objects.filter(
        problem=OuterRef("pk"), action=Action.SUBMIT.value, at__date=OuterRef("closed_on")
    )
    yield _("提交当天就销号，且曾经退回"), signed.filter(Exists(reviews), n_returned__gt=0)
    yield _("同一农户同一类型有几条未结的问题"), problems.filter(
        Exists(
            Problem.objects.for_system("twins of a row that is in scope")
            .filter(
                campaign=OuterRef("campaign"), type=OuterRef("type"), area=OuterRef("area"),
                household_no=OuterRef("household_no"), state__in=queries.open_states(),
            )
            .exclude(pk=OuterRef("pk"))
        ),
        state__in=queries.open_states(),
    ).exclude(household_no="")  # fmt: skip


def contradictions_page(actor: Actor, campaign: Campaign, *, on: date) -> pages.BoardPage:
    """[problems:contradictions] What to look at each morning; nothing is changed by itself."""
    everything = queries.problems_for(actor, campaign)
    sections = []
    for title, rows in contradictions(everything, on, campaign.pack.opened().photographs):
        if n := rows.count():
            sections.append(
                pages.BoardSection(
                    title, problem_heads(),
                    tuple(problem_cells(one) for one in rows.order_by("code")[:SHOWN]), n=n,
                )
            )  # fmt: skip
    return pages.BoardPage(
        title=_("矛盾清单"),
        note=_("每天上班看一遍：对不上的逐条核对，由人更正；没有列出的不等于没有问题。")
        if sections
        else _("现在没有发现矛盾；没有列出的不等于没有问题。"),
        boards=boards("contradictions"),
        sections=tuple(sections),
    )
