"""The registry frozen at a moment, and its quality then."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.scope import ScopedQuerySet


class Snapshot(models.Model):
    """The registry as it was at one moment, in Parquet files that nothing changes afterwards.

    `content_hash` is over the sorted rows as text; `file_hashes` over the files' bytes. The first
    snapshot of a campaign is its baseline (R001). `is_past`: worked out for a past day, not frozen
    on it.
    """

    SCOPE_AREA = "campaign__area"

    code = models.CharField("编号", max_length=40, unique=True)
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="+")
    is_baseline = models.BooleanField(default=False)
    is_past = models.BooleanField("还原的过去", default=False)
    as_of = models.DateField("数据日期")
    taken_at = models.DateTimeField("冻结时间")
    taken_by = models.CharField(max_length=64)
    n_households = models.PositiveIntegerField()
    n_members = models.PositiveIntegerField()
    n_villages = models.PositiveIntegerField()
    content_hash = models.CharField(max_length=64)
    file_hashes = models.JSONField(default=dict)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["campaign"],
                condition=models.Q(is_baseline=True),
                name="one_baseline_per_campaign",
            )
        ]

    def __str__(self) -> str:
        return self.code


class SnapshotScore(models.Model):
    """The quality of the registry when a snapshot was frozen; None where nothing was asked."""

    SCOPE_AREA = "snapshot__campaign__area"

    snapshot = models.OneToOneField(Snapshot, models.CASCADE, related_name="quality")
    score = models.FloatField(null=True)

    objects = ScopedQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.snapshot_id}: {self.score}"
