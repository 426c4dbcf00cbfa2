"""Imports: files, accounts of sheets, rows given back or staged, and every change of a row."""

from __future__ import annotations

from typing import ClassVar, Final

from django.db import models

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.scope import ScopedQuerySet
from huitoukan.apps.files.models import RejectedRow, RowAccount, StoredFile
from huitoukan.apps.places.models import Area


class ImportState(models.TextChoices):
    """Where an import stands: read, waiting for a second person, then merged or refused."""

    READING = "reading", "读取中"
    STAGED = "staged", "待合并"
    MERGED = "merged", "已合并"
    REFUSED = "refused", "未采用"
    UNDONE = "undone", "已撤销"


class ImportBatch(models.Model):
    """One import of registry files: who, when, what it would change, and what was decided.

    `report` holds what a person reads before merging: limits passed, persons listed twice, and
    what whoever made the files says of them (`derived`: see sources.services.off_registry).
    `marker` says which state of the registry the proposal was worked out against.
    """

    SCOPE_AREA = "campaign__area"

    code = models.CharField("编号", max_length=20, unique=True)
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=ImportState, default=ImportState.READING)
    imported_by = models.CharField("导入人", max_length=64)
    imported_at = models.DateTimeField("导入时间")
    clears_blanks = models.BooleanField("空白表示清空", default=False)
    marker = models.CharField(max_length=80, blank=True)
    report = models.JSONField("核对情况", default=dict)
    decided_by = models.CharField("决定人", max_length=64, blank=True)
    decided_at = models.DateTimeField("决定时间", null=True)
    decided_why = models.CharField("理由", max_length=300, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return self.code

    @property
    def stands(self) -> ImportState:
        """The state, as a member of its enumeration."""
        return ImportState(self.state)

    @property
    def own_changes(self) -> ScopedQuerySet[Change]:
        """Its changes: proposed before the merge, applied afterwards."""
        return Change.objects.for_system("the changes of an import").filter(batch=self)

    @property
    def title(self) -> str:
        """The names of its files."""
        return "、".join(each.file.name for each in self.files.all())


class ImportFile(models.Model):
    """One file of an import; `refusal` is set when the file as a whole could not be taken."""

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="files")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    refusal = models.JSONField("整份退回的原因", default=dict)

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return self.file.name


class ImportSheet(RowAccount):
    """The account of one sheet of an import; before a merge, what would be done."""

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="sheets")
    source = models.ForeignKey(ImportFile, models.CASCADE, related_name="sheets")
    sheet = models.CharField("工作表", max_length=200)
    table = models.CharField("表", max_length=20)
    columns = models.JSONField("读到的列", default=list)
    headings = models.JSONField("表头变化", default=dict)
    notes = models.JSONField("说明", default=list)

    class Meta(RowAccount.Meta):
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return self.sheet


class ImportReject(RejectedRow):
    """A row of an import that was given back."""

    account = models.ForeignKey(ImportSheet, models.CASCADE, related_name="rejects")
    is_of_match = models.BooleanField("核对时退回", default=False)
    """Given back because of what else the import or the registry holds, not by its own cells."""


class Verdict(models.TextChoices):
    """What a staged row would do."""

    OPEN = "", "未核对"
    NEW = "n", "新增"
    CHANGED = "c", "更新"
    SAME = "s", "不变"
    REJECTED = "r", "退回"


class StagedRow(models.Model):
    """A row that was read and typed, waiting beside the registry until it is merged or refused.

    `target` is the key of the row that it would change. Rows are deleted with the decision.
    """

    account = models.ForeignKey(ImportSheet, models.CASCADE, related_name="staged")
    table = models.CharField(max_length=20)
    row = models.PositiveIntegerField()
    key = models.CharField(max_length=200)
    verdict = models.CharField(max_length=1, choices=Verdict, blank=True, default=Verdict.OPEN)
    target = models.BigIntegerField(null=True)
    area = models.ForeignKey(Area, models.CASCADE, null=True, related_name="+")
    household_no = models.CharField(max_length=40, blank=True)
    name = models.CharField(max_length=80, blank=True)
    id_no = models.CharField(max_length=30, blank=True)
    natural_group = models.CharField(max_length=60, blank=True)
    household_type = models.CharField(max_length=20, blank=True)
    exit_status = models.CharField(max_length=30, blank=True)
    monitor_category = models.CharField(max_length=30, blank=True)
    facts = models.JSONField(default=dict)
    row_hash = models.CharField(max_length=64)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["account", "verdict"], name="staged_by_verdict"),
            models.Index(fields=["table", "key"], name="staged_by_key"),
        ]

    def __str__(self) -> str:
        return self.key


PLACE: Final = "area_code"
"""How a change calls the place of a row; no column of a pack may have this name."""


class ChangeKind(models.TextChoices):
    """What happened to a row of the registry."""

    UPDATED = "updated", "更新"
    CREATED = "created", "新增"
    REMOVED = "removed", "撤销"
    ENDED = "ended", "出册"


class Change(models.Model):
    """One change of one row, field by field: what it held before and after.

    Rows created by an import carry their batch themselves and need no line here; a row that is
    taken back with its import, or ended, leaves a line with all that it held. `at` is empty while
    the change is only proposed. `effective_on` is the day on which it took effect in life. `event`
    is the adjustment that it belongs to. Applied changes are never altered or deleted: triggers
    refuse it.
    """

    SCOPE_AREA = "area"

    table = models.CharField("表", max_length=20)
    key = models.CharField("键", max_length=200)
    household_no = models.CharField("户编号", max_length=40, blank=True)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=ChangeKind)
    before = models.JSONField("变更前", default=dict)
    after = models.JSONField("变更后", default=dict)
    n_fields = models.PositiveSmallIntegerField("变更项数", default=0)
    batch = models.ForeignKey(ImportBatch, models.PROTECT, null=True, related_name="changes")
    event = models.CharField("办理编号", max_length=20, blank=True, db_index=True)
    reason = models.CharField("事由", max_length=300, blank=True)
    effective_on = models.DateField("生效日期")
    at = models.DateTimeField("时间", null=True)
    by = models.CharField("经办", max_length=64, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [
            models.Index(fields=["table", "key"], name="change_by_key"),
            models.Index(fields=["household_no"], name="change_by_household"),
            models.Index(fields=["batch", "n_fields"], name="change_by_size"),
        ]

    def __str__(self) -> str:
        return f"{self.table} {self.key}"
