"""Naming the feedback meeting at which a problem was taken over."""

from __future__ import annotations

from datetime import date

from huitoukan.apps.places.queries import townships_in
from huitoukan.apps.problems.models import MeetingTie, Problem, ProblemEvent
from huitoukan.apps.problems.queries.meetings import meetings_of, told_on
from huitoukan.domain.meetings import Meeting, refuse_unfit
from huitoukan.domain.refusals import Refused


def named_meeting(problem: Problem, code: str, on: date) -> Meeting | None:
    """The meeting with this number, fit for the problem; None where none was named.

    Raises Refused: NOT_FOUND, MEETING_KIND, MEETING_PLACE, MEETING_TO_COME, MEETING_EARLY.
    """
    if not (code := code.strip()):
        return None
    # Those of the whole county, so that one of another township is told apart from none.
    known = meetings_of(problem.campaign, list(townships_in(problem.campaign.area)))
    found = next((one for one in known if one.code == code), None)
    if found is None:
        raise Refused("NOT_FOUND", what="会议", code=code)
    refuse_unfit(
        found, problem=problem.code, path=problem.area.depth_path, told_on=told_on(problem), on=on
    )
    return found


def tie(problem: Problem, event: ProblemEvent, meeting: Meeting) -> None:
    """Write down with the step at which meeting it was taken."""
    MeetingTie.objects.create(
        problem=problem, event=event, meeting=meeting.code, held_on=meeting.held_on,
        title=meeting.title,
    )  # fmt: skip
