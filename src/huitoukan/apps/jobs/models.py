"""The one table of background work. The queue's own table only says that a job waits."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q

from huitoukan.apps.core.scope import ScopedQuerySet
from huitoukan.apps.places.models import Area


class JobState(models.TextChoices):
    """Where a job stands."""

    QUEUED = "queued", "排队中"
    RUNNING = "running", "进行中"
    DONE = "done", "已完成"
    REFUSED = "refused", "未通过"
    FAILED = "failed", "出错"


class Job(models.Model):
    """A piece of work: what, for whom, how far, and who holds it until when.

    `token` is the fence: only the attempt that holds the present token may write. `lease_until` is
    pushed on while the worker lives; a job whose lease has run out is given to another worker.
    """

    SCOPE_AREA = "area"

    code = models.CharField("编号", max_length=20, unique=True)
    kind = models.CharField("种类", max_length=60)
    title = models.CharField("事项", max_length=200)
    arguments = models.JSONField(default=dict)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    asked_by = models.CharField("提交人", max_length=64)
    asked_at = models.DateTimeField("提交时间")
    state = models.CharField(max_length=10, choices=JobState.choices, default=JobState.QUEUED)
    attempt = models.PositiveSmallIntegerField("第几次", default=0)
    max_attempts = models.PositiveSmallIntegerField(default=3)
    token = models.CharField(max_length=32, blank=True)
    lease_until = models.DateTimeField(null=True)
    n_done = models.PositiveBigIntegerField("已做", default=0)
    n_total = models.PositiveBigIntegerField("总数", default=0)
    told = models.CharField("进展", max_length=200, blank=True)
    result = models.JSONField("结果", default=dict)
    refusal = models.CharField("说明", max_length=600, blank=True)
    remedy = models.CharField("办法", max_length=300, blank=True)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(state="running") | Q(lease_until__isnull=False),
                name="running_job_has_lease",
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen by itself."""
        return self.state in {JobState.DONE, JobState.REFUSED, JobState.FAILED}

    @property
    def waits(self) -> bool:
        """Whether it stopped, without writing, for a person to answer; once answered no more."""
        return (
            self.state == JobState.DONE and "questions" in self.result and "next" not in self.result
        )

    @property
    def share(self) -> float:
        """How far, from 0 to 1."""
        if self.state == JobState.DONE:
            return 1.0
        return min(self.n_done / self.n_total, 1.0) if self.n_total else 0.0

    def is_lost(self, at: datetime) -> bool:
        """Whether the worker that held it is gone."""
        return (
            self.state == JobState.RUNNING
            and self.lease_until is not None
            and self.lease_until < at
        )
