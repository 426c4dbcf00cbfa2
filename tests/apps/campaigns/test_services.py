"""Opening a campaign: the wrong pack and the wrong place refused, bytes and calendar pinned."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from huitoukan.apps.campaigns import services
from huitoukan.apps.campaigns.models import Campaign, Gate, PackRelease, StoredCalendar
from huitoukan.apps.campaigns.services import (
    last_day_of,
    open_campaign,
    report_gate,
    store_calendar,
    year_end_before,
)
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.journal.models import Entry
from huitoukan.apps.places.models import Area, Department
from huitoukan.apps.places.services import PlaceRow, put_places
from huitoukan.domain.refusals import Refused
from huitoukan.rules.load import load_pack
from huitoukan.rules.pack import Pack
from tests.cast import AT, ENDS_ON, ON, OTHER_COUNTY, Cast


def open_in(actor: Actor, area: Area, pack: Pack, code: str = "new", **other: Any) -> Campaign:
    values: dict[str, Any] = {
        "title": "回头看",
        "baseline_on": ON,
        "starts_on": date(2026, 10, 15),
        "ends_on": ENDS_ON,
        **other,
    }
    return open_campaign(actor, code, area=area, pack=pack, at=AT, **values)


@pytest.fixture
def real_county(cast: Cast) -> Area:
    """A county whose number belongs to a province that exists."""
    put_places(cast.system, [PlaceRow("520123", "某县")], source="tests")
    return cast.area("520123")


def test_only_who_may_opens_a_campaign(cast: Cast) -> None:
    for account in ("rui", "ping", "wen", "shi", "gong"):
        with pytest.raises(Refused) as refusal:
            open_in(cast.actor(account), cast.county, cast.pack)
        assert refusal.value.code == "NOT_ALLOWED"


def test_a_county_opens_none_in_its_neighbour(cast: Cast) -> None:
    with pytest.raises(Refused) as refusal:
        open_in(cast.lei, cast.area(OTHER_COUNTY), cast.pack)
    assert refusal.value.code == "AREA_UNKNOWN"
    assert open_in(cast.lei, cast.county, cast.pack).opened_by == "lei"


def test_a_code_is_used_once(cast: Cast) -> None:
    with pytest.raises(Refused) as refusal:
        open_in(cast.system, cast.county, cast.pack, code="yl-2026")
    assert refusal.value.code == "CAMPAIGN_EXISTS"


def test_a_sample_pack_is_refused_where_people_live(cast: Cast, real_county: Area) -> None:
    with pytest.raises(Refused) as refusal:
        open_in(cast.system, real_county, cast.pack)
    assert refusal.value.code == "PACK_SAMPLE"
    assert "某县（520123）" in refusal.value.sentence()
    assert not Campaign.objects.filter(code="new").exists()


def test_a_pack_is_refused_outside_its_places(cast: Cast, real_county: Area) -> None:
    local = replace(load_pack("national-2026"), places=("4301", "43"))
    with pytest.raises(Refused) as refusal:
        open_in(cast.system, real_county, local)
    assert refusal.value.code == "PACK_PLACE"
    assert "4301、43" in refusal.value.sentence()


def test_the_national_pack_opens_everywhere(cast: Cast, real_county: Area) -> None:
    campaign = open_in(cast.system, real_county, load_pack("national-2026"))
    assert campaign.pack.pack == "national-2026"


def test_a_campaign_that_ends_before_it_begins_is_refused_by_the_database(cast: Cast) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        open_in(cast.system, cast.county, cast.pack, ends_on=date(2026, 10, 14))


def test_the_packs_bytes_are_pinned_once_and_open_to_the_same_pack(cast: Cast) -> None:
    campaign = open_in(cast.system, cast.county, cast.pack)
    assert campaign.pack == cast.campaign.pack
    release = PackRelease.objects.get()
    assert release.hash == cast.pack.hash
    opened = release.opened()
    assert (opened.hash, set(opened.rules)) == (cast.pack.hash, set(cast.pack.rules))
    assert release.opened() is opened, "kept in memory by its hash"


def test_the_county_gets_the_packs_departments_and_keeps_its_own_names(cast: Cast) -> None:
    Department.objects.filter(area=cast.county, code="health").update(name="县卫生健康局")
    open_in(cast.system, cast.county, cast.pack)
    names = dict(Department.objects.filter(area=cast.county).values_list("code", "name"))
    assert set(names) == set(cast.pack.departments)
    assert names["health"] == "县卫生健康局"


def test_opening_is_journalled_with_the_packs_hash(cast: Cast) -> None:
    line = Entry.objects.get(object_kind="campaign", object_code="yl-2026")
    assert line.details["pack_hash"] == cast.pack.hash
    assert line.area_path == cast.county.depth_path


def test_the_calendar_is_stored_with_its_source_and_knows_the_holidays(cast: Cast) -> None:
    stored = cast.campaign.calendar
    assert (stored.first_day, stored.last_day) == (date(2025, 1, 1), date(2027, 12, 31))
    assert "chinesecalendar" in stored.source
    calendar = stored.opened()
    assert not calendar.is_working(date(2026, 10, 1))
    assert calendar.is_working(date(2026, 11, 2))
    assert not calendar.is_working(date(2026, 11, 1))


@pytest.mark.django_db
def test_years_that_nobody_has_announced_count_week_ends_and_the_source_says_so() -> None:
    stored = store_calendar(2031, 2031)
    assert "2031年放假安排未收录" in stored.source
    calendar = stored.opened()
    assert not calendar.is_working(date(2031, 1, 4)), "a Saturday"
    assert calendar.is_working(date(2031, 1, 1)), "New Year is not guessed"


@pytest.mark.django_db
def test_the_same_calendar_is_stored_once() -> None:
    assert store_calendar(2026, 2027) == store_calendar(2026, 2027)
    assert StoredCalendar.objects.count() == 1


def test_a_gate_keeps_its_newest_report(cast: Cast) -> None:
    for passed, told in ((False, "0 户"), (True, "3 户")):
        report_gate(cast.campaign, "registry.imported", is_passed=passed, told=told, at=AT)
    gate = Gate.objects.get(code="registry.imported")
    assert (gate.is_passed, gate.told) == (True, "3 户")


def test_invented_places_are_those_that_no_province_has(cast: Cast) -> None:
    for code in ("98", "99", "980122"):
        services.refuse_wrong_place(cast.pack, Area(code=code, name="x"))
    for code in ("52", "11", "97", "520198"):
        with pytest.raises(Refused):
            services.refuse_wrong_place(cast.pack, Area(code=code, name="x"))


def test_a_pack_without_the_deadlines_that_every_stage_needs_is_not_pinned(cast: Cast) -> None:
    bare = replace(cast.pack, deadlines={}, reasons={})
    with pytest.raises(Refused) as refusal:
        open_in(cast.system, cast.county, bare)
    assert refusal.value.code == "PACK_INCOMPLETE"
    assert "deadlines/plan.yaml" in refusal.value.sentence()
    with pytest.raises(Refused):
        last_day_of(bare, ON)


def test_without_other_dates_the_baseline_is_last_year_end_and_the_pack_says_how_long(
    cast: Cast,
) -> None:
    assert year_end_before(date(2026, 3, 1)) == date(2025, 12, 31)
    assert last_day_of(cast.pack, date(2026, 3, 1)) == date(2026, 4, 30)
