"""Runs, what each rule found in them, hits and their history. A hit is a doubt, never a finding."""

from __future__ import annotations

from typing import ClassVar, Final

from django.db import models
from django.db.models import Q

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.scope import ScopedQuerySet
from huitoukan.apps.places.models import Area
from huitoukan.apps.problems.models import Sweep
from huitoukan.apps.registry.models import Snapshot
from huitoukan.domain.doubts import Standing


class Run(models.Model):
    """One comparison: snapshot, deliveries and pack by their hashes, the plan, the counts.

    `n_hits` = new + still + back. `left_out` are rules of the pack that did not run, each with why;
    `recipe` is the version by which this run told one doubt from another.
    """

    SCOPE_AREA = "campaign__area"

    code = models.CharField("编号", max_length=20, unique=True)
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="+")
    snapshot = models.ForeignKey(Snapshot, models.PROTECT, related_name="+")
    pack_hash = models.CharField(max_length=64)
    on = models.DateField("比对日")
    inputs = models.JSONField("数据", default=dict)
    plan = models.JSONField("步骤", default=list)
    n_hits = models.PositiveIntegerField(default=0)
    n_new = models.PositiveIntegerField(default=0)
    n_still = models.PositiveIntegerField(default=0)
    n_back = models.PositiveIntegerField(default=0)
    n_gone = models.PositiveIntegerField(default=0)
    n_not_compared = models.PositiveIntegerField(default=0)
    left_out = models.JSONField("没有执行的规则", default=dict)
    recipe = models.PositiveSmallIntegerField("同一疑点的判定办法", default=1)
    asked_by = models.CharField(max_length=64)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField()

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return self.code


ROW_COUNT: Final = "n_rows"
"""Where a doubt's facts keep how many delivered rows lie behind it, when more than one does."""


LINK: Final = "link"
"""Where a doubt's facts keep the link that matched its row: who linked, when, on what evidence."""


class RuleOutcome(models.Model):
    """What one rule found in one run: hit, clean, or cannot tell, in numbers of objects.

    `villages` are [objects, cannot tell] by village code of the snapshot, "" where none is known.
    """

    run = models.ForeignKey(Run, models.CASCADE, related_name="outcomes")
    rule = models.CharField(max_length=10)
    rule_hash = models.CharField(max_length=64)
    n_objects = models.PositiveIntegerField()
    n_hits = models.PositiveIntegerField()
    n_cannot_tell = models.PositiveIntegerField()
    why = models.TextField(blank=True)
    seconds = models.FloatField()
    villages = models.JSONField("各村", default=dict)

    class Meta:
        ordering: ClassVar = ["rule"]

    def __str__(self) -> str:
        return f"{self.rule}: {self.n_hits}"

    @property
    def n_clean(self) -> int:
        """Objects that were compared and showed nothing."""
        return max(self.n_objects - self.n_hits - self.n_cannot_tell, 0)


class HitState(models.TextChoices):
    """What people have said about a doubt."""

    NEW = "new", "待核定"
    CONFIRMED = "confirmed", "属实"
    DISMISSED = "dismissed", "不属实"
    DATA_ERROR = "data_error", "数据错误"


STANDINGS: Final = (
    (Standing.NEW, "新增"),
    (Standing.STILL, "仍在"),
    (Standing.BACK, "再次出现"),
    (Standing.GONE, "不再出现"),
    (Standing.NOT_COMPARED, "本次未比对"),
)


class Closure(models.TextChoices):
    """What became of the proposal to sign a problem off because its doubt is gone."""

    NONE = "", "—"
    PROPOSED = "proposed", "建议销号"
    ACCEPTED = "accepted", "已采纳"
    REFUSED = "refused", "未采纳"


