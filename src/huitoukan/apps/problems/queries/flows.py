"""Counting the ledger from its steps in the database: the flows of days, and a list as of a day."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import TruncDate
from django.utils import timezone

from huitoukan.apps.core.scope import ScopedQuerySet
from huitoukan.apps.problems.models import Problem, ProblemEvent
from huitoukan.apps.problems.models.ledger import COUNTS
from huitoukan.apps.problems.queries.months import NOT_MOVES
from huitoukan.domain.reconciliation import Standing
from huitoukan.domain.trend import Flow, standing_of, states_of


def _end_of(day: date) -> datetime:
    """The first moment after a local day."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time()))


def flows_of(problems: ScopedQuerySet[Problem], until: date) -> list[Flow]:
    """The steps of these problems that change their part of the standing, grouped by day.

    The index of such steps is read, some two for a problem; the answer has a few rows a day.
    """
    events = ProblemEvent.objects.filter(
        COUNTS, at__lt=_end_of(until), problem__in=problems.order_by().values("pk")
    )
    rows = events.order_by().annotate(day=TruncDate("at")).values("day", "from_state", "to_state")
    return list(rows.annotate(n=Count("*")).values_list("day", "from_state", "to_state", "n"))


def standing_on(problems: ScopedQuerySet[Problem], on: date) -> Standing:
    """How many of these problems stood where at the end of a day."""
    return standing_of(flows_of(problems, on))


def as_of(problems: ScopedQuerySet[Problem], on: date, part: str) -> ScopedQuerySet[Problem]:
    """The problems that stood in this part at the end of a day, by number; `stood` says how.

    The last step of each is looked up by the index of the steps.
    """
    steps = ProblemEvent.objects.filter(problem=OuterRef("pk"), at__lt=_end_of(on))
    last = steps.exclude(action__in=NOT_MOVES).order_by("-seq").values("to_state")[:1]
    states = [state.value for state in states_of(part)]
    return problems.annotate(stood=Subquery(last)).filter(stood__in=states).order_by("code")
