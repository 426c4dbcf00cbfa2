"""Suggested links between a delivered row and a registered person, and people's decisions."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.scope import ScopedQuerySet
from huitoukan.apps.places.models import Area
from huitoukan.apps.sources.models import Delivery
from huitoukan.domain.links import ACT_WORDS, STATE_WORDS, Act, State


class LinkSuggestion(models.Model):
    """A row and a registered person who may be one; nothing is linked before a person says so.

    `row_hash` and `member_hash` are what each says of the person (name, number, village, birth):
    when either changes, this is another question and is asked anew. `delivery` and `row_no` are
    where the newest data hold the row; `is_present` says that they still do. `key` is the person
    key of a row that has one (the registered person's number is the unusable one), else empty.
    """

    SCOPE_AREA = "area"

    code = models.CharField("编号", max_length=20, unique=True)
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="+")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    dataset = models.CharField("数据集", max_length=10)
    delivery = models.ForeignKey(Delivery, models.PROTECT, related_name="+")
    row_no = models.PositiveIntegerField("行")
    row_hash = models.CharField(max_length=64)
    row_name = models.CharField("数据中的姓名", max_length=80, blank=True)
    key = models.BigIntegerField(null=True)
    person_no = models.CharField("人编号", max_length=40)
    member_hash = models.CharField(max_length=64)
    member_name = models.CharField("名册姓名", max_length=80)
    household_no = models.CharField("户编号", max_length=40)
    score = models.FloatField("可能性")
    reason = models.CharField("依据", max_length=200)
    is_present = models.BooleanField(default=True)
    state = models.CharField(
        "状态", max_length=10, choices=[(s.value, STATE_WORDS[s].zh) for s in State],
        default=State.OPEN.value,
    )  # fmt: skip

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["score", "code"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["campaign", "dataset", "row_hash", "person_no", "member_hash"],
                name="one_suggestion_per_row_and_person",
            ),
            models.UniqueConstraint(
                fields=["campaign", "dataset", "row_hash"],
                condition=models.Q(state="linked"),
                name="one_linked_person_per_row",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["campaign", "state"], name="links_by_state")]

    def __str__(self) -> str:
        return self.code


class LinkDecision(models.Model):
    """What a person said of a suggestion; lines are only added. Unlinking is a decision, too."""

    suggestion = models.ForeignKey(LinkSuggestion, models.PROTECT, related_name="decisions")
    act = models.CharField(max_length=10, choices=[(a.value, ACT_WORDS[a].zh) for a in Act])
    score = models.FloatField("当时的可能性")
    by = models.CharField(max_length=64)
    name = models.CharField("决定人", max_length=64)
    at = models.DateTimeField("时间")
    reason = models.CharField("理由", max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.suggestion_id} {self.act}"
