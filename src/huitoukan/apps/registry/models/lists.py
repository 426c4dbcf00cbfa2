"""What lists and search read: keys, tallies, saved views and a person's choices."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.scope import ScopedQuerySet
from huitoukan.apps.places.models import Area
from huitoukan.apps.registry.fields import ByteText
from huitoukan.apps.registry.models.rows import Household
from huitoukan.apps.registry.names import LONGEST_KEY, KeyKind


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
