"""Exits under signature, whom they are about, and what each level did with them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from huitoukan.apps.assessment.models import Assessment, Verdict
from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.scope import ScopedQuerySet
from huitoukan.apps.places.models import Area
from huitoukan.domain.exits import STATE_WORDS, STEP_WORDS, ExitState, ExitStep, Standing
from huitoukan.rules.shapes.exits import ExitKind


class Exit(models.Model):
    """An exit that levels sign in turn: households of one village, or the village (`area`).

    `kind` is a file of the pack's `exits/`, `run` the check whose verdicts it was proposed on.
    `n_signed` levels have signed since it was proposed last.
    """

    SCOPE_AREA = "area"

    code = models.CharField("编号", max_length=20, unique=True)
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="+")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    kind = models.CharField("类别", max_length=40)
    run = models.ForeignKey(Assessment, models.PROTECT, related_name="+")
    standard = models.CharField("标准", max_length=40)
    notice_from = models.DateField("公示开始", null=True)
    notice_to = models.DateField("公示结束", null=True)
    note = models.CharField("说明", max_length=300, blank=True)
    state = models.CharField(
        "状态", max_length=10, choices=[(s.value, STATE_WORDS[s].zh) for s in ExitState],
        default=ExitState.SIGNING.value,
    )  # fmt: skip
    n_signed = models.PositiveSmallIntegerField("已签级数", default=0)
    until = models.DateField("暂缓到", null=True)
    proposed_by = models.CharField(max_length=64)
    proposed_name = models.CharField("提出人", max_length=64)
    proposed_at = models.DateTimeField("提出时间")
    ended_at = models.DateTimeField("办结时间", null=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [models.Index(fields=["state", "area"], name="exit_by_state")]

    def __str__(self) -> str:
        return self.code

    @property
    def stands(self) -> ExitState:
        """The state, as a member of its enumeration."""
        return ExitState(self.state)

    def standing(self, kind: ExitKind) -> Standing:
        """How it stands in its chain."""
        current: list[ExitEvent] = []
        for one in self.events.all():
            current = [] if one.step == ExitStep.PROPOSE else [*current, one]
        signed = tuple(one.by for one in current if one.step == ExitStep.SIGN)
        return Standing(
            self.stands, kind.levels, self.n_signed, self.proposed_by, signed, self.until
        )


class ExitObject(models.Model):
    """A household (its number) or a village (its code) of an exit, with the verdict it rests on.

    `machine` is what the program said, `verdict` what counts: a person's goes before it. A
    household that was put off on its own (`is_struck`) stays in the list with the reason.
    """

    exit = models.ForeignKey(Exit, models.PROTECT, related_name="objects_of")
    number = models.CharField("编号", max_length=40)
    name = models.CharField("名称", max_length=80, blank=True)
    n_persons = models.PositiveIntegerField("人数", default=0)
    verdict = models.CharField("结论", max_length=12, choices=Verdict.choices)
    machine = models.CharField("系统结论", max_length=12, choices=Verdict.choices)
    facts_hash = models.CharField(max_length=64)
    is_struck = models.BooleanField("单独暂缓", default=False)
    struck_why = models.CharField("理由", max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["exit", "number"], name="one_object_of_an_exit")
        ]
        indexes: ClassVar = [models.Index(fields=["number"], name="exit_by_object")]

    def __str__(self) -> str:
        return self.number


class ExitEvent(models.Model):
    """What a person did with an exit, for which level, with their words; a line never changes."""

    exit = models.ForeignKey(Exit, models.PROTECT, related_name="events")
    step = models.CharField(max_length=10, choices=[(s.value, STEP_WORDS[s].zh) for s in ExitStep])
    level = models.CharField("级", max_length=10, blank=True)
    number = models.CharField("户编号", max_length=40, blank=True)
    by = models.CharField(max_length=64)
    name = models.CharField("办理人", max_length=64)
    post = models.CharField("岗位", max_length=80, blank=True)
    at = models.DateTimeField("时间")
    opinion = models.CharField("意见", max_length=300, blank=True)
    until = models.DateField("暂缓到", null=True)

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.exit_id} {self.step}"
