"""Tracing who signed earlier forms: it changes nothing, but who looked at whom stays written."""

from __future__ import annotations

from huitoukan.apps.core.actor import Actor
from huitoukan.apps.journal.services import record, use_case
from huitoukan.apps.oversight.queries.trace import Form, forms_about
from huitoukan.apps.problems.models import Problem
from huitoukan.apps.problems.queries import problem_for
from huitoukan.domain.refusals import Refused


@use_case("problem.trace")
def trace(actor: Actor, code: str, *, why: str) -> tuple[Problem, list[Form]]:
    """The forms that were signed about a problem's object before it was found, the newest first.

    Raises Refused: NOT_FOUND (another's problem reads like an absent one), TRACE_REASON.
    """
    problem = problem_for(actor, code.strip().upper(), verb="problem.trace")
    if not why.strip():
        raise Refused("TRACE_REASON")
    found = forms_about(problem)
    record(
        "problem", problem.code, f"责任倒追：{why.strip()}"[:300],
        area_path=problem.area.depth_path, forms=len(found),
    )  # fmt: skip
    return problem, found
