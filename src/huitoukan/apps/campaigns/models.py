"""Campaigns, the pack releases and calendars that they pin, and the gates that stages report."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import ClassVar

from django.db import models

from huitoukan.apps.places.models import Area
from huitoukan.domain.workdays import Calendar as WorkCalendar
from huitoukan.domain.workdays import DayChange
from huitoukan.rules.pack import Pack


@lru_cache(maxsize=8)
def _unpacked(content_hash: str, release_id: int) -> Pack:  # noqa: ARG001 - the hash is the key
    content = PackRelease.objects.values_list("content", flat=True).get(pk=release_id)
    return Pack.from_bytes(bytes(content))


class PackRelease(models.Model):
    """A pack as it was on the day it was pinned: the resolved bytes under their hash."""

    pack = models.CharField("规则包", max_length=60)
    release = models.PositiveIntegerField("版次")
    hash = models.CharField(max_length=64, unique=True)
    content = models.BinaryField()
    stored_at = models.DateTimeField("存入时间")

    def __str__(self) -> str:
        return f"{self.pack}@{self.release}"

    def opened(self) -> Pack:
        """The pack itself; kept in memory by its hash."""
        return _unpacked(self.hash, self.pk)


class StoredCalendar(models.Model):
    """A calendar of days off, stored once: a due date never moves when a later one is loaded.

    A county's own is `based_on` another; `changes` are all its days that differ from the public
    one, as {day, is_working, basis}.
    """

    version = models.CharField("版本", max_length=60, unique=True)
    first_day = models.DateField("起")
    last_day = models.DateField("止")
    days_off = models.JSONField("休息日", default=list)
    source = models.CharField("来源", max_length=200)
    based_on = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    changes = models.JSONField("县里的安排", default=list)
    stored_by_name = models.CharField("存入人", max_length=64, blank=True)
    stored_at = models.DateTimeField("存入时间", null=True)

    def __str__(self) -> str:
        return self.version

    @property
    def own_days(self) -> tuple[DayChange, ...]:
        """The days that the county put otherwise, in their order."""
        return tuple(
            DayChange(date.fromisoformat(one["day"]), one["is_working"], one["basis"])
            for one in self.changes
        )

    def opened(self) -> WorkCalendar:
        """The calendar as the domain counts with it."""
        return WorkCalendar(
            version=self.version,
            first_day=self.first_day,
            last_day=self.last_day,
            days_off=frozenset(date.fromisoformat(day) for day in self.days_off),
        )


class Campaign(models.Model):
    """One look-back in one area, on one pinned pack and calendar."""

    code = models.SlugField("编号", max_length=40, unique=True)
    title = models.CharField("名称", max_length=120)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    pack = models.ForeignKey(PackRelease, models.PROTECT, related_name="+")
    calendar = models.ForeignKey(StoredCalendar, models.PROTECT, related_name="+")
    baseline_on = models.DateField("基准日")
    starts_on = models.DateField("开始")
    ends_on = models.DateField("结束")
    opened_by = models.CharField(max_length=64)
    opened_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")),
                name="campaign_ends_after_it_begins",
            )
        ]

    def __str__(self) -> str:
        return self.title


class Gate(models.Model):
    """A fact that a stage reported about itself: passed or not yet, and the sentence shown."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="gates")
    code = models.CharField(max_length=40)
    is_passed = models.BooleanField(default=False)
    told = models.CharField(max_length=120, blank=True)
    reported_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["campaign", "code"], name="one_gate_per_campaign")
        ]

    def __str__(self) -> str:
        return self.code
