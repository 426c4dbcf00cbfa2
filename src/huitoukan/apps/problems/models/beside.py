"""What stands beside the ledger: last days, conferences, frozen months, rulings, the window."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.scope import ScopedQuerySet
from huitoukan.apps.files.models import StoredFile
from huitoukan.apps.places.models import Area
from huitoukan.apps.problems.models.ledger import Problem
from huitoukan.domain.reconciliation import Standing


class AreaEnd(models.Model):
    """The last day of the rectification in an area, where it ends before the campaign does."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="+")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    ends_on = models.DateField("截止日")
    reason = models.CharField("依据", max_length=200)
    set_by_name = models.CharField(max_length=64)
    set_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["campaign", "area"], name="one_end_per_area")
        ]

    def __str__(self) -> str:
        return f"{self.area_id} {self.ends_on}"


class Conference(models.Model):
    """A conference (会商) of a township or the county: who met, what was agreed.

    `problems` are those it was about; none where it was about all of a day's findings.
    """

    SCOPE_AREA = "area"

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="+")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    on = models.DateField("日期")
    present = models.CharField("参加人员", max_length=300)
    minutes = models.TextField("会商意见")
    problems = models.ManyToManyField(Problem, related_name="conferences")
    held_by_name = models.CharField(max_length=64)
    written_at = models.DateTimeField()

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-on", "id"]

    def __str__(self) -> str:
        return f"{self.area_id} {self.on}"


class FrozenMonth(models.Model):
    """The ledger of a month as it was frozen: the figures and the list, never written again.

    `figures` are the books for the whole and by area, type and source; `rows` is a stored file with
    one problem a line as JSON, so that a later print says what the first one said.
    """

    SCOPE_AREA = "campaign__area"

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="+")
    month = models.DateField("月份")
    figures = models.JSONField()
    n_rows = models.PositiveIntegerField()
    rows = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    frozen_by_name = models.CharField(max_length=64)
    frozen_at = models.DateTimeField()

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-month"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["campaign", "month"], name="one_ledger_per_month")
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"


class CommonRuling(models.Model):
    """What people decided of a type, whatever the numbers say; one measure for all its problems."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="+")
    type = models.CharField(max_length=10)
    is_common = models.BooleanField()
    measure = models.CharField("统一措施", max_length=500, blank=True)
    owner = models.CharField("牵头单位", max_length=80, blank=True)
    reason = models.CharField("理由", max_length=300)
    ruled_by_name = models.CharField(max_length=64)
    ruled_at = models.DateTimeField()
    done_words = models.CharField("落实情况", max_length=500, blank=True)
    done_by_name = models.CharField(max_length=64, blank=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["campaign", "type"], name="one_ruling_per_type")
        ]

    def __str__(self) -> str:
        return self.type


class FreezePoint(models.Model):
    """The day until which an area's own people report without blame; set once, never moved."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="+")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    on = models.DateField("冻结日")
    reason = models.CharField("依据", max_length=200)
    set_by_name = models.CharField(max_length=64)
    set_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["campaign", "area"], name="one_freeze_point_per_area")
        ]

    def __str__(self) -> str:
        return f"{self.area_id} {self.on}"


class SelfCheck(models.Model):
    """A village's word that it found nothing of a topic: 零报告. Never changed afterwards.

    It is about all of the village, or about the one household that it names.
    """

    SCOPE_AREA = "area"

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="+")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    topic = models.CharField("类别", max_length=20)
    household_no = models.CharField("户编号", max_length=40, blank=True)
    on = models.DateField("自查日期")
    said_by_name = models.CharField(max_length=64)
    written_at = models.DateTimeField()

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-on", "id"]

    def __str__(self) -> str:
        return f"{self.area_id} {self.topic} {self.on}"


class ReportedStanding(models.Model):
    """How many problems a level says an area has on a day; `by_level` said it of its own books.

    The newer word of the same level for the same area and day replaces the older one, which stays
    in the journal.
    """

    SCOPE_AREA = "area"

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="+")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    on = models.DateField("截至日期")
    by_level = models.CharField("上报级别", max_length=10)
    figures = models.JSONField("上报数")
    source = models.CharField("出处", max_length=120)
    said_by_name = models.CharField(max_length=64)
    written_at = models.DateTimeField()

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-on", "area__code", "by_level"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["campaign", "area", "on", "by_level"], name="one_reported_standing"
            )
        ]

    def __str__(self) -> str:
        return f"{self.area_id} {self.on} {self.by_level}"

    @property
    def opened(self) -> Standing:
        """The numbers as the domain counts them."""
        return Standing(**self.figures)
