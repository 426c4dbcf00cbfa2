"""Tries of changed rules. A try never is a doubt: it is shown, exported, and forgotten again."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.scope import ScopedQuerySet
from huitoukan.apps.places.models import Area
from huitoukan.apps.registry.models import Snapshot


class Side(models.TextChoices):
    """Which version of a tried rule an object is hit by."""

    ONLY_BEFORE = "before", "只有原规则"
    ONLY_AFTER = "after", "只有改后"
    BOTH = "both", "两者都有"


class Try(models.Model):
    """A rule before and after a change, on the newest snapshot and deliveries.

    `content` is the changed file as text, `before` and `after` the counts of both versions
    (objects, hits, cannot_tell, why; `before` is empty for a rule that is new). `ended_at` is None
    until the job has stored its answer; then `n_*` are the objects on each side.
    """

    SCOPE_AREA = "campaign__area"

    code = models.CharField("编号", max_length=20, unique=True)
    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="+")
    rule = models.CharField("规则", max_length=10)
    how = models.CharField("改了什么", max_length=200)
    content = models.TextField("改后的规则")
    old_hash = models.CharField(max_length=64, blank=True)
    new_hash = models.CharField(max_length=64)
    snapshot = models.ForeignKey(Snapshot, models.PROTECT, null=True, related_name="+")
    on = models.DateField("比对日", null=True)
    asked_by = models.CharField(max_length=64)
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    job_code = models.CharField(max_length=20, blank=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    n_before = models.PositiveIntegerField(default=0)
    n_after = models.PositiveIntegerField(default=0)
    n_both = models.PositiveIntegerField(default=0)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return self.code


class TriedPlace(models.Model):
    """How many objects of a village (or of no known village: the county) each side has."""

    SCOPE_AREA = "area"

    attempt = models.ForeignKey(Try, models.CASCADE, related_name="places")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    n_before = models.PositiveIntegerField(default=0)
    n_after = models.PositiveIntegerField(default=0)
    n_both = models.PositiveIntegerField(default=0)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["area__code"]

    def __str__(self) -> str:
        return f"{self.attempt_id} {self.area_id}"


class TriedHit(models.Model):
    """An object that is hit before, after or both; names stand masked, in the sentence too."""

    SCOPE_AREA = "area"

    attempt = models.ForeignKey(Try, models.CASCADE, related_name="hits")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    side = models.CharField(max_length=6, choices=Side.choices)
    object_kind = models.CharField(max_length=10)
    household_no = models.CharField("户编号", max_length=40, blank=True)
    name = models.CharField("姓名", max_length=80, blank=True)
    sentence = models.CharField("疑点", max_length=500)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["pk"]
        indexes: ClassVar = [models.Index(fields=["attempt", "side"], name="tried_by_side")]

    def __str__(self) -> str:
        return f"{self.attempt_id} {self.side}"
