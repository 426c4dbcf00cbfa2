"""Runs that hold every household against a standard, their verdicts, and what people decided.

A verdict of the program is never overwritten: a person's stands beside it, and both are kept. Facts
that people state by hand are only added to; the next run reads them.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import ClassVar, Final

from django.conf import settings
from django.db import models

from huitoukan.apps.campaigns.models import Campaign, PackRelease
from huitoukan.apps.core.scope import ScopedQuerySet
from huitoukan.apps.files.models import StoredFile
from huitoukan.apps.places.models import Area
from huitoukan.apps.registry.models import Snapshot


class Verdict(models.TextChoices):
    """The three answers."""

    MET = "met", "达标"
    NOT_MET = "not_met", "不达标"
    CANNOT_TELL = "cannot_tell", "无法判断"


class AsOf(models.TextChoices):
    """Of which day a run speaks: of its own, or of each household's exit or listing."""

    NOW = "now", "核查日"
    EXIT = "exit", "脱贫那年年底"
    LISTING = "listing", "识别那个月"


MARKS: Final = {Verdict.MET: "+", Verdict.NOT_MET: "-", Verdict.CANNOT_TELL: "?"}
"""How the verdict on an indicator is written behind its id."""


def mark(indicator: str, verdict: str) -> str:
    """An indicator with its verdict as it stands in `marks`: " H6-"."""
    return f" {indicator}{MARKS[Verdict(verdict)]}"


class Assessment(models.Model):
    """One run: every household of a snapshot held against a standard, as of a day.

    `inputs` are the tables that were read, by their hashes; `unread` what the pack would read and
    nobody delivered. `readings_hash` is the SHA-256 of the readings, which are kept as a file, so
    that any worksheet can be made again as it was. A try is a run by a changed pack that counts for
    nothing but the comparison; `how` says what was changed. `village_standard` is blank when the
    pack says nothing about villages; their readings are kept beside those of households. A run
    `as_of` the exit or the listing holds each household against the standard on a past day of its
    own, and no village.
    """

    SCOPE_AREA = "campaign__area"

    code = models.CharField("编号", max_length=20, unique=True)
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="+")
    snapshot = models.ForeignKey(Snapshot, models.PROTECT, related_name="+")
    pack = models.ForeignKey(PackRelease, models.PROTECT, related_name="+")
    standard = models.CharField("标准", max_length=40)
    on = models.DateField("核查日")
    as_of = models.CharField("截至", max_length=10, choices=AsOf.choices, default=AsOf.NOW)
    is_try = models.BooleanField("试算", default=False)
    how = models.CharField("改动", max_length=200, blank=True)
    inputs = models.JSONField("数据", default=dict)
    unread = models.JSONField("没有取到的数", default=list)
    readings_hash = models.CharField(max_length=64)
    n_sheets = models.PositiveIntegerField("收入测算表", default=0)
    n_objects = models.PositiveIntegerField("户数", default=0)
    n_met = models.PositiveIntegerField("达标", default=0)
    n_not_met = models.PositiveIntegerField("不达标", default=0)
    n_cannot_tell = models.PositiveIntegerField("无法判断", default=0)
    village_standard = models.CharField("村的标准", max_length=40, blank=True)
    village_readings_hash = models.CharField(max_length=64, blank=True)
    n_villages = models.PositiveIntegerField("村数", default=0)
    n_villages_met = models.PositiveIntegerField("达标的村", default=0)
    n_villages_not_met = models.PositiveIntegerField("不达标的村", default=0)
    asked_by = models.CharField(max_length=64)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField()

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return self.code

    @property
    def readings_path(self) -> Path:
        """Where the readings are kept."""
        return readings_file(self.code)

    @property
    def village_readings_path(self) -> Path:
        """Where the readings about villages are kept."""
        return readings_file(f"{self.code}-villages")


