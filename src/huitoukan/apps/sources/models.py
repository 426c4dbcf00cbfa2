"""Deliveries of department data, the account of their rows, and what departments are asked for."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.scope import ScopedQuerySet
from huitoukan.apps.files.models import RejectedRow, RowAccount, StoredFile
from huitoukan.domain.deliveries import ReportState


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
    member = models.CharField("压缩包内文件", max_length=200, blank=True)
    receipt = models.CharField("受理号", max_length=40, blank=True, db_index=True)
    """Of one act of delivering: what was taken together stands together, and is taken once."""
    profile = models.JSONField("概况", default=dict)
    """What domain.deliveries.drift compares: columns with blanks, spans and cells refused."""
    alarms = models.JSONField("告警", default=list)
    findings = models.JSONField("质量", default=list)
    """Each {"kind", "n", "of", "note"}; `n` is None where it cannot be told."""
    score = models.FloatField("质量评分", null=True)
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


class DueDay(models.Model):
    """The day by which a campaign wants a data set, where it is not the pack's."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="+")
    dataset = models.CharField("数据集", max_length=10)
    due_on = models.DateField("报送期限")
    basis = models.CharField("依据", max_length=200)
    set_by = models.CharField(max_length=64)
    set_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["campaign", "dataset"], name="one_due_day_a_data_set")
        ]

    def __str__(self) -> str:
        return f"{self.dataset} {self.due_on}"


class QualityReport(models.Model):
    """What a department is told of the quality of a delivery, and what it answers."""

    SCOPE_AREA = "campaign__area"
    SCOPE_DEPARTMENT = "department"

    code = models.CharField("编号", max_length=20, unique=True)
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="+")
    delivery = models.OneToOneField(Delivery, models.PROTECT, related_name="report")
    dataset = models.CharField("数据集", max_length=10)
    department = models.CharField("部门", max_length=40)
    state = models.CharField(
        max_length=12, default=ReportState.SENT, choices=[(s.value, s.value) for s in ReportState]
    )
    due_on = models.DateField("答复期限", null=True)
    sent_at = models.DateTimeField("发出时间")

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return self.code


class ReportStep(models.Model):
    """One step of a report: who did what, in which words; `delivery` is the one that mended it."""

    report = models.ForeignKey(QualityReport, models.CASCADE, related_name="steps")
    action = models.CharField(max_length=12)
    words = models.CharField(max_length=1000, blank=True)
    delivery = models.ForeignKey(Delivery, models.PROTECT, null=True, related_name="+")
    by = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.report} {self.action}"


class Reminder(models.Model):
    """A department was reminded: of a data set that is wanted, or of a report without an answer."""

    SCOPE_AREA = "campaign__area"
    SCOPE_DEPARTMENT = "department"

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="+")
    department = models.CharField("部门", max_length=40)
    dataset = models.CharField("数据集", max_length=10)
    report = models.ForeignKey(QualityReport, models.CASCADE, null=True, related_name="reminders")
    due_on = models.DateField(null=True)
    by = models.CharField(max_length=64)
    at = models.DateTimeField()
    is_met = models.BooleanField("已办", default=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"{self.dataset} {self.at:%m-%d}"
