"""Lists of problems that somebody else hands over as a file: read, shown, written or dropped."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.scope import ScopedQuerySet
from huitoukan.apps.files.models import RejectedRow, RowAccount, StoredFile
from huitoukan.apps.ledgers.models import ImportState
from huitoukan.apps.places.models import Area
from huitoukan.apps.problems.models.ledger import Problem


class FindingList(RowAccount):
    """A file of problems with what its letter says; written into the ledger when a person says so.

    `n_unchanged` are rows that stand in the ledger already. `area` is the place of whoever read it.
    """

    SCOPE_AREA = "area"

    code = models.CharField("编号", max_length=20, unique=True)
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="+")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    source = models.CharField("来源", max_length=20)
    source_ref = models.CharField("来源文号", max_length=80, blank=True)
    found_on = models.DateField("发现日期")
    answer_due_on = models.DateField("答复期限", null=True)
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


class ListedFinding(models.Model):
    """A row of such a list that can be entered; `problem` is what it became, or already was.

    `suggested` are [type, percent], the likeliest first; `type` is the file's, a person's, or the
    likeliest, or empty. `is_sure`: the file or a person said it.
    """

    account = models.ForeignKey(FindingList, models.CASCADE, related_name="rows")
    sheet = models.CharField("工作表", max_length=200)
    row = models.PositiveIntegerField("行")
    number = models.CharField("序号", max_length=40, blank=True)
    title = models.CharField("问题描述", max_length=500)
    type = models.CharField("问题类型", max_length=10, blank=True)
    suggested = models.JSONField("推荐的类型", default=list)
    is_sure = models.BooleanField(default=False)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    household_no = models.CharField("户编号", max_length=40, blank=True)
    found_on = models.DateField("发现日期")
    source_ref = models.CharField("来源文号", max_length=80, blank=True)
    answer_due_on = models.DateField("答复期限", null=True)
    problem = models.ForeignKey(Problem, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.account_id} {self.sheet} {self.row}"


class ListReject(RejectedRow):
    """A row of such a list that was given back."""

    account = models.ForeignKey(FindingList, models.CASCADE, related_name="rejects")
