"""What people said about the headings of a source; one row for each layout of its files."""

from __future__ import annotations

from typing import ClassVar, Final

from django.db import models

from huitoukan.apps.core.scope import ScopedQuerySet
from huitoukan.apps.places.models import Area
from huitoukan.documents.mapping import Mapped

VERB_OF_INTAKE: Final = {
    "registry.import": "registry.import",
    "sources.deliver": "source.deliver",
    "ledgers.import": "ledger.keep",
    "problems.import": "problem.enter",
}
"""The kinds of jobs that ask about headings, each with the right that may answer."""


class ColumnMapping(models.Model):
    """The headings of one layout of a source, and which column each of them is.

    A source is a department of a county; `table` is a table of the registry or a data set. The
    fingerprint is that of the headings in their order (documents.mapping).
    """

    SCOPE_AREA = "area"
    SCOPE_DEPARTMENT = "department"

    code = models.CharField("编号", max_length=20, unique=True)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    department = models.CharField("部门代码", max_length=40)
    intake = models.CharField(max_length=40)
    table = models.CharField("表", max_length=40)
    fingerprint = models.CharField(max_length=64)
    headings = models.JSONField("表头", default=list)
    columns = models.JSONField("对照", default=dict)
    file_name = models.CharField("文件名", max_length=200)
    saved_by = models.CharField("保存人", max_length=64)
    saved_at = models.DateTimeField("时间")

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-saved_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["area", "table", "fingerprint"], name="one_mapping_per_layout"
            )
        ]

    def __str__(self) -> str:
        return self.code

    def opened(self) -> Mapped:
        """The mapping as the reader takes it."""
        return Mapped(self.columns, tuple(self.headings))
