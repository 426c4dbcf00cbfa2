"""Rounds of the three-way check and their readings, mismatches, printed sheets, document checks."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.scope import ScopedQuerySet
from huitoukan.apps.files.models import RejectedRow, RowAccount, StoredFile
from huitoukan.apps.places.models import Area
from huitoukan.apps.registry.models import Household, Snapshot
from huitoukan.domain.agreement import UNSEEN, Document, Entry, Seen, Side, Standing, Verdict

SEEN = [(seen.value, seen.value) for seen in Seen]


class Sheet(models.Model):
    """A printed sheet: which households it holds and what the system said when it was made.

    `frozen` is household number to `{"row_hash", "lines": [{"person_no", "person_name", "column",
    "value"}]}`: what comes back from the field is compared with what was printed.
    """

    SCOPE_AREA = "area"

    code = models.CharField("表号", max_length=20, unique=True)
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="+")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    snapshot = models.ForeignKey(Snapshot, models.PROTECT, related_name="+", null=True)
    n_households = models.PositiveIntegerField()
    frozen = models.JSONField(default=dict)
    made_by = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return self.code


class Agreement(models.Model):
    """Where one household stands in one campaign, and which of its rounds counts.

    `decided` is the round that a person chose, with the reason; without a choice the newest counts,
    unless the rounds contradict each other. The counts are of readings of the counting round.
    """

    SCOPE_AREA = "household__area"

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="+")
    household = models.ForeignKey(Household, models.PROTECT, related_name="+")
    standing = models.CharField(max_length=14, choices=[(s.value, s.value) for s in Standing])
    n_rounds = models.PositiveSmallIntegerField(default=0)
    n_agree = models.PositiveSmallIntegerField(default=0)
    n_differ = models.PositiveSmallIntegerField(default=0)
    n_cannot_tell = models.PositiveSmallIntegerField(default=0)
    counting = models.ForeignKey("Round", models.PROTECT, related_name="+", null=True)
    decided = models.ForeignKey("Round", models.PROTECT, related_name="+", null=True)
    decided_by = models.CharField(max_length=64, blank=True)
    decided_name = models.CharField(max_length=64, blank=True)
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField("裁定理由", max_length=500, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["household__area__code", "household__household_no"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["campaign", "household"], name="one_agreement_per_household"
            ),
            models.CheckConstraint(
                condition=Q(decided__isnull=True) | (~Q(decided_by="") & ~Q(reason="")),
                name="decided_round_has_person_and_reason",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["campaign", "standing"], name="agreements_by_standing")
        ]

    def __str__(self) -> str:
        return f"{self.household_id} {self.standing}"


class Round(models.Model):
    """One look at a household: who looked, on which day, against which state of the system.

    One person makes one round a day; a later look, or another person's, is a round of its own.
    `row_hash` is the registry row when the system values were frozen. `recorded_by` typed it in.
    """

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="rounds")
    number = models.PositiveSmallIntegerField("轮次")
    on = models.DateField("核查日期")
    taken_by = models.CharField("核查人账号", max_length=64, blank=True)
    taken_by_name = models.CharField("核查人", max_length=64)
    with_whom = models.CharField("同行人员", max_length=80, blank=True)
    sheet = models.ForeignKey(Sheet, models.PROTECT, related_name="+", null=True)
    snapshot = models.ForeignKey(Snapshot, models.PROTECT, related_name="+", null=True)
    row_hash = models.CharField(max_length=64)
    recorded_by = models.CharField(max_length=64)
    recorded_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agreement", "number"], name="one_round_per_number"),
            models.UniqueConstraint(
                fields=["agreement", "taken_by_name", "on"], name="one_round_per_person_and_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id} #{self.number}"


class Reading(models.Model):
    """What one round says of one field: three sides, and the verdict on them.

    `person_no` is empty for the household's own fields. A side that was not looked at is "unseen",
    one that is empty "blank"; the system is always looked at.
    """

    round = models.ForeignKey(Round, models.CASCADE, related_name="readings")
    position = models.PositiveSmallIntegerField()
    person_no = models.CharField("人编号", max_length=40, blank=True)
    person_name = models.CharField("姓名", max_length=80, blank=True)
    column = models.CharField(max_length=60)
    system = models.JSONField("系统值", null=True)
    booklet_seen = models.CharField(max_length=6, choices=SEEN, default=Seen.UNSEEN.value)
    booklet = models.JSONField("手册值", null=True)
    observed_seen = models.CharField(max_length=6, choices=SEEN, default=Seen.UNSEEN.value)
    observed = models.JSONField("实际值", null=True)
    verdict = models.CharField(max_length=12, choices=[(v.value, v.value) for v in Verdict])
    apart = models.JSONField(default=list)

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["round", "person_no", "column"], name="one_reading_per_field"
            ),
            models.CheckConstraint(
                condition=Q(booklet_seen="value") | Q(booklet__isnull=True),
                name="unseen_booklet_has_no_value",
            ),
            models.CheckConstraint(
                condition=Q(observed_seen="value") | Q(observed__isnull=True),
                name="unseen_reality_has_no_value",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_no} {self.column}: {self.verdict}"

    @property
    def key(self) -> tuple[str, str]:
        """Whose field it is, and which."""
        return self.person_no, self.column

    @property
    def entries(self) -> dict[Side, Entry]:
        """The three sides as the domain's own values."""
        return {
            Side.SYSTEM: Entry.of(self.system),
            Side.BOOKLET: self._entry(self.booklet_seen, self.booklet),
            Side.OBSERVED: self._entry(self.observed_seen, self.observed),
        }

    @staticmethod
    def _entry(seen: str, value: Any) -> Entry:
        return UNSEEN if seen == Seen.UNSEEN else Entry(Seen(seen), value)

    def put(self, side: Side, entry: Entry) -> None:
        """Write down what was seen on the booklet's or reality's side."""
        setattr(self, f"{side.value}_seen", entry.seen.value)
        setattr(self, side.value, entry.value)


