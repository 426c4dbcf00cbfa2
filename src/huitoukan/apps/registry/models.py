"""Households, members, snapshots, and the account of every import."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.scope import ScopedQuerySet
from huitoukan.apps.files.models import RejectedRow, RowAccount, StoredFile
from huitoukan.apps.places.models import Area


class Household(models.Model):
    """A registered household. `facts` holds every field of the pack; the columns are for lists."""

    SCOPE_AREA = "area"

    household_no = models.CharField("户编号", max_length=40, unique=True)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    natural_group = models.CharField("村民小组", max_length=60, blank=True)
    head_name = models.CharField("户主姓名", max_length=80)
    household_type = models.CharField("户类型", max_length=20, blank=True)
    exit_status = models.CharField("脱贫属性", max_length=30, blank=True)
    monitor_category = models.CharField("监测对象类别", max_length=30, blank=True)
    n_members = models.PositiveSmallIntegerField("在册成员数", default=0)
    search = models.TextField("检索", blank=True)
    facts = models.JSONField(default=dict)
    row_hash = models.CharField(max_length=64)
    changed_at = models.DateTimeField("最近变更")

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["area__code", "household_no"]
        indexes: ClassVar = [
            models.Index(fields=["area", "household_no"], name="household_by_area")
        ]

    def __str__(self) -> str:
        return f"{self.head_name}户"


class Member(models.Model):
    """A member of a registered household."""

    SCOPE_AREA = "household__area"

    household = models.ForeignKey(Household, models.CASCADE, related_name="members")
    person_no = models.CharField("人编号", max_length=40, unique=True)
    name = models.CharField("姓名", max_length=80)
    id_no = models.CharField("证件号码", max_length=30, blank=True)
    facts = models.JSONField(default=dict)
    row_hash = models.CharField(max_length=64)
    row_no = models.PositiveIntegerField(default=0)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["row_no", "person_no"]

    def __str__(self) -> str:
        return self.name


class VillageFacts(models.Model):
    """What the village table says about a village, as imported."""

    SCOPE_AREA = "area"

    area = models.OneToOneField(Area, models.PROTECT, related_name="village_facts")
    facts = models.JSONField(default=dict)

    objects = ScopedQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.area_id)


class ImportBatch(models.Model):
    """One import of a registry workbook: the file, who, when, and how it ended."""

    SCOPE_AREA = "campaign__area"

    code = models.CharField("编号", max_length=20, unique=True)
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="+")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    imported_by = models.CharField("导入人", max_length=64)
    imported_at = models.DateTimeField("导入时间")

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return self.code


class ImportSheet(RowAccount):
    """The account of one sheet of an import."""

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="sheets")
    sheet = models.CharField("工作表", max_length=200)
    table = models.CharField("表", max_length=20)
    notes = models.JSONField("说明", default=list)

    class Meta(RowAccount.Meta):
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return self.sheet


class ImportReject(RejectedRow):
    """A row of an import that was given back."""

    account = models.ForeignKey(ImportSheet, models.CASCADE, related_name="rejects")


class Snapshot(models.Model):
    """The registry as it was at one moment, in Parquet files that nothing changes afterwards.

    `content_hash` is over the sorted rows as text; `file_hashes` over the files' bytes. The first
    snapshot of a campaign is its baseline (R001).
    """

    SCOPE_AREA = "campaign__area"

    code = models.CharField("编号", max_length=40, unique=True)
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="+")
    is_baseline = models.BooleanField(default=False)
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
