"""Counts on the borders of a day: scope and refusals first, then mergers, splits, reports."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

import openpyxl
import pytest
from django.urls import reverse

from huitoukan.apps.dashboards.pages.counts import CountRow, CountsPage
from huitoukan.apps.dashboards.queries.counts import counts_page
from huitoukan.apps.journal.models import Entry
from huitoukan.apps.places.models import ReportedFigure
from huitoukan.apps.places.services.changes import record_change
from huitoukan.apps.places.services.figures import Reported, keep_figure
from huitoukan.apps.places.services.spells import establish
from huitoukan.apps.registry.models import Household
from huitoukan.domain.borders import ChangeKind
from huitoukan.domain.counts import Part
from huitoukan.domain.refusals import Refused
from tests.apps.places.stating import DAY, EARLY, LATE, area, asked
from tests.cast import (
    AT,
    COUNTY,
    ON,
    OTHER_TOWN,
    TOWN_1,
    TOWN_2,
    VILLAGE_1,
    VILLAGE_2,
    VILLAGE_3,
    Cast,
)
from tests.factories import Maker

NEW = f"{TOWN_1}203"
TODAY = date(2026, 11, 2)


def page(cast: Cast, who: str = "rui", **params: str) -> CountsPage:
    actor = cast.system if who == "system" else cast.actor(who)
    return counts_page(actor, cast.campaign, params, today=TODAY)


def rows(found: CountsPage) -> dict[str, tuple[int, int]]:
    """Registered households and undecided ones by code."""
    return {row.code: (row.whole.households, row.whole.undecided) for row in found.rows}


def household(make: Maker, village: str, at: date, *, group: str = "", **facts: Any) -> Household:
    """A household that was last changed on a day."""
    made = make.household(village, **facts)
    made.changed_at = datetime(at.year, at.month, at.day, 4, tzinfo=UTC)
    made.natural_group = group
    made.save(update_fields=["changed_at", "natural_group"])
    return made


def report(cast: Cast, code: str, part: Part, households: int, persons: int | None) -> str:
    said = Reported(code, ON, part, households, persons, "S004 工作汇报")
    return keep_figure(cast.rui, said, at=AT)


def row_of(found: CountsPage, code: str) -> CountRow:
    return next(row for row in found.rows if row.code == code)


# --- refused ---


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({"on": "昨天"}, "DATE_FORMAT"),
        ({"on": "2026-11-03"}, "BORDERS_FUTURE"),
        ({"place": "980122100299"}, "NOT_FOUND"),
        ({"place": OTHER_TOWN}, "NOT_FOUND"),
    ],
)
def test_a_day_or_a_place_that_is_none_is_refused(
    params: dict[str, str], code: str, cast: Cast
) -> None:
    with pytest.raises(Refused) as refusal:
        page(cast, **params)
    assert refusal.value.code == code


def test_a_village_worker_sees_the_own_village_and_no_report_of_the_whole(
    cast: Cast, make: Maker
) -> None:
    household(make, VILLAGE_1, ON)
    household(make, VILLAGE_2, ON)
    report(cast, TOWN_1, Part.ALL, 9, 20)
    found = page(cast, "ping")
    assert rows(found) == {TOWN_1: (1, 0)}
    assert found.total.name == "管辖范围"
    assert found.checks == ()
    with pytest.raises(Refused):
        page(cast, "ping", place=TOWN_2)


def test_a_figure_is_not_reported_for_anothers_area(cast: Cast) -> None:
    for who, code in (("tang", TOWN_2), ("rui", OTHER_TOWN), ("tang", COUNTY)):
        said = Reported(code, ON, Part.ALL, 1, 1, "报表")
        with pytest.raises(Refused) as refusal:
            keep_figure(cast.actor(who), said, at=AT)
        assert refusal.value.code == "REGION_OUT_OF_SCOPE"
    with pytest.raises(Refused) as refusal:
        keep_figure(cast.ping, Reported(VILLAGE_1, ON, Part.ALL, 1, 1, "报表"), at=AT)
    assert refusal.value.code == "NOT_ALLOWED"
    with pytest.raises(Refused):
        keep_figure(cast.rui, Reported(TOWN_1, ON, Part.ALL, 1, 1, " "), at=AT)
    assert not ReportedFigure.objects.exists()


# --- on the borders of a day ---


def test_households_count_by_township_village_and_group(cast: Cast, make: Maker) -> None:
    establish(f"{VILLAGE_1}01", "1组", area(VILLAGE_1))
    establish(f"{VILLAGE_1}02", "2组", area(VILLAGE_1))
    household(make, VILLAGE_1, ON, group="1组")
    household(make, VILLAGE_1, ON, group="上寨组", household_type="未脱贫户")
    household(make, VILLAGE_1, ON, household_type="普通农户")
    household(make, VILLAGE_3, ON, household_type="")
    county = page(cast)
    assert rows(county) == {TOWN_1: (2, 0), TOWN_2: (0, 1)}
    assert (county.total.lifted.households, county.total.not_lifted.households) == (1, 1)
    assert county.total.ordinary.households == 1
    assert rows(page(cast, place=TOWN_1)) == {VILLAGE_1: (2, 0), VILLAGE_2: (0, 0)}
    village = page(cast, place=VILLAGE_1)
    assert [(r.name, r.whole.households, r.note) for r in village.rows] == [
        ("1组", 1, ""),
        ("2组", 0, ""),
        ("没有填写村民小组", 0, ""),
        ("上寨组", 1, "名册里有，村民小组表里没有"),
    ]


def test_merged_villages_count_together_after_and_apart_before(cast: Cast, make: Maker) -> None:
    household(make, VILLAGE_1, EARLY)
    household(make, VILLAGE_2, EARLY)
    merger = asked(ChangeKind.MERGED, f"{VILLAGE_1},{VILLAGE_2}", f"{NEW} 龙桥村")
    record_change(cast.system, merger, at=AT)
    assert rows(page(cast, place=TOWN_1)) == {NEW: (2, 0)}
    assert rows(page(cast, place=TOWN_1, on="2025-06-30")) == {
        VILLAGE_1: (1, 0), VILLAGE_2: (1, 0),
    }  # fmt: skip
    household(make, NEW, LATE)
    assert rows(page(cast, place=TOWN_1)) == {NEW: (3, 0)}
    before = page(cast, place=TOWN_1, on="2025-06-30")
    assert rows(before) == {VILLAGE_1: (1, 1), VILLAGE_2: (1, 1)}, "cannot tell which"
    assert before.total.whole.households == 3, "the township is certain all the same"


def test_a_split_village_counts_where_groups_tell_and_else_cannot_tell(
    cast: Cast, make: Maker
) -> None:
    for group in ("1组", "2组", "9组"):
        household(make, VILLAGE_1, EARLY, group=group)
    split = asked(
        ChangeKind.SPLIT, VILLAGE_1, f"{VILLAGE_1} 核桃村,{NEW} 东村",
        groups={"1组": VILLAGE_1, "2组": NEW},
    )  # fmt: skip
    record_change(cast.system, split, at=AT)
    found = page(cast, place=TOWN_1)
    assert rows(found) == {VILLAGE_1: (1, 1), VILLAGE_2: (0, 0), NEW: (1, 1)}
    assert found.total.whole.households == 3
    assert rows(page(cast, place=TOWN_1, on="2025-06-30")) == {
        VILLAGE_1: (3, 0), VILLAGE_2: (0, 0),
    }  # fmt: skip


def test_a_moved_village_counts_in_the_township_of_the_day(cast: Cast, make: Maker) -> None:
    household(make, VILLAGE_1, EARLY)
    moved = asked(ChangeKind.MOVED, VILLAGE_1, f"{TOWN_2}209 核桃村")
    record_change(cast.system, moved, at=AT)
    assert rows(page(cast)) == {TOWN_1: (0, 0), TOWN_2: (1, 0)}
    assert rows(page(cast, on="2025-06-30")) == {TOWN_1: (1, 0), TOWN_2: (0, 0)}
    assert row_of(page(cast, place=TOWN_1, on="2025-06-30"), VILLAGE_1).whole.households == 1


def test_households_of_an_abolished_village_count_for_the_county_only(
    cast: Cast, make: Maker
) -> None:
    household(make, VILLAGE_1, EARLY)
    record_change(cast.system, asked(ChangeKind.ABOLISHED, VILLAGE_1), at=AT)
    found = page(cast)
    assert found.n_unplaced == 1
    assert found.total.whole.households == 1
    assert rows(found) == {TOWN_1: (0, 0), TOWN_2: (0, 0)}


def test_the_number_of_queries_does_not_grow_with_villages(
    cast: Cast, make: Maker, django_assert_max_num_queries: Any
) -> None:
    for village in (VILLAGE_1, VILLAGE_2, VILLAGE_3):
        for _ in range(3):
            household(make, village, ON)
    record_change(cast.system, asked(ChangeKind.MERGED, VILLAGE_2, VILLAGE_1), at=AT)
    rui = cast.rui
    with django_assert_max_num_queries(14):
        counts_page(rui, cast.campaign, {}, today=TODAY)


# --- reported ---


def test_the_source_texts_own_figures_show_their_difference(cast: Cast, make: Maker) -> None:
    household(make, VILLAGE_1, ON)
    assert report(cast, TOWN_1, Part.ALL, 1535, 4326) == "created"
    report(cast, TOWN_1, Part.LIFTED, 1005, 2918)
    report(cast, TOWN_1, Part.NOT_LIFTED, 535, 1408)
    (check,) = page(cast).checks
    assert [
        (x.part, x.households, x.to_households, x.differs_households, x.differs_persons)
        for x in check.lines
    ] == [
        ("合计", 1535, 1, 1534, 4325),
        ("已脱贫", 1005, 1, 1004, 2917),
        ("未脱贫", 535, 0, 535, 1408),
        ("合计与分项之和", 1535, 1540, -5, 0),
    ]
    assert check.n_differences == 4
    assert row_of(page(cast), TOWN_1).differs == 1534


def test_a_difference_is_not_claimed_where_households_are_in_doubt(cast: Cast, make: Maker) -> None:
    household(make, VILLAGE_1, ON, household_type="")
    report(cast, VILLAGE_1, Part.ALL, 1, 1)
    (line,) = page(cast).checks[0].lines
    assert (line.undecided, line.differs_households) == (1, None)


def test_the_newest_word_counts_and_the_older_one_stays_in_the_journal(cast: Cast) -> None:
    report(cast, TOWN_1, Part.ALL, 10, 30)
    assert report(cast, TOWN_1, Part.ALL, 10, 30) == "unchanged"
    assert report(cast, TOWN_1, Part.ALL, 11, 31) == "updated"
    assert ReportedFigure.objects.get().n_households == 11
    line = Entry.objects.filter(object_code=TOWN_1).latest("seq")
    assert line.details["before"] == [10, 30]
    assert page(cast, on=DAY.isoformat()).checks == (), "it was not said yet on that day"


# --- pages, workbook, command ---


def test_the_page_takes_a_figure_and_shows_how_it_compares(cast: Cast, make: Maker) -> None:
    household(make, VILLAGE_1, ON)
    client = cast.signed_in("rui")
    form = {
        "code": TOWN_1, "on": "2026-10-31", "part": "", "households": "3", "persons": "",
        "source": "乡镇月报",
    }  # fmt: skip
    answer = client.post(reverse("dashboards:report_figure"), form, follow=True)
    shown = answer.content.decode()
    assert answer.status_code == 200
    assert "乡镇月报" in shown
    assert "+2" in shown
    assert client.post(reverse("dashboards:report_figure"), {}).status_code == 422
    assert cast.signed_in("ping").post(reverse("dashboards:report_figure"), form).status_code == 403


def test_the_workbook_has_a_row_for_every_township_and_village(
    cast: Cast, make: Maker, tmp_path: Any
) -> None:
    household(make, VILLAGE_1, ON)
    report(cast, VILLAGE_1, Part.ALL, 3, None)
    answer = cast.signed_in("rui").get(reverse("dashboards:counts_export"), {"on": "2026-10-31"})
    path = tmp_path / "户数人数.xlsx"
    path.write_bytes(answer.content)
    sheet = openpyxl.load_workbook(path)["户数人数"]
    table = [[cell.value for cell in row] for row in sheet.iter_rows()]
    (village,) = [row for row in table if VILLAGE_1 in row]
    assert village[1:6] == ["龙潭镇", "核桃村", VILLAGE_1, 1, 1]
    assert village[-2:] == [3, "+2"]


def test_the_command_answers_the_same(
    cast: Cast, make: Maker, capsys: pytest.CaptureFixture[str]
) -> None:
    from tests.journeys.conftest import command

    household(make, VILLAGE_1, EARLY)
    report(cast, TOWN_1, Part.ALL, 3, 9)
    assert command("places", "counts", "--on", "2026-11-01", "--as", "rui", "--json") == 0
    said = json.loads(capsys.readouterr().out)
    assert said["on"] == "2026-11-01"
    assert [row["whole"]["households"] for row in said["rows"]] == [1, 0]
    assert said["checks"][0]["lines"][0]["differs_households"] == 2
    assert command("places", "counts", "--as", "rui", "--place", TOWN_1) == 0
    assert "龙潭镇" in capsys.readouterr().out
