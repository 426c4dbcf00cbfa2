"""Households, members, villages and lists of persons: the registry as it stands."""

from __future__ import annotations

from typing import ClassVar, Final

from django.db import models

from huitoukan.apps.core.scope import ScopedQuerySet
from huitoukan.apps.places.models import Area
from huitoukan.apps.registry.fields import PlaceKey

COUNTED: Final = ("id", "area", "n_members", "monitor_category", "ended_on")
"""Columns of a household that a list counts, adds up or leaves out by."""
LIST_ORDERS: Final[dict[str, list[str]]] = {
    "place": ["place_key"],
    "type": ["household_type", "place_key"],
    "exit": ["exit_status", "place_key"],
    "monitoring": ["monitor_category", "place_key"],
    "members": ["n_members", "place_key"],
    "change": ["changed_at", "place_key"],
}
"""Indexes of the list: the end of the name, and its columns."""


class Household(models.Model):
    """A registered household. `facts` holds every field of the pack; the columns are for lists.

    A household that left the registry keeps its row, with the day and the kind of adjustment.
    """

    SCOPE_AREA = "area"

    household_no = models.CharField("户编号", max_length=40, unique=True)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    natural_group = models.CharField("村民小组", max_length=60, blank=True)
    head_name = models.CharField("户主姓名", max_length=80)
    household_type = models.CharField("户类型", max_length=20, blank=True)
    exit_status = models.CharField("脱贫属性", max_length=30, blank=True)
    monitor_category = models.CharField("监测对象类别", max_length=30, blank=True)
    n_members = models.PositiveSmallIntegerField("在册成员数", default=0)
    place_key = PlaceKey("排列", max_length=60, default="", editable=False)
    facts = models.JSONField(default=dict)
    row_hash = models.CharField(max_length=64)
    changed_at = models.DateTimeField("最近变更")
    created_in = models.ForeignKey(
        "registry.ImportBatch", models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField("登记时间", null=True)
    ended_on = models.DateField("出册日期", null=True)
    ended_by = models.CharField("出册原因", max_length=40, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["place_key"]
        # Each filter and order of the list with its order of places, and with what the list counts:
        # the rows themselves are read only for the page that is shown.
        indexes: ClassVar = [
            models.Index(fields=["area", "household_no"], name="household_by_area"),
            *(
                models.Index(fields=fields, name=f"household_by_{name}", include=COUNTED)
                for name, fields in LIST_ORDERS.items()
            ),
            models.Index(
                fields=["id"],
                name="household_by_id",
                include=["area", "n_members", "monitor_category", "place_key", "ended_on"],
            ),
            models.Index(
                fields=["place_key"],
                name="household_monitored",
                include=COUNTED,
                condition=~models.Q(monitor_category=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.head_name}户"


class Member(models.Model):
    """A member of a registered household."""

    SCOPE_AREA = "household__area"

    household = models.ForeignKey(Household, models.CASCADE, related_name="members")
    person_no = models.CharField("人编号", max_length=40, unique=True)
    name = models.CharField("姓名", max_length=80)
    id_no = models.CharField("证件号码", max_length=30, blank=True)
    facts = models.JSONField(default=dict)
    row_hash = models.CharField(max_length=64)
    row_no = models.PositiveIntegerField(default=0)
    created_in = models.ForeignKey(
        "registry.ImportBatch", models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField("登记时间", null=True)
    ended_on = models.DateField("减员日期", null=True)
    ended_by = models.CharField("减员原因", max_length=40, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["row_no", "person_no"]
        indexes: ClassVar = [models.Index(fields=["id_no"], name="member_by_id_no")]

    def __str__(self) -> str:
        return self.name


class VillageFacts(models.Model):
    """What the village table says about a village, as imported."""

    SCOPE_AREA = "area"

    area = models.OneToOneField(Area, models.PROTECT, related_name="village_facts")
    facts = models.JSONField(default=dict)
    row_hash = models.CharField(max_length=64, blank=True)
    created_in = models.ForeignKey(
        "registry.ImportBatch", models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField("登记时间", null=True)

    objects = ScopedQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.area_id)


class ListedPerson(models.Model):
    """A person of one of the registry's lists besides its members: cadres, helpers, off-registry.

    `key` is made of the table's row key and unique in the county; `area` is the place the row
    names, or the county.
    """

    SCOPE_AREA = "area"

    county = models.ForeignKey(Area, models.PROTECT, related_name="+")
    table = models.CharField("名单", max_length=20)
    key = models.CharField("键", max_length=200)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    name = models.CharField("姓名", max_length=80)
    id_no = models.CharField("证件号码", max_length=30, blank=True)
    household_no = models.CharField("户编号", max_length=40, blank=True)
    facts = models.JSONField(default=dict)
    row_hash = models.CharField(max_length=64)
    created_in = models.ForeignKey(
        "registry.ImportBatch", models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField("登记时间", null=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["table", "area__code", "key"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["county", "table", "key"], name="listed_once")
        ]

    def __str__(self) -> str:
        return self.name
