"""Households, members, snapshots, and the account of every import."""

from __future__ import annotations

from typing import ClassVar, Final

from django.db import models

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.scope import ScopedQuerySet
from huitoukan.apps.files.models import RejectedRow, RowAccount, StoredFile
from huitoukan.apps.places.models import Area
from huitoukan.apps.registry.fields import ByteText, PlaceKey
from huitoukan.apps.registry.names import LONGEST_KEY, KeyKind

COUNTED: Final = ("id", "area", "n_members", "monitor_category")
"""Columns of a household that a list counts and adds up."""
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
    """A registered household. `facts` holds every field of the pack; the columns are for lists."""

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
                include=["area", "n_members", "monitor_category", "place_key"],
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

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["row_no", "person_no"]

    def __str__(self) -> str:
        return self.name


class VillageFacts(models.Model):
    """What the village table says about a village, as imported."""

    SCOPE_AREA = "area"

    area = models.OneToOneField(Area, models.PROTECT, related_name="village_facts")
    facts = models.JSONField(default=dict)

    objects = ScopedQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.area_id)


class ImportBatch(models.Model):
    """One import of a registry workbook: the file, who, when, and how it ended."""

    SCOPE_AREA = "campaign__area"

    code = models.CharField("编号", max_length=20, unique=True)
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="+")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    imported_by = models.CharField("导入人", max_length=64)
    imported_at = models.DateTimeField("导入时间")

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return self.code


class ImportSheet(RowAccount):
    """The account of one sheet of an import."""

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="sheets")
    sheet = models.CharField("工作表", max_length=200)
    table = models.CharField("表", max_length=20)
    notes = models.JSONField("说明", default=list)

    class Meta(RowAccount.Meta):
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return self.sheet


class ImportReject(RejectedRow):
    """A row of an import that was given back."""

    account = models.ForeignKey(ImportSheet, models.CASCADE, related_name="rejects")


class Snapshot(models.Model):
    """The registry as it was at one moment, in Parquet files that nothing changes afterwards.

    `content_hash` is over the sorted rows as text; `file_hashes` over the files' bytes. The first
    snapshot of a campaign is its baseline (R001).
    """

    SCOPE_AREA = "campaign__area"

    code = models.CharField("编号", max_length=40, unique=True)
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="+")
    is_baseline = models.BooleanField(default=False)
    as_of = models.DateField("数据日期")
    taken_at = models.DateTimeField("冻结时间")
    taken_by = models.CharField(max_length=64)
    n_households = models.PositiveIntegerField()
    n_members = models.PositiveIntegerField()
    n_villages = models.PositiveIntegerField()
    content_hash = models.CharField(max_length=64)
    file_hashes = models.JSONField(default=dict)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["campaign"],
                condition=models.Q(is_baseline=True),
                name="one_baseline_per_campaign",
            )
        ]

    def __str__(self) -> str:
        return self.code


class SearchKey(models.Model):
    """One thing that a household is found by. Made from households and members by services.search.

    Only the last four characters of ID numbers stand here.
    """

    SCOPE_AREA = "household__area"

    pk = models.CompositePrimaryKey("household_id", "key", "kind")
    household = models.ForeignKey(
        Household, models.CASCADE, related_name="search_keys", db_index=False
    )
    key = ByteText(max_length=LONGEST_KEY)
    kind = models.CharField(max_length=1, choices=[(kind.value, kind.name) for kind in KeyKind])

    objects = ScopedQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["key"], name="search_by_key", include=["kind", "household"])
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class VillageTally(models.Model):
    """What was counted in a village's part of the registry, for lists, tree and quality.

    `held` and `asked` count by measure of the pack's quality.yaml, `gates` the households without a
    fault by zero-error gate. Kept by services.tally after every change.
    """

    SCOPE_AREA = "area"

    area = models.OneToOneField(Area, models.PROTECT, related_name="registry_tally")
    n_households = models.PositiveIntegerField(default=0)
    n_persons = models.PositiveIntegerField(default=0)
    n_monitored = models.PositiveIntegerField(default=0)
    held = models.JSONField(default=dict)
    asked = models.JSONField(default=dict)
    gates = models.JSONField(default=dict)

    objects = ScopedQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.area_id}: {self.n_households}"


class SnapshotScore(models.Model):
    """The quality of the registry when a snapshot was frozen; None where nothing was asked."""

    SCOPE_AREA = "snapshot__campaign__area"

    snapshot = models.OneToOneField(Snapshot, models.CASCADE, related_name="quality")
    score = models.FloatField(null=True)

    objects = ScopedQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.snapshot_id}: {self.score}"


class SavedView(models.Model):
    """A query of the list with its columns, under a name; shared ones are seen by all who list."""

    SCOPE_AREA = "campaign__area"

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="+")
    owner = models.CharField("建立人", max_length=64)
    name = models.CharField("名称", max_length=30)
    query = models.JSONField("条件", default=dict)
    columns = models.JSONField("列", default=list)
    is_shared = models.BooleanField("共享", default=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-is_shared", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["campaign", "owner", "name"], name="one_view_per_name")
        ]

    def __str__(self) -> str:
        return self.name


class ListChoice(models.Model):
    """What a person chose for the list of a campaign: columns, and the view it opens with."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="+")
    person = models.CharField(max_length=64)
    columns = models.JSONField(default=list)
    opens_with = models.ForeignKey(SavedView, models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["campaign", "person"], name="one_choice_per_person")
        ]

    def __str__(self) -> str:
        return self.person
