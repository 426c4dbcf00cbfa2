"""Looking for the same elsewhere (举一反三): from one problem, or a common type, to all objects."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.scope import ScopedQuerySet
from huitoukan.apps.jobs.models import Job
from huitoukan.apps.problems.models.ledger import Problem


class Sweep(models.Model):
    """A look over all other objects for what one problem, or a common type, showed.

    `rules` are the rules linked to the type when it was asked for; `run_code` is the comparison
    that looked, empty until it is stored. The stage that compares links the doubts (`hits`).
    """

    SCOPE_AREA = "campaign__area"

    code = models.CharField("编号", max_length=20, unique=True)
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="+")
    problem = models.ForeignKey(Problem, models.PROTECT, null=True, related_name="sweeps")
    type = models.CharField("问题类型", max_length=10)
    rules = models.JSONField("关联规则", default=list)
    job = models.ForeignKey(Job, models.PROTECT, related_name="+")
    run_code = models.CharField("比对", max_length=20, blank=True)
    asked_by = models.CharField(max_length=64)
    asked_by_name = models.CharField("发起人", max_length=64)
    asked_at = models.DateTimeField("发起时间")

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return self.code

    @property
    def is_under_way(self) -> bool:
        """Whether the comparison that looks is still to come."""
        return not self.run_code and not self.job.is_over