def readings_file(name: str) -> Path:
    """The file of a run's readings."""
    return Path(settings.DATA_DIR) / "assessments" / f"{name}.parquet"


class PlaceCount(models.Model):
    """How many households of a village got which answer, for an indicator or ("") the whole."""

    run = models.ForeignKey(Assessment, models.CASCADE, related_name="counts")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    indicator = models.CharField(max_length=10, blank=True)
    n_met = models.PositiveIntegerField(default=0)
    n_not_met = models.PositiveIntegerField(default=0)
    n_cannot_tell = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["run", "area", "indicator"], name="one_count_of_a_place"
            )
        ]

    def __str__(self) -> str:
        return f"{self.run_id} {self.area_id} {self.indicator}"


class HouseholdVerdict(models.Model):
    """The program's verdict on one household in one run.

    `marks` has every indicator with its answer (" H4+ H6-"). `refused` is the code of the refusal
    when the facts could not be read as a household. `facts_hash` is over all that was read.
    `per_head` is the income that the standard's profile reckons, in yuan a year, `by_kind` the same
    by kind; both blank without an accepted account. They are for measures of places. `on` is the
    past day of a run as of exit or listing.
    """

    SCOPE_AREA = "area"

    run = models.ForeignKey(Assessment, models.CASCADE, related_name="verdicts")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    household_no = models.CharField("户编号", max_length=40)
    verdict = models.CharField("结论", max_length=12, choices=Verdict.choices)
    marks = models.CharField("各项", max_length=200)
    refused = models.CharField(max_length=40, blank=True)
    facts_hash = models.CharField(max_length=64)
    n_members = models.PositiveSmallIntegerField("人数", default=0)
    per_head = models.DecimalField("人均纯收入", max_digits=12, decimal_places=2, null=True)
    by_kind = models.JSONField("各类收入", default=dict)
    on = models.DateField("截至", null=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["area__code", "household_no"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run", "household_no"], name="one_verdict_a_run")
        ]
        indexes: ClassVar = [
            models.Index(fields=["run", "verdict", "area"], name="verdicts_by_answer")
        ]

    def __str__(self) -> str:
        return f"{self.household_no} {self.verdict}"

    @property
    def day(self) -> date:
        """The day as of which the household was judged."""
        return self.on or self.run.on


class VillageVerdict(models.Model):
    """The program's verdict on one village in one run, written like a household's."""

    SCOPE_AREA = "area"

    run = models.ForeignKey(Assessment, models.CASCADE, related_name="village_verdicts")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    village_code = models.CharField("行政村代码", max_length=14)
    verdict = models.CharField("结论", max_length=12, choices=Verdict.choices)
    marks = models.CharField("各项", max_length=200)
    refused = models.CharField(max_length=40, blank=True)
    facts_hash = models.CharField(max_length=64)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["area__code"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run", "area"], name="one_village_verdict_a_run")
        ]

    def __str__(self) -> str:
        return f"{self.village_code} {self.verdict}"


class HumanVerdict(models.Model):
    """What a person decided about a household by a standard, and why; a line is never changed.

    About a village `household_no` is blank and `area` says which. `machine` is what the program
    said in the run that they had before them.
    """

    SCOPE_AREA = "area"

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="+")
    run = models.ForeignKey(Assessment, models.PROTECT, related_name="+")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    household_no = models.CharField("户编号", max_length=40, blank=True)
    standard = models.CharField("标准", max_length=40)
    verdict = models.CharField("结论", max_length=12, choices=Verdict.choices)
    machine = models.CharField("系统结论", max_length=12, choices=Verdict.choices)
    reason = models.CharField("理由", max_length=500)
    by = models.CharField(max_length=64)
    by_name = models.CharField("核定人", max_length=64)
    at = models.DateTimeField("时间")

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(fields=["household_no", "standard"], name="human_by_household")
        ]

    def __str__(self) -> str:
        return f"{self.household_no or self.area_id} {self.verdict}"


