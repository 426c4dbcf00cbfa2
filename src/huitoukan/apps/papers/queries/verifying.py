"""Fills the page on which a checklist comes back: its rows, what each would do, what bars it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Final

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.language import refusal_text
from huitoukan.apps.core.pages import ActionForm, Field, RowOutcome
from huitoukan.apps.papers import pages, queries
from huitoukan.apps.papers.models import Paper
from huitoukan.apps.problems import queries as ledger
from huitoukan.apps.problems.models import Problem
from huitoukan.apps.problems.queries.words import action_label
from huitoukan.apps.problems.services.filled import Filled
from huitoukan.domain import problems as life
from huitoukan.domain.papers import Book
from huitoukan.domain.refusals import Refused
from huitoukan.domain.verification import Checked, demand_sound

VERB: Final = "problem.revisit"
MOST_SHOWN: Final = 500
MOST_AT_ONCE: Final = 1000
"""Rows that a page takes at once; the command takes any number."""

Sorted = tuple[list[Checked], list[tuple[int, str, str]], int]
"""Rows that say enough, refused ones (line, number of the problem, why), how many are blank."""


def checklist_for(actor: Actor, code: str) -> Paper:
    """The issued checklist; Refused NOT_FOUND, VERIFY_PAPER for another kind, PAPER_VOID."""
    paper = queries.own_paper(actor, code, VERB)
    kind = queries.kind_named(paper.campaign, paper.kind)
    if kind.book != Book.CHECKLIST:
        raise Refused("VERIFY_PAPER", code=code)
    if paper.is_void:
        raise Refused("PAPER_VOID", code=code)
    return paper


def upload_form(actor: Actor, paper: Paper) -> ActionForm | None:
    """The form to give the filled checklist back, where the person may archive and reopen."""
    kind = queries.kind_named(paper.campaign, paper.kind)
    mine = Paper.objects.visible_to(actor, VERB).filter(pk=paper.pk)
    if kind.book != Book.CHECKLIST or paper.is_void or not mine.exists():
        return None
    return ActionForm(
        code="results",
        label=_("读入核查结果"),
        href=reverse("papers:results", args=[paper.code]),
        icon="upload",
        note=_(
            "上传填好的 Excel。先逐行核对，再由您确认；整改到位的归档，未到位、不实的重新打开。"
        ),
        fields=(Field("file", _("填好的清单"), kind="file", is_required=True),),
    )


def sort_rows(
    paper: Paper, rows: Iterable[Checked], spoilt: Iterable[tuple[int, str]], today: date
) -> Sorted:
    """Which rows may be taken, which are refused and why; of a problem twice the second is.

    `spoilt` are rows that could not be read.
    """
    codes = {row["问题编号"] for row in paper.data["问题"]}
    issued_on = timezone.localtime(paper.made_at).date()
    good: list[Checked] = []
    first: dict[str, int] = {}
    refused = [(line, "", why) for line, why in spoilt]
    n_blank = 0
    for one in rows:
        if one.is_blank:
            n_blank += 1
            continue
        try:
            demand_sound(one, codes, issued_on, today)
            if (earlier := first.setdefault(one.code, one.row)) != one.row:
                raise Refused("VERIFY_TWICE", code=one.code, row=earlier)
        except Refused as why:
            refused.append((one.row, one.code, refusal_text(why)))
        else:
            good.append(one)
    return good, sorted(refused, key=lambda row: row[0]), n_blank


def bars_to(actor: Actor, rows: Iterable[Checked]) -> dict[str, Refused | None]:
    """What stands in the way of the step that each row asks for, as its problem stands now."""
    asked = list(rows)
    found: dict[str, Refused | None] = {}
    for action in (life.Action.ARCHIVE, life.Action.REOPEN):
        own = [one for one in asked if one.action is action]
        verb = next(row.verb for row in life.TRANSITIONS if row.action is action)
        visible = Problem.objects.visible_to(actor, verb).select_related("area")
        codes = [one.code for one in own]
        problems = {one.code: one for one in visible.filter(code__in=codes)}
        found |= {one.code: _bar(actor, one, problems.get(one.code)) for one in own}
    return found


def _bar(actor: Actor, checked: Checked, problem: Problem | None) -> Refused | None:
    try:
        if problem is None:
            raise Refused("NOT_FOUND", what="问题", code=checked.code)
        facts = ledger.facts_of(problem, actor, filled_from(checked).present())
        life.decide(problem.stands, checked.action, facts)
    except Refused as why:
        return why
    return None


def filled_from(checked: Checked) -> Filled:
    """What the row fills in for its step."""
    if checked.action is life.Action.REOPEN:
        return Filled(reason=checked.words)
    return Filled(result=checked.words, household_word=checked.household_word)


def preview_page(
    actor: Actor, paper: Paper, name: str, sha256: str, found: Sorted
) -> pages.ResultsPage:
    """[papers:results] What the file says, row by row, before anything is written."""
    good, refused, n_blank = found
    rows = []
    bars = bars_to(actor, good)
    n_ready = sum(bar is None for bar in bars.values())
    for one in good:
        bar = bars[one.code]
        told = refusal_text(bar) if bar else action_label(one.action)
        rows.append(
            pages.ResultRow(one.row, one.code, one.result, one.told, one.checker, told, not bar)
        )
    for line, code, why in refused:
        rows.append(pages.ResultRow(line, code, "", "", "", why, False))
    return pages.ResultsPage(
        code=paper.code,
        title=paper.title,
        name=name,
        rows=tuple(sorted(rows, key=lambda row: row.line)[:MOST_SHOWN]),
        n_ready=n_ready,
        n_barred=len(rows) - n_ready,
        n_blank=n_blank,
        n_missing=len(paper.data["问题"]) - len(good) - n_blank,
        take=_take_form(paper, sha256, n_ready) if n_ready else None,
    )


def _take_form(paper: Paper, sha256: str, n: int) -> ActionForm:
    return ActionForm(
        code="take",
        label=_("按结果办理 {n} 条").format(n=n),
        href=reverse("papers:take_results", args=[paper.code]),
        icon="check",
        note=_("逐条办理，办不了的逐条说明。"),
        hidden=(("sha256", sha256), ("seen", str(n))),
    )


def outcome_page(
    paper: Paper, name: str, outcomes: Iterable[tuple[str, bool, str]]
) -> pages.ResultsPage:
    """[papers:results] What became of each row."""
    told = tuple(
        RowOutcome(code, done, sentence, reverse("problems:detail", args=[code]))
        for code, done, sentence in outcomes
    )
    done = sum(one.is_done for one in told)
    return pages.ResultsPage(
        code=paper.code, title=paper.title, name=name, outcomes=told, n_ready=done,
        n_barred=len(told) - done,
    )  # fmt: skip


def moment_day(at: datetime) -> date:
    """The county's day."""
    return timezone.localtime(at).date()
