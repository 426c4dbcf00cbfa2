"""Papers with their frozen data, the batches they came in, receipts, and the office's templates."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.scope import ScopedQuerySet
from huitoukan.apps.files.models import StoredFile
from huitoukan.apps.places.models import Area
from huitoukan.domain.assignments import ADDRESSEE_WORDS


class PaperTemplate(models.Model):
    """A Word template that an office uploaded for a kind of paper; versions are kept, from 1.

    The template that comes with the pack counts as version 0 and has no row.
    """

    SCOPE_AREA = "area"

    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    kind = models.CharField("文书", max_length=40)
    version = models.PositiveIntegerField("版次")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    note = models.CharField("说明", max_length=200, blank=True)
    by = models.CharField(max_length=64)
    name = models.CharField("上传人", max_length=64)
    at = models.DateTimeField("时间")

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-version"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["area", "kind", "version"], name="one_paper_template_per_version"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.version}"


class PaperBatch(models.Model):
    """Papers of one kind that were made at once; together in one Word file and one zip."""

    SCOPE_AREA = "area"

    code = models.CharField("编号", max_length=24, unique=True)
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="+")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    kind = models.CharField("文书", max_length=40)
    n = models.PositiveIntegerField("份数")
    joined = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    packed = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    made_at = models.DateTimeField("时间")

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return self.code


class Paper(models.Model):
    """A paper as it was issued. `data` is all that was printed, so that it can be drawn again.

    `template_version` 0 is the pack's own; `template` keeps the very bytes. `snapshot` is the
    registry's, `data_at` the moment at which the ledger was read. The number is given once; a
    voided paper keeps it.
    """

    SCOPE_AREA = "area"
    SCOPE_DEPARTMENT = "department"

    code = models.CharField("编号", max_length=24, unique=True)
    kind = models.CharField("文书", max_length=40)
    title = models.CharField("标题", max_length=200)
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="+")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    department = models.CharField("部门", max_length=40, blank=True)
    household_no = models.CharField("户编号", max_length=40, blank=True)
    problem_code = models.CharField("问题编号", max_length=20, blank=True)
    issue = models.PositiveIntegerField("期数", null=True)
    batch = models.ForeignKey(PaperBatch, models.PROTECT, null=True, related_name="papers")
    data = models.JSONField("内容")
    n_problems = models.PositiveIntegerField("问题数", default=0)
    snapshot = models.CharField("名册快照", max_length=40, blank=True)
    data_at = models.DateTimeField("数据时间")
    template_version = models.PositiveIntegerField("模板版次")
    template = models.CharField("模板校验值", max_length=64)
    word = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    excel = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    packed = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    made_by = models.CharField(max_length=64)
    made_name = models.CharField("制作人", max_length=64)
    made_at = models.DateTimeField("印发时间")
    voided_at = models.DateTimeField("作废时间", null=True)
    voided_name = models.CharField("作废人", max_length=64, blank=True)
    void_reason = models.CharField("作废理由", max_length=200, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["campaign", "kind", "issue"],
                condition=models.Q(issue__isnull=False),
                name="one_paper_per_issue",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["campaign", "kind"], name="papers_by_kind"),
            models.Index(fields=["household_no"], name="papers_by_household"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def is_void(self) -> bool:
        """Whether it was withdrawn; its number stays taken."""
        return self.voided_at is not None


class Signature(models.Model):
    """The one person whom a paper names to sign it: on screen with the own account, or by hand.

    `account` is the one account of that name in the area; empty where there is none or several, so
    that the person signs on paper. `scan` is the signed sheet, `recorded_name` who handed it in.
    """

    SCOPE_AREA = "area"

    paper = models.OneToOneField(Paper, models.CASCADE, related_name="signature")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    name = models.CharField("签字人", max_length=64)
    account = models.CharField("账号", max_length=64, blank=True)
    signed_at = models.DateTimeField("签字时间", null=True)
    signed_on = models.DateField("纸上签字日期", null=True)
    scan = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    recorded_name = models.CharField("登记人", max_length=64, blank=True)
    n_reminders = models.PositiveSmallIntegerField("催签次数", default=0)
    reminded_on = models.DateField("最近催签", null=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["paper_id"]
        indexes: ClassVar = [
            models.Index(fields=["account", "signed_at"], name="signatures_by_account"),
            models.Index(fields=["area", "signed_at"], name="signatures_by_area"),
        ]

    def __str__(self) -> str:
        return f"{self.paper_id} {self.name}"

    @property
    def is_by_hand(self) -> bool:
        """Whether it was signed on paper."""
        return self.signed_on is not None


class Receipt(models.Model):
    """An addressee of a paper, and who signed for it there."""

    SCOPE_AREA = "area"
    SCOPE_DEPARTMENT = "department"

    paper = models.ForeignKey(Paper, models.CASCADE, related_name="receipts")
    to = models.CharField(
        max_length=10, choices=[(k.value, w.zh) for k, w in ADDRESSEE_WORDS.items()]
    )
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    department = models.CharField("部门", max_length=40, blank=True)
    addressee = models.CharField("签收单位", max_length=120)
    received_at = models.DateTimeField("签收时间", null=True)
    received_by = models.CharField(max_length=64, blank=True)
    received_name = models.CharField("签收人", max_length=64, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["paper", "to", "area", "department"], name="one_receipt_per_addressee"
            )
        ]

    def __str__(self) -> str:
        return f"{self.paper_id} {self.addressee}"
