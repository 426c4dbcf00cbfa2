"""Doubts for the tests of their pages: one that the engine raised, and where its pages are."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from django.urls import reverse

from huitoukan.apps.comparison.models import Hit
from huitoukan.apps.registry.models import Member
from tests.apps.comparison.test_services import deliver, run_rules
from tests.cast import Cast
from tests.factories import Maker

OVERVIEW, HITS, BULK = "/comparison/", "/comparison/hits/", "/comparison/hits/judge/"


def address_of(hit: Hit) -> str:
    return reverse("comparison:hit", args=[hit.code])


def verdict_on(hit: Hit, verdict: str) -> str:
    return reverse("comparison:judge", args=[hit.code, verdict])


def again(hit: Hit) -> Hit:
    return Hit.objects.for_system("tests").get(pk=hit.pk)


def found_dead(cast: Cast, make: Maker, folder: Path) -> Hit:
    """A doubt that the engine raised: one member of two stands among the delivered deaths."""
    dead = make.household(head="已故人")
    make.household(head="在世人")
    number = Member.objects.for_system("tests").get(household=dead).id_no
    deliver(cast, folder, "D07", {"id_no": number, "died_on": date(2025, 3, 2)})
    make.snapshot()
    run_rules(cast)
    return Hit.objects.for_system("tests").get(rule="X11")
