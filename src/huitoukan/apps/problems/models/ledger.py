"""Problems, their events, their evidence, and the numbered lists that are issued."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Final

from django.db import models
from django.db.models import Case, Q, When

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.scope import ScopedQuerySet
from huitoukan.apps.files.models import StoredFile
from huitoukan.apps.places.models import Area
from huitoukan.domain.problems import (
    DATED_STATES,
    ENDINGS,
    OPEN_STATES,
    STATE_WORDS,
    State,
    is_overdue,
)
from huitoukan.domain.requests import STANDING_WORDS, Kind, Standing

BY_DUE_ON: Final = sorted(
    state.value for state in DATED_STATES if state not in {State.REGISTERED, State.ACCEPTED}
)
"""The states whose date is the end of the rectification."""


ENDED: Final = sorted(state.value for state in ENDINGS)
COUNTS: Final = Q(from_state="") | Q(from_state__in=ENDED) | Q(to_state__in=ENDED)
"""The steps that bring a problem into the ledger, to an ending or back from one."""


class NumberSeries(models.Model):
    """The last number given out in a series; numbers are never used again."""

    name = models.CharField(max_length=40, primary_key=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name}: {self.last}"


class Problem(models.Model):
    """A confirmed doubt or a finding to be put right, with the sealed copy of its evidence.

    One enumerated state; `version` rises with each step, so that two people cannot both take one.
    `origin_kind`/`origin_code` name what found it without knowing that table.
    """

    SCOPE_AREA = "area"
    SCOPE_DEPARTMENT = "department"

    code = models.CharField("问题编号", max_length=20, unique=True)
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="+")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    type = models.CharField("问题类型", max_length=10)
    topic = models.CharField("类别", max_length=20)
    severity = models.CharField("程度", max_length=1)
    title = models.CharField("问题描述", max_length=500)
    household_no = models.CharField("户编号", max_length=40, blank=True)
    household_name = models.CharField("户主", max_length=80, blank=True)
    origin_kind = models.CharField("来源", max_length=20)
    origin_code = models.CharField(max_length=40, blank=True)
    rule = models.CharField(max_length=10, blank=True)
    evidence = models.JSONField("发现时的依据", default=dict)
    found_by = models.CharField(max_length=64)
    found_by_name = models.CharField(max_length=64, blank=True)
    found_at = models.DateTimeField("发现时间")
    department = models.CharField("责任部门", max_length=40)
    unit = models.CharField("责任单位", max_length=80, blank=True)
    person = models.CharField("责任人", max_length=80, blank=True)
    measure = models.CharField("整改措施", max_length=1000, blank=True)
    result = models.CharField("整改情况", max_length=1000, blank=True)
    state = models.CharField(
        "状态", max_length=14, choices=[(s.value, STATE_WORDS[s].zh) for s in State]
    )
    round = models.PositiveSmallIntegerField("轮次", default=1)
    confirm_due_on = models.DateField("部门确认期限", null=True)
    plan_due_on = models.DateField("方案期限", null=True)
    due_on = models.DateField("整改期限", null=True)
    closed_on = models.DateField("销号日期", null=True)
    found_level = models.CharField("发现级别", max_length=10, default="county")
    sign_level = models.CharField("销号级别", max_length=10, default="county")
    n_returned = models.PositiveSmallIntegerField("退回次数", default=0)
    planned_by_name = models.CharField("方案审定人", max_length=64, blank=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged")
    recurs_from = models.ForeignKey("self", models.PROTECT, null=True, related_name="recurrences")
    prompted_by = models.ForeignKey("self", models.PROTECT, null=True, related_name="prompted")
    transferred_to = models.CharField("移交去向", max_length=80, blank=True)
    milestones = models.JSONField("阶段目标", default=list)
    is_on_spot = models.BooleanField("边看边改", default=False)
    is_expedited = models.BooleanField("特事特办", default=False)
    county_funds = models.DecimalField(
        "县级统筹资金（元）", max_digits=14, decimal_places=2, null=True
    )
    source_no = models.CharField("来源编号", max_length=20, blank=True)
    source_ref = models.CharField("来源文号", max_length=80, blank=True)
    answer_due_on = models.DateField("答复期限", null=True)
    paused_on = models.DateField("暂停日期", null=True)
    paused_until = models.DateField("暂停至", null=True)
    calendar = models.CharField("计算期限所用日历", max_length=60, blank=True)
    rectifier_names = models.TextField("整改人账号", blank=True)
    reviewer = models.CharField(max_length=64, blank=True)
    reviewer_name = models.CharField("审核人", max_length=64, blank=True)
    signer_name = models.CharField("销号人", max_length=64, blank=True)
    version = models.PositiveIntegerField(default=0)
    step_due_on = models.GeneratedField(
        expression=Case(
            When(state=State.REGISTERED.value, then="confirm_due_on"),
            When(state=State.ACCEPTED.value, then="plan_due_on"),
            When(state__in=BY_DUE_ON, then="due_on"),
            default=None,
        ),
        output_field=models.DateField(null=True),
        db_persist=True,
    )
    """`next_due_on` as the database sees it, by which it finds and sorts; a test compares."""

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["code"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=[s.value for s in State]), name="problem_state_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["closed", "archived"])
                | (Q(closed_on__isnull=False) & ~Q(reviewer="")),
                name="closed_problem_has_day_and_reviewer",
            ),
            models.UniqueConstraint(
                fields=["campaign", "origin_kind", "origin_code"],
                condition=~Q(origin_code=""),
                name="one_problem_per_origin",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["campaign", "code"], name="problems_by_code"),
            models.Index(
                fields=["campaign", "state", "step_due_on", "code"], name="problems_by_state_date"
            ),
            models.Index(fields=["campaign", "step_due_on", "code"], name="problems_by_date"),
            models.Index(
                fields=["area", "campaign", "state", "step_due_on"], name="problems_by_area"
            ),
            models.Index(
                fields=["campaign", "type", "state", "step_due_on"], name="problems_by_type"
            ),
            models.Index(
                fields=["campaign", "department", "severity", "state", "step_due_on"],
                name="problems_by_department",
            ),
            models.Index(fields=["household_no"], name="problems_by_household"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def rectifiers(self) -> frozenset[str]:
        """The accounts that took part in putting it right."""
        return frozenset(self.rectifier_names.split())

    def add_rectifier(self, account: str) -> None:
        """Note that this account takes part; kept as " a b " so that any database finds it."""
        self.rectifier_names = f" {' '.join(sorted({*self.rectifiers, account}))} "

    @property
    def stands(self) -> State:
        """The state as the domain's own value."""
        return State(self.state)

    @property
    def is_open(self) -> bool:
        """Whether somebody still has something to do."""
        return self.stands in OPEN_STATES

    @property
    def next_due_on(self) -> date | None:
        """The date by which the present step is due, if the step has one."""
        by_state = {
            State.REGISTERED: self.confirm_due_on,
            State.ACCEPTED: self.plan_due_on,
        }
        return by_state.get(self.stands, self.due_on) if self.stands in DATED_STATES else None

    def is_overdue(self, on: date) -> bool:
        """Whether the present step's date has passed."""
        return is_overdue(self.stands, self.next_due_on, on)


