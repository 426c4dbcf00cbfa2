"""Public notices (公示公告): what was posted where and when, photographs of it, objections."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.scope import ScopedQuerySet
from huitoukan.apps.files.models import StoredFile
from huitoukan.apps.places.models import Area


class Notice(models.Model):
    """One notice: its kind (of the pack), subject and basis, where it hangs, from when to when.

    `rows` are the households named in it as {number, name, persons}, as they were when it was
    made. Both days count. A notice is never changed; a wrong one is made anew.
    """

    SCOPE_AREA = "area"

    code = models.CharField("编号", max_length=20, unique=True)
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="+")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    kind = models.CharField("类别", max_length=40)
    subject = models.CharField("事由与依据", max_length=500)
    place = models.CharField("张贴地点", max_length=120)
    phone = models.CharField("监督电话", max_length=60, blank=True)
    first_day = models.DateField("公示开始")
    last_day = models.DateField("公示结束")
    rows = models.JSONField("名单", default=list)
    made_by = models.CharField(max_length=64)
    made_name = models.CharField("登记人", max_length=64)
    made_at = models.DateTimeField("登记时间")

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")), name="notice_ends_after_it_begins"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["campaign", "area", "last_day"], name="notice_by_place")
        ]

    def __str__(self) -> str:
        return self.code

    def is_over(self, on: date) -> bool:
        """Whether the last day has passed."""
        return on > self.last_day


class NoticePhotograph(models.Model):
    """A photograph of the notice where it hangs."""

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="photographs")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    kept_name = models.CharField("上传人", max_length=64)
    kept_at = models.DateTimeField("上传时间")

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.notice_id} {self.file_id}"


class Objection(models.Model):
    """What somebody objected, and the one answer to it; the words are never changed."""

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="objections")
    seq = models.PositiveSmallIntegerField("序号")
    on = models.DateField("提出日期")
    who = models.CharField("提出人", max_length=64, blank=True)
    words = models.CharField("异议", max_length=500)
    recorded_name = models.CharField("登记人", max_length=64)
    recorded_at = models.DateTimeField("登记时间")
    answer = models.CharField("答复", max_length=500, blank=True)
    answered_on = models.DateField("答复日期", null=True)
    answered_name = models.CharField("答复人", max_length=64, blank=True)

    class Meta:
        ordering: ClassVar = ["seq"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["notice", "seq"], name="one_objection_per_number"),
            models.CheckConstraint(
                condition=Q(answer="") | Q(answered_on__isnull=False),
                name="answered_objection_has_its_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.notice_id} {self.seq}"