class MismatchState(models.TextChoices):
    """What people have said about a mismatch."""

    NEW = "new", "待核定"
    CONFIRMED = "confirmed", "属实"
    DISMISSED = "dismissed", "不作为问题"


class Mismatch(models.Model):
    """A doubt: the three sides of one field differ. One row per field, kept over later rounds.

    `is_present` says whether the counting round still shows it. A dismissal holds for the values
    that were judged; other values make it a new doubt.
    """

    SCOPE_AREA = "agreement__household__area"

    code = models.CharField("编号", max_length=20, unique=True)
    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="mismatches")
    person_no = models.CharField(max_length=40, blank=True)
    column = models.CharField(max_length=60)
    reading = models.ForeignKey(Reading, models.PROTECT, related_name="+")
    is_present = models.BooleanField(default=True)
    state = models.CharField(
        max_length=10, choices=MismatchState.choices, default=MismatchState.NEW
    )
    judged = models.JSONField("核定时的三方值", default=dict)
    verdict_by = models.CharField(max_length=64, blank=True)
    verdict_name = models.CharField(max_length=64, blank=True)
    verdict_at = models.DateTimeField(null=True)
    reason_code = models.CharField(max_length=40, blank=True)
    note = models.CharField(max_length=500, blank=True)
    problem_code = models.CharField(max_length=20, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["code"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["agreement", "person_no", "column"], name="one_mismatch_per_field"
            ),
            models.CheckConstraint(
                condition=Q(state="new") | ~Q(verdict_by=""), name="mismatch_names_its_judge"
            ),
            models.CheckConstraint(
                condition=~Q(state="confirmed") | ~Q(problem_code=""),
                name="confirmed_mismatch_has_problem",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class SheetBatch(models.Model):
    """A filled-in workbook that was read back: the file, who, when."""

    SCOPE_AREA = "area"

    code = models.CharField("编号", max_length=20, unique=True)
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="+")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    imported_by = models.CharField("导入人", max_length=64)
    imported_name = models.CharField(max_length=64)
    imported_at = models.DateTimeField("导入时间")

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return self.code


class SheetAccount(RowAccount):
    """The account of one sheet of a workbook that was read back."""

    batch = models.ForeignKey(SheetBatch, models.CASCADE, related_name="sheets")
    sheet = models.CharField("工作表", max_length=200)

    class Meta(RowAccount.Meta):
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return self.sheet


class SheetReject(RejectedRow):
    """A row of a filled-in workbook that was given back."""

    account = models.ForeignKey(SheetAccount, models.CASCADE, related_name="rejects")


class DocumentCheck(models.Model):
    """What was found of one document of a household's or (without household) a village's file.

    No row means that nobody looked. The last look counts; earlier ones stand in the journal.
    """

    SCOPE_AREA = "area"

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="+")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    household = models.ForeignKey(Household, models.PROTECT, related_name="+", null=True)
    document = models.CharField(max_length=40)
    state = models.CharField(max_length=10, choices=[(d.value, d.value) for d in Document])
    checked_by = models.CharField(max_length=64)
    checked_name = models.CharField(max_length=64)
    checked_at = models.DateTimeField()

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["campaign", "household", "document"],
                condition=Q(household__isnull=False),
                name="one_check_per_household_document",
            ),
            models.UniqueConstraint(
                fields=["campaign", "area", "document"],
                condition=Q(household__isnull=True),
                name="one_check_per_village_document",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document}: {self.state}"
