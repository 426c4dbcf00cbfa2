"""Adjustments of the registry, and what each person did with them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.scope import ScopedQuerySet
from huitoukan.apps.places.models import Area
from huitoukan.domain.adjustments import EventKind, RowEvent
from huitoukan.domain.approval import STATE_WORDS, STEP_WORDS, Standing, State, Step


class Adjustment(models.Model):
    """One event: its kind (of the pack), what was asked for, and what it does to the rows.

    `form` keeps the words as they were filled in, `planned` the row events as they were shown to
    those who decide. `household_no` is the household that it starts from; of one that is added,
    its new number. `area` is its village.
    """

    SCOPE_AREA = "area"

    code = models.CharField("编号", max_length=20, unique=True)
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="+")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    kind = models.CharField("类别", max_length=40)
    household_no = models.CharField("户编号", max_length=40)
    household_name = models.CharField("户主", max_length=80)
    persons = models.CharField("涉及成员", max_length=200, blank=True)
    form = models.JSONField(default=dict)
    planned = models.JSONField(default=list)
    effective_on = models.DateField("生效日期")
    reason = models.CharField("事由", max_length=300)
    problem_code = models.CharField("问题编号", max_length=20, blank=True)
    state = models.CharField(
        "状态", max_length=10, choices=[(s.value, STATE_WORDS[s].zh) for s in State],
        default=State.PROPOSED.value,
    )  # fmt: skip
    n_agreed = models.PositiveSmallIntegerField(default=0)
    proposed_by = models.CharField(max_length=64)
    proposed_name = models.CharField("提出人", max_length=64)
    proposed_at = models.DateTimeField("提出时间")
    applied_at = models.DateTimeField("生效办结时间", null=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(fields=["state", "area"], name="adjustment_by_state"),
            models.Index(fields=["household_no"], name="adjustment_by_household"),
            models.Index(fields=["problem_code"], name="adjustment_by_problem"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def stands(self) -> State:
        """The state, as a member of its enumeration."""
        return State(self.state)

    @property
    def events(self) -> tuple[RowEvent, ...]:
        """What it does to the rows, in the order of writing."""
        return tuple(
            RowEvent(
                one["table"], one["key"], one["household_no"], EventKind(one["kind"]),
                one["before"], one["after"],
            )
            for one in self.planned
        )  # fmt: skip

    def standing(self, chain: tuple[str, ...]) -> Standing:
        """How it stands in its chain of approval."""
        current: list[AdjustmentStep] = []
        for one in self.steps.all():
            current = [] if one.step == Step.PROPOSE else [*current, one]
        agreed = tuple(one.by for one in current if one.step == Step.AGREE)
        return Standing(self.stands, chain, self.n_agreed, self.proposed_by, agreed)


class AdjustmentStep(models.Model):
    """What a person did with an adjustment, with their words; a line is never changed."""

    adjustment = models.ForeignKey(Adjustment, models.PROTECT, related_name="steps")
    step = models.CharField(max_length=10, choices=[(s.value, STEP_WORDS[s].zh) for s in Step])
    verb = models.CharField(max_length=40)
    by = models.CharField(max_length=64)
    name = models.CharField("办理人", max_length=64)
    at = models.DateTimeField("时间")
    opinion = models.CharField("意见", max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.adjustment_id} {self.step}"
