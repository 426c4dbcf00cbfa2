"""Entries of kept ledgers, every change of them, and imports that wait to be written."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.scope import ScopedQuerySet
from huitoukan.apps.files.models import RejectedRow, RowAccount, StoredFile
from huitoukan.apps.places.models import Area


class Entry(models.Model):
    """One entry of a ledger as it stands: the columns of its data set, as plain JSON.

    `number` counts the entries of a county's ledger and is never given twice; `key` is the hash of
    the row key. `area` is the entry's place, the county where the ledger has none. An entry that
    ended keeps its row and its number. `version` is that of its newest change.
    """

    SCOPE_AREA = "area"
    SCOPE_DEPARTMENT = "department"

    code = models.CharField("编号", max_length=20, unique=True)
    county = models.ForeignKey(Area, models.PROTECT, related_name="+")
    dataset = models.CharField("数据集", max_length=10)
    number = models.PositiveIntegerField("序号")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    department = models.CharField("部门", max_length=40)
    key = models.CharField(max_length=64)
    values = models.JSONField(default=dict)
    words = models.TextField("检索", blank=True)
    version = models.PositiveIntegerField(default=1)
    ended_at = models.DateTimeField("结束时间", null=True)
    changed_at = models.DateTimeField("最近变更")
    changed_name = models.CharField("最近变更人", max_length=64)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["county", "dataset", "key"], name="one_entry_of_a_key"),
            models.UniqueConstraint(
                fields=["county", "dataset", "number"], name="ledger_number_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["dataset", "area", "-number"], name="entry_by_place")
        ]

    def __str__(self) -> str:
        return self.code


class ChangeKind(models.TextChoices):
    """What became of an entry."""

    CREATED = "created", "登记"
    CHANGED = "changed", "修改"
    ENDED = "ended", "结束"
    RESTORED = "restored", "恢复"


class EntryChange(models.Model):
    """One change of an entry, field by field; never altered, never deleted.

    `fields` maps a column to its value before and after; a value that is absent is None. Taken
    together in the order of `version` the changes are the entry as it stands.
    """

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="changes")
    version = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=ChangeKind.choices)
    fields = models.JSONField(default=dict)
    why = models.CharField("原因", max_length=300, blank=True)
    account = models.CharField("导入批次", max_length=20, blank=True)
    by = models.CharField(max_length=64)
    name = models.CharField("办理人", max_length=64)
    at = models.DateTimeField("时间")

    class Meta:
        ordering: ClassVar = ["version"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["entry", "version"], name="one_change_of_a_version")
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} v{self.version}"


class ImportState(models.TextChoices):
    """How far an import of a ledger is."""

    STAGED = "staged", "待写入"
    WRITTEN = "written", "已写入"
    DROPPED = "dropped", "已放弃"


class LedgerImport(RowAccount):
    """A file read for a ledger, with what it would change; written when a person says so.

    `area` is the place of whoever read it: nobody else outside sees it.
    """

    SCOPE_AREA = "area"
    SCOPE_DEPARTMENT = "department"

    code = models.CharField("编号", max_length=20, unique=True)
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="+")
    dataset = models.CharField("数据集", max_length=10)
    department = models.CharField("部门", max_length=40)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    state = models.CharField("状态", max_length=10, choices=ImportState.choices)
    notes = models.JSONField("说明", default=list)
    read_by = models.CharField(max_length=64)
    read_name = models.CharField("导入人", max_length=64)
    read_at = models.DateTimeField("时间")
    decided_at = models.DateTimeField("写入时间", null=True)

    objects = ScopedQuerySet.as_manager()

    class Meta(RowAccount.Meta):
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return self.code


class RowFate(models.TextChoices):
    """What a row of a file is for the ledger."""

    NEW = "new", "新增"
    CHANGED = "changed", "更新"
    SAME = "same", "不变"


class ImportRow(models.Model):
    """A row that was read: its values, and the entry that it is, as it was then."""

    account = models.ForeignKey(LedgerImport, models.CASCADE, related_name="rows")
    sheet = models.CharField("工作表", max_length=200)
    row = models.PositiveIntegerField("行")
    fate = models.CharField(max_length=10, choices=RowFate.choices)
    key = models.CharField(max_length=64)
    values = models.JSONField(default=dict)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    entry = models.ForeignKey(Entry, models.PROTECT, null=True, related_name="+")
    seen_version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.account_id} {self.sheet} {self.row}"


class ImportReject(RejectedRow):
    """A row of a file that was given back."""

    account = models.ForeignKey(LedgerImport, models.CASCADE, related_name="rejects")


Values = dict[str, Any]
"""The columns of an entry as plain JSON: days as text, blanks left out."""
