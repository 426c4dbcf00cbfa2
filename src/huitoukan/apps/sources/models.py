"""Deliveries of department data and the account of their rows."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.scope import ScopedQuerySet
from huitoukan.apps.files.models import RejectedRow, RowAccount, StoredFile


class Delivery(RowAccount):
    """One delivery of one data set: file, sheet, its rows, and the Parquet table made of it.

    The newest delivery of a data set stands for it; older ones stay. `n_unkeyed` rows are kept but
    cannot be matched to a person.
    """

    SCOPE_AREA = "campaign__area"
    SCOPE_DEPARTMENT = "department"

    code = models.CharField("编号", max_length=20, unique=True)
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="+")
    dataset = models.CharField("数据集", max_length=10)
    department = models.CharField("部门", max_length=40)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    sheet = models.CharField("工作表", max_length=200)
    n_unkeyed = models.PositiveIntegerField("无法匹配", default=0)
    n_duplicates = models.PositiveIntegerField("重复行", default=0)
    table_path = models.CharField(max_length=200)
    table_hash = models.CharField(max_length=64)
    notes = models.JSONField("说明", default=list)
    delivered_by = models.CharField("报送人", max_length=64)
    delivered_at = models.DateTimeField("报送时间")

    objects = ScopedQuerySet.as_manager()

    class Meta(RowAccount.Meta):
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(fields=["campaign", "dataset", "-id"], name="newest_delivery")
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def content_hash(self) -> str:
        """SHA-256 of the file as it was delivered."""
        return str(self.file.sha256)


class DeliveryReject(RejectedRow):
    """A row of a delivery that was given back."""

    account = models.ForeignKey(Delivery, models.CASCADE, related_name="rejects")
