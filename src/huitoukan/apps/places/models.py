"""Areas through time, departments, and what offices report of their areas.

Codes and names change; an area's own id, which paths are made of, does not.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from huitoukan.domain.areas import Level
from huitoukan.domain.borders import KIND_WORDS, ChangeKind


class Area(models.Model):
    """A province, city, county, township, village or group, as it is now or was at its end.

    `path` is the ids from the top, "1.4.17."; an area that was merged lies in its successor from
    then on, so that whoever sees the one sees the other. `last_day` is set when it is no more.
    """

    code = models.CharField("区划代码", max_length=14, unique=True)
    name = models.CharField("名称", max_length=60)
    level = models.CharField("级别", max_length=10, choices=[(x.value, x.value) for x in Level])
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    path = models.CharField(max_length=120, unique=True, null=True)
    sort = models.PositiveIntegerField(default=0)
    village_kind = models.CharField("村属性", max_length=20, blank=True)
    is_zone = models.BooleanField("功能区", default=False)
    first_day = models.DateField("设立日期", null=True)
    last_day = models.DateField("撤销日期", null=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged")

    class Meta:
        ordering: ClassVar = ["code"]

    def __str__(self) -> str:
        return self.name

    @property
    def depth_path(self) -> str:
        """The path, once the row is saved."""
        return self.path or ""


class AreaSpell(models.Model):
    """What an area was called, its code and what it lay in, from a day to a day.

    No first day: since before we know. No last day: still.
    """

    area = models.ForeignKey(Area, models.CASCADE, related_name="spells")
    code = models.CharField("区划代码", max_length=14)
    name = models.CharField("名称", max_length=60)
    parent = models.ForeignKey(Area, models.PROTECT, null=True, related_name="+")
    first_day = models.DateField("起", null=True)
    last_day = models.DateField("止", null=True)

    class Meta:
        ordering: ClassVar = ["area_id", "id"]
        indexes: ClassVar = [models.Index(fields=["code"], name="area_by_any_code")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(first_day__isnull=True)
                | Q(last_day__isnull=True)
                | Q(last_day__gte=F("first_day")),
                name="area_spell_ends_after_it_begins",
            ),
            models.UniqueConstraint(
                fields=["area"], condition=Q(last_day__isnull=True), name="one_open_area_spell"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class AreaChange(models.Model):
    """A recorded change of areas: what, from which day, on whose word, by whom. Never deleted."""

    code = models.CharField("编号", max_length=20, unique=True)
    kind = models.CharField(
        "变更类型", max_length=12, choices=[(k.value, KIND_WORDS[k][0]) for k in ChangeKind]
    )
    on = models.DateField("生效日期")
    basis = models.CharField("依据文号", max_length=120)
    note = models.CharField("说明", max_length=300, blank=True)
    recorded_by = models.CharField("登记人账号", max_length=64)
    recorded_by_name = models.CharField("登记人", max_length=64)
    recorded_at = models.DateTimeField("登记时间")

    class Meta:
        ordering: ClassVar = ["on", "id"]

    def __str__(self) -> str:
        return self.code


class AreaChangePart(models.Model):
    """An area on the old or the new side of a change."""

    OLD, NEW = "old", "new"

    change = models.ForeignKey(AreaChange, models.CASCADE, related_name="parts")
    area = models.ForeignKey(Area, models.PROTECT, related_name="change_parts")
    side = models.CharField(max_length=3, choices=[(OLD, OLD), (NEW, NEW)])

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["change", "area", "side"], name="area_once_on_a_side_of_a_change"
            )
        ]

    def __str__(self) -> str:
        return f"{self.change_id} {self.side} {self.area_id}"


class AreaShare(models.Model):
    """How the households of a split, or of a merger, are told apart: by group or by number."""

    change = models.ForeignKey(AreaChange, models.CASCADE, related_name="shares")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    natural_group = models.CharField("村民小组", max_length=60, blank=True)
    household_no = models.CharField("户编号", max_length=40, blank=True)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=(~Q(natural_group="") & Q(household_no=""))
                | (Q(natural_group="") & ~Q(household_no="")),
                name="share_names_a_group_or_a_household",
            ),
            models.UniqueConstraint(
                fields=["change", "natural_group", "household_no"], name="share_once_in_a_change"
            ),
        ]

    def __str__(self) -> str:
        return self.natural_group or self.household_no


class ReportedFigure(models.Model):
    """Households and persons that an office says its area has on a day.

    `part` is a value of the registry's exit status, or "" for all together. What is counted is
    never stored: it is counted when it is compared.
    """

    area = models.ForeignKey(Area, models.PROTECT, related_name="reported")
    on = models.DateField("日期")
    part = models.CharField("口径", max_length=30, blank=True)
    n_households = models.PositiveIntegerField("户数")
    n_persons = models.PositiveIntegerField("人数", null=True)
    source = models.CharField("出处", max_length=120)
    reported_by = models.CharField("登记人", max_length=64)
    reported_at = models.DateTimeField("登记时间")

    class Meta:
        ordering: ClassVar = ["area__code", "-on", "part"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["area", "on", "part"], name="one_reported_figure")
        ]

    def __str__(self) -> str:
        return f"{self.area_id} {self.on} {self.part}"


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
