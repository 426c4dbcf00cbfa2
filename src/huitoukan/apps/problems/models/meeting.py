"""At which meeting a problem was taken over."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from huitoukan.apps.problems.models.ledger import Problem, ProblemEvent


class MeetingTie(models.Model):
    """The feedback meeting at which the unit took a problem over, told with the step.

    `meeting` is the number of a ledger's entry or of an issued record, which a later stage may
    keep; `title` is how it read then.
    """

    problem = models.ForeignKey(Problem, models.CASCADE, related_name="meetings")
    event = models.OneToOneField(ProblemEvent, models.CASCADE, related_name="meeting")
    meeting = models.CharField("会议", max_length=24)
    held_on = models.DateField("会议日期")
    title = models.CharField(max_length=160)

    class Meta:
        ordering: ClassVar = ["problem__code"]
        indexes: ClassVar = [models.Index(fields=["meeting", "problem"], name="ties_by_meeting")]

    def __str__(self) -> str:
        return f"{self.problem_id} {self.meeting}"