class DoubtState(models.TextChoices):
    """What people have said about a doubt."""

    NEW = "new", "待核定"
    CONFIRMED = "confirmed", "属实"
    DISMISSED = "dismissed", "不属实"


class ListingDoubt(models.Model):
    """A doubt about a household's listing (应纳未纳, 应退未退 …), kept over later runs.

    `kind` is a file of the pack's `findings/`; `status` and `verdict` (of the day `on`) are what it
    follows from, and `in_hand` the kind of adjustment under way when it was found. `is_present`
    turns False when a later run could tell and did not find it; what a person said stays.
    """

    SCOPE_AREA = "area"

    code = models.CharField("编号", max_length=20, unique=True)
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="+")
    run = models.ForeignKey(Assessment, models.PROTECT, related_name="+")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    household_no = models.CharField("户编号", max_length=40)
    kind = models.CharField("类别", max_length=40)
    status = models.CharField("名册上", max_length=20)
    verdict = models.CharField("结论", max_length=12, choices=Verdict.choices)
    on = models.DateField("截至", null=True)
    in_hand = models.CharField("已在办的调整", max_length=40, blank=True)
    is_present = models.BooleanField(default=True)
    state = models.CharField(max_length=12, choices=DoubtState.choices, default=DoubtState.NEW)
    reason = models.CharField("理由", max_length=500, blank=True)
    decided_by = models.CharField(max_length=64, blank=True)
    decided_name = models.CharField("核定人", max_length=64, blank=True)
    decided_at = models.DateTimeField("时间", null=True)
    problem_code = models.CharField("问题编号", max_length=20, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["kind", "area__code", "household_no"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["campaign", "household_no", "kind"], name="one_listing_doubt"
            ),
            models.CheckConstraint(
                condition=models.Q(state="new") | ~models.Q(decided_by=""),
                name="listing_doubt_names_who_decided",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.kind}"

    @property
    def day(self) -> date:
        """The day of the verdict that it follows from."""
        return self.on or self.run.on


class Statement(models.Model):
    """One act of stating facts of a household: from whom, seen or said on which day.

    `source` is one of the pack's `stated_as`, `view` the view whose form was filled in, `why` the
    reason when it corrects or takes back what was stated before. A line is never changed.
    """

    SCOPE_AREA = "area"

    code = models.CharField("编号", max_length=20, unique=True)
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="+")
    run = models.ForeignKey(Assessment, models.PROTECT, related_name="+")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    household_no = models.CharField("户编号", max_length=40)
    view = models.CharField(max_length=40, blank=True)
    source = models.CharField("来源", max_length=40)
    said_by = models.CharField("谁说的", max_length=64)
    on = models.DateField("日期")
    why = models.CharField("更正原因", max_length=300, blank=True)
    by = models.CharField(max_length=64)
    by_name = models.CharField("登记人", max_length=64)
    at = models.DateTimeField("时间")

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(fields=["campaign", "household_no"], name="statements_of_household")
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.household_no}"


class SectionNote(models.Model):
    """What was seen of one section of a view: words, a photograph, or both."""

    SCOPE_AREA = "statement__area"

    statement = models.ForeignKey(Statement, models.PROTECT, related_name="notes")
    section = models.CharField(max_length=80)
    words = models.CharField("看到的情况", max_length=300, blank=True)
    photo = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", null=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.statement_id} {self.section}"


class StatedFact(models.Model):
    """One fact of a statement; a blank value takes an earlier word back, `note` is its evidence."""

    SCOPE_AREA = "statement__area"

    statement = models.ForeignKey(Statement, models.PROTECT, related_name="facts")
    person_no = models.CharField("人编号", max_length=40, blank=True)
    fact = models.CharField(max_length=60)
    value = models.CharField("取值", max_length=100, blank=True)
    note = models.ForeignKey(SectionNote, models.PROTECT, related_name="+", null=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.statement_id} {self.person_no} {self.fact}"
