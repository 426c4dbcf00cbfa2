"""Areas and departments. Codes change; the path of our own ids does not."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from huitoukan.domain.areas import Level


class Area(models.Model):
    """A province, city, county, township or village; `path` is the ids from the top, "1.4.17."."""

    code = models.CharField("区划代码", max_length=12, unique=True)
    name = models.CharField("名称", max_length=60)
    level = models.CharField("级别", max_length=10, choices=[(x.value, x.value) for x in Level])
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    path = models.CharField(max_length=120, unique=True, null=True)
    sort = models.PositiveIntegerField(default=0)
    village_kind = models.CharField("村属性", max_length=20, blank=True)

    class Meta:
        ordering: ClassVar = ["code"]

    def __str__(self) -> str:
        return self.name

    @property
    def depth_path(self) -> str:
        """The path, once the row is saved."""
        return self.path or ""


class Department(models.Model):
    """A county department, from the campaign's pack; a name may differ from county to county."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    code = models.CharField("部门代码", max_length=40)
    name = models.CharField("名称", max_length=60)
    name_en = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["area", "code"], name="one_department_per_county")
        ]

    def __str__(self) -> str:
        return self.name
