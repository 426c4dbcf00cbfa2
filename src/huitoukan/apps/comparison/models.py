"""Runs, what each rule found in them, and hits. A hit is a doubt, never a finding."""

from __future__ import annotations

from typing import ClassVar, Final

from django.db import models
from django.db.models import Q

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.scope import ScopedQuerySet
from huitoukan.apps.places.models import Area
from huitoukan.apps.registry.models import Snapshot


class Run(models.Model):
    """One comparison: snapshot, deliveries and pack by their hashes, the plan, the counts."""

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
    n_gone = models.PositiveIntegerField(default=0)
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
    """What one rule found in one run: hit, clean, or cannot tell, in numbers of objects."""

    run = models.ForeignKey(Run, models.CASCADE, related_name="outcomes")
    rule = models.CharField(max_length=10)
    rule_hash = models.CharField(max_length=64)
    n_objects = models.PositiveIntegerField()
    n_hits = models.PositiveIntegerField()
    n_cannot_tell = models.PositiveIntegerField()
    why = models.TextField(blank=True)
    seconds = models.FloatField()

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


class Hit(models.Model):
    """A doubt about one object by one rule, with both rows as evidence; kept over later runs.

    `identity` is rule, kind of object, object and campaign: the same doubt in a later run is the
    same row, so a person's verdict survives. `is_present` says whether the newest run still has it.
    """

    SCOPE_AREA = "area"
    SCOPE_DEPARTMENT = "department"

    code = models.CharField("编号", max_length=20, unique=True)
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="+")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    identity = models.CharField(max_length=64)
    rule = models.CharField("规则", max_length=10)
    rule_hash = models.CharField(max_length=64)
    severity = models.CharField("程度", max_length=1)
    department = models.CharField("核实部门", max_length=40)
    object_kind = models.CharField(max_length=10)
    object_key = models.CharField(max_length=60)
    household_no = models.CharField("户编号", max_length=40, blank=True)
    person_no = models.CharField("人编号", max_length=40, blank=True)
    name = models.CharField("姓名", max_length=80, blank=True)
    sentence = models.CharField("疑点", max_length=500)
    facts = models.JSONField(default=dict)
    first_run = models.ForeignKey(Run, models.PROTECT, related_name="+")
    last_run = models.ForeignKey(Run, models.PROTECT, related_name="+")
    is_present = models.BooleanField(default=True)
    state = models.CharField(max_length=12, choices=HitState.choices, default=HitState.NEW)
    verdict_by = models.CharField(max_length=64, blank=True)
    verdict_name = models.CharField(max_length=64, blank=True)
    verdict_at = models.DateTimeField(null=True)
    reason_code = models.CharField(max_length=40, blank=True)
    note = models.CharField(max_length=500, blank=True)
    problem_code = models.CharField(max_length=20, blank=True)

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
        ]
        indexes: ClassVar = [
            models.Index(fields=["campaign", "state", "severity_rank"], name="hits_by_state"),
            models.Index(fields=["household_no"], name="hits_by_household"),
        ]

    severity_rank = models.PositiveSmallIntegerField(default=9)

    def __str__(self) -> str:
        return f"{self.code} {self.rule}"