class Hit(models.Model):
    """A doubt about one object by one rule, with both rows as evidence; kept over later runs.

    The same doubt in a later run is the same row (`identity`, by the recipe of domain/doubts), so a
    person's verdict survives. `standing` is what the newest run says of it and `why` explains
    "not compared" and "gone"; `is_present` is True unless it is gone.

    `rows` say where each row behind it stands: table, delivery (or snapshot), SHA-256 of the file,
    row number. `matched_by` is person, household or village, the key by which they were found, link
    where a person found them, or empty inside the registry. `evidence_hash` is over the values
    shown: a dismissal holds for them. `sweeps` are the looks for the same elsewhere that found it.
    """

    SCOPE_AREA = "area"
    SCOPE_DEPARTMENT = "department"

    code = models.CharField("编号", max_length=20, unique=True)
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="+")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    recipe = models.PositiveSmallIntegerField(default=1)
    identity = models.CharField(max_length=64)
    rule = models.CharField("规则", max_length=10)
    rule_hash = models.CharField(max_length=64)
    severity = models.CharField("程度", max_length=1)
    severity_rank = models.PositiveSmallIntegerField(default=9)
    department = models.CharField("核实部门", max_length=40)
    object_kind = models.CharField(max_length=10)
    object_key = models.CharField(max_length=60)
    household_no = models.CharField("户编号", max_length=40, blank=True)
    person_no = models.CharField("人编号", max_length=40, blank=True)
    name = models.CharField("姓名", max_length=80, blank=True)
    sentence = models.CharField("疑点", max_length=500)
    facts = models.JSONField(default=dict)
    rows = models.JSONField("所在行", default=list)
    matched_by = models.CharField("匹配方式", max_length=20, blank=True)
    evidence_hash = models.CharField(max_length=64, blank=True)
    shown_hash = models.CharField("显示内容的指纹", max_length=64, blank=True)
    first_run = models.ForeignKey(Run, models.PROTECT, related_name="+")
    last_run = models.ForeignKey(Run, models.PROTECT, related_name="+")
    standing = models.CharField(max_length=12, choices=STANDINGS, default=Standing.NEW)
    why = models.CharField("原因", max_length=200, blank=True)
    is_present = models.BooleanField(default=True)
    state = models.CharField(max_length=12, choices=HitState.choices, default=HitState.NEW)
    verdict_by = models.CharField(max_length=64, blank=True)
    verdict_name = models.CharField(max_length=64, blank=True)
    verdict_at = models.DateTimeField(null=True)
    reason_code = models.CharField(max_length=40, blank=True)
    note = models.CharField(max_length=500, blank=True)
    problem_code = models.CharField(max_length=20, blank=True)
    sweeps = models.ManyToManyField(Sweep, related_name="hits")
    closure = models.CharField("销号建议", max_length=10, choices=Closure.choices, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["severity_rank", "rule", "area__code", "code"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["campaign", "identity"], name="one_hit_per_doubt"),
            models.CheckConstraint(
                condition=Q(state="new") | ~Q(verdict_by=""), name="verdict_names_its_person"
            ),
            models.CheckConstraint(
                condition=~Q(state="confirmed") | ~Q(problem_code=""),
                name="confirmed_hit_has_problem",
            ),
            models.CheckConstraint(
                condition=Q(is_present=True) & ~Q(standing="gone")
                | Q(is_present=False, standing="gone"),
                name="present_unless_gone",
            ),
            models.CheckConstraint(
                condition=Q(closure="") | Q(state="confirmed"), name="closure_is_of_a_problem"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["campaign", "state", "severity_rank"], name="hits_by_state"),
            models.Index(fields=["household_no"], name="hits_by_household"),
            models.Index(fields=["campaign", "rule"], name="hits_by_rule"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.rule}"


class EventKind(models.TextChoices):
    """What happened to a doubt: what a run said of it, or what a person did."""

    NEW = "new", "首次出现"
    STILL = "still", "恢复比对，仍在"
    BACK = "back", "再次出现"
    GONE = "gone", "不再出现"
    NOT_COMPARED = "not_compared", "未比对"
    REOPENED = "reopened", "依据有变，重新核定"
    JUDGED = "judged", "核定"
    PROPOSED = "proposed", "建议销号"
    ACCEPTED = "accepted", "采纳销号建议"
    REFUSED = "refused", "不采纳销号建议"


SAID_BY_RUNS: Final = (
    EventKind.NEW, EventKind.STILL, EventKind.BACK, EventKind.GONE, EventKind.NOT_COMPARED,
)  # fmt: skip
"""The kinds that tell how a doubt stood from one run to the next event."""


class HitEvent(models.Model):
    """A line of a doubt's history, append-only. A run that changes nothing writes none.

    `run` is the run that said it; of what a person did, the newest run that they had before them.
    `facts` are a verdict's words (state, reason_code, note), or why a doubt was not compared.
    """

    hit = models.ForeignKey(Hit, models.PROTECT, related_name="events")
    run = models.ForeignKey(Run, models.PROTECT, related_name="events")
    kind = models.CharField(max_length=12, choices=EventKind.choices)
    at = models.DateTimeField()
    by = models.CharField(max_length=64, blank=True)
    by_name = models.CharField(max_length=64, blank=True)
    facts = models.JSONField(default=dict)

    class Meta:
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [
            models.Index(fields=["hit", "kind"], name="events_by_hit"),
            models.Index(fields=["run", "kind"], name="events_by_run"),
        ]

    def __str__(self) -> str:
        return f"{self.hit_id} {self.kind}"