class ProblemEvent(models.Model):
    """One step of a problem, append-only: who, when, from where to where, with what words."""

    problem = models.ForeignKey(Problem, models.CASCADE, related_name="events")
    seq = models.PositiveSmallIntegerField()
    action = models.CharField(max_length=20)
    from_state = models.CharField(max_length=14, blank=True)
    to_state = models.CharField(max_length=14)
    actor_code = models.CharField(max_length=64)
    actor_name = models.CharField(max_length=64)
    actor_post = models.CharField(max_length=128, blank=True)
    at = models.DateTimeField()
    round = models.PositiveSmallIntegerField(default=1)
    facts = models.JSONField(default=dict)

    class Meta:
        ordering: ClassVar = ["seq"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["problem", "seq"], name="one_event_per_step")
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["at", "from_state", "to_state", "problem"],
                condition=COUNTS,
                name="events_that_count",
            ),
            models.Index(fields=["at"], name="events_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.problem_id} {self.seq} {self.action}"


class ProblemRequest(models.Model):
    """More time, a pause, a long term, a transfer …: asked by one person, granted by another.

    `asked` holds what was filled in, by the names of the domain's facts; dates and sums as text.
    """

    problem = models.ForeignKey(Problem, models.CASCADE, related_name="requests")
    seq = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10)
    asked = models.JSONField(default=dict)
    asked_by = models.CharField(max_length=64)
    asked_by_name = models.CharField("申请人", max_length=64)
    asked_at = models.DateTimeField("申请时间")
    state = models.CharField(
        max_length=8, choices=[(s.value, STANDING_WORDS[s].zh) for s in Standing], default="asked"
    )
    decided_by_name = models.CharField("批准人", max_length=64, blank=True)
    decided_at = models.DateTimeField("批准时间", null=True)
    opinion = models.CharField("批准意见", max_length=500, blank=True)

    class Meta:
        ordering: ClassVar = ["seq"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["problem", "seq"], name="one_request_per_number"),
            models.UniqueConstraint(
                fields=["problem", "kind"],
                condition=Q(state="asked"),
                name="one_waiting_request_of_a_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.problem_id} {self.kind} {self.state}"

    @property
    def wants(self) -> Kind:
        """What is asked for, as the domain's own value."""
        return Kind(self.kind)

    @property
    def stands(self) -> Standing:
        """Where it stands, as the domain's own value."""
        return Standing(self.state)


class Evidence(models.Model):
    """A file that shows how a problem was found or put right."""

    problem = models.ForeignKey(Problem, models.CASCADE, related_name="evidence_files")
    event = models.ForeignKey(ProblemEvent, models.CASCADE, related_name="files")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    caption = models.CharField(max_length=100, blank=True)
    when = models.CharField(
        max_length=10,
        default="after",
        choices=[("before", "整改前"), ("after", "整改后"), ("visit", "回访")],
    )

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return self.caption


class Bulletin(models.Model):
    """问题清单第 N 期: a numbered list of problems handed over, with the files as issued.

    Closed as a whole by a person when every problem of it has ended; `slip` then tells how.
    """

    SCOPE_AREA = "campaign__area"

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="+")
    issue = models.PositiveIntegerField("期数")
    issued_by = models.CharField(max_length=64)
    issued_at = models.DateTimeField()
    problems = models.ManyToManyField(Problem, related_name="bulletins")
    word = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    excel = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    closed_at = models.DateTimeField("销号时间", null=True)
    closed_by = models.CharField("办结人", max_length=64, blank=True)
    opinion = models.CharField("办结意见", max_length=500, blank=True)
    slip = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-issue"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["campaign", "issue"], name="one_bulletin_per_issue")
        ]

    def __str__(self) -> str:
        return f"问题清单第{self.issue}期"
