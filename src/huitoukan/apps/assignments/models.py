"""Assignments (交办单), the doubts in them, what was answered, and who did what."""

from __future__ import annotations

from typing import ClassVar, Final

from django.db import models
from django.db.models import Q

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.comparison.models import Hit, HitState
from huitoukan.apps.core.scope import ScopedQuerySet
from huitoukan.apps.files.models import StoredFile
from huitoukan.apps.places.models import Area
from huitoukan.domain.assignments import (
    ADDRESSEE_WORDS,
    SIDE_WORDS,
    STATE_WORDS,
    STEP_WORDS,
    VERDICT_WORDS,
    Addressee,
    State,
    Step,
    Verdict,
)

UNDER_WAY: Final = tuple(
    s.value for s in (State.SENT, State.VERIFYING, State.RETURNED, State.ANSWERED)
)
"""States in which a doubt is still with somebody; on one side it is with one addressee at most."""


class Assignment(models.Model):
    """Doubts handed to one addressee with one letter; its number is never used again.

    `area` is the addressee's: the township, the village, of a department the county. `replaces` is
    the assignment from which these doubts were taken when they were reassigned.
    """

    SCOPE_AREA = "area"
    SCOPE_DEPARTMENT = "department"

    code = models.CharField("交办单号", max_length=20, unique=True)
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="+")
    to = models.CharField(
        "交办对象", max_length=10, choices=[(a.value, ADDRESSEE_WORDS[a].zh) for a in Addressee]
    )
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    department = models.CharField("部门", max_length=40, blank=True)
    is_urgent = models.BooleanField("危及生命安全", default=False)
    note = models.CharField("要求", max_length=500, blank=True)
    replaces = models.ForeignKey("self", models.PROTECT, null=True, related_name="replaced_by")
    sent_by = models.CharField(max_length=64)
    sent_name = models.CharField("下发人", max_length=64)
    sent_at = models.DateTimeField("下发时间")
    received_name = models.CharField("签收人", max_length=64, blank=True)
    received_at = models.DateTimeField("签收时间", null=True)
    n_reminders = models.PositiveSmallIntegerField("催办次数", default=0)
    reminded_on = models.DateField("最近催办", null=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(to="department") ^ Q(department=""),
                name="assignment_names_department_or_area",
            )
        ]

    def __str__(self) -> str:
        return self.code


class AssignedHit(models.Model):
    """One doubt in an assignment: where it stands on this side, and the day it is due.

    `is_same_day`: it was sent on the day of the run that found it. `is_adopted`: the county's
    verdict is this side's answer.
    """

    SCOPE_AREA = "assignment__area"
    SCOPE_DEPARTMENT = "assignment__department"

    code = models.CharField("编号", max_length=28, unique=True)
    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="lines")
    hit = models.ForeignKey(Hit, models.PROTECT, related_name="+")
    side = models.CharField(max_length=10, choices=[(k, w.zh) for k, w in SIDE_WORDS.items()])
    state = models.CharField(
        "状态", max_length=10, choices=[(s.value, STATE_WORDS[s].zh) for s in State],
        default=State.SENT.value,
    )  # fmt: skip
    due_on = models.DateField("核实期限")
    is_same_day = models.BooleanField("发现当日下发", default=False)
    is_adopted = models.BooleanField("采纳", default=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["hit", "side"],
                condition=Q(state__in=UNDER_WAY),
                name="doubt_once_under_way_on_a_side",
            )
        ]
        indexes: ClassVar = [models.Index(fields=["state", "due_on"], name="assigned_hit_by_state")]

    def __str__(self) -> str:
        return self.code

    @property
    def stands(self) -> State:
        """The state; a doubt that the county has judged on its own page counts as settled."""
        state = State(self.state)
        is_over = self.hit.state != HitState.NEW and self.state in UNDER_WAY
        return State.SETTLED if is_over else state


class HitAnswer(models.Model):
    """What an addressee answered, with papers; never changed. The newest one counts."""

    line = models.ForeignKey(AssignedHit, models.CASCADE, related_name="answers")
    verdict = models.CharField(
        "结论", max_length=10, choices=[(v.value, VERDICT_WORDS[v].zh) for v in Verdict]
    )
    reason_code = models.CharField("理由", max_length=40, blank=True)
    note = models.CharField("核实情况", max_length=500, blank=True)
    by = models.CharField(max_length=64)
    name = models.CharField("核实人", max_length=64)
    post = models.CharField(max_length=128, blank=True)
    at = models.DateTimeField("时间")

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.line_id} {self.verdict}"


class AnswerPaper(models.Model):
    """A picture, scan or file that shows what an answer says."""

    answer = models.ForeignKey(HitAnswer, models.CASCADE, related_name="papers")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.answer_id} {self.file_id}"


class AssignmentStep(models.Model):
    """What a person did with an assignment or one doubt of it; never changed."""

    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="steps")
    line = models.ForeignKey(AssignedHit, models.CASCADE, null=True, related_name="steps")
    step = models.CharField(max_length=10, choices=[(s.value, STEP_WORDS[s].zh) for s in Step])
    by = models.CharField(max_length=64)
    name = models.CharField("办理人", max_length=64)
    at = models.DateTimeField("时间")
    words = models.CharField("说明", max_length=500, blank=True)

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.step}"
