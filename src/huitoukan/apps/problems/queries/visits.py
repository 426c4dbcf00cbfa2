"""Visits that followed a rectification up, as they stand in the history."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.utils.translation import gettext as _

from huitoukan.apps.problems.models import Problem, ProblemEvent

VISIT: Final = "visit"
CONFER: Final = "confer"
"""Actions of events that change no state: a visit to follow up, a conference about a problem."""


def visits_of(problem: Problem) -> list[ProblemEvent]:
    """The visits to a problem, the newest first."""
    return list(problem.events.filter(action=VISIT).order_by("-seq"))


def told_of_visits(problem: Problem) -> str:
    """How often the rectification was followed up and what was seen last, in a sentence."""
    found = visits_of(problem)
    if not found:
        return _("没有跟踪回访的记录。")
    last = found[0]
    return _("跟踪回访 {n} 次，最近 {on} {name}：{seen}").format(
        n=len(found), on=last.facts.get("visited_on", ""), name=last.actor_name,
        seen=last.facts.get("seen", ""),
    )  # fmt: skip


def last_visits(problems: Sequence[Problem]) -> dict[int, ProblemEvent]:
    """The newest visit to each of these problems, in one question."""
    events = ProblemEvent.objects.filter(problem__in=problems, action=VISIT).order_by("seq")
    return {event.problem_id: event for event in events}
