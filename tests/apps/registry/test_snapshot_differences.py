"""Two snapshots against each other, the list taken away, and a household as it was."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from huitoukan.apps.journal.models import Entry
from huitoukan.apps.places.models import AreaSpell
from huitoukan.apps.registry.queries.changes import changes_between
from huitoukan.apps.registry.queries.compared import compare_page
from huitoukan.apps.registry.queries.past import then_page
from huitoukan.apps.registry.services import snapshot_exports
from huitoukan.apps.registry.services.snapshot_exports import export_differences
from tests.apps.looking import MOST_QUERIES, full_numbers, n_queries, read, seen
from tests.apps.registry.freezing import BOTH, DAY, S1, S2, frozen, refusal_of
from tests.apps.registry.sheets import Import, member, registry_rows
from tests.cast import AT, TOWN_1, VILLAGE_2, VILLAGE_3, Cast

# --- two against each other ---


def lines(page: Any) -> list[tuple[str, str, str]]:
    return [(row.kind.label, row.household_no, row.key) for row in page.rows]


def test_the_county_reads_every_difference_with_its_values_masked(two: Any, cast: Cast) -> None:
    client = cast.signed_in("rui")
    page = seen(client, BOTH)
    assert lines(page) == [
        ("新增", "", VILLAGE_3),
        ("变更", "H1", "H1"),
        ("变更", "H1", "P1"),
        ("变更", "H3", "H3"),
        ("变更", "H3", "P4"),
        ("变更", "H3", "P5"),
        ("新增", "H4", "H4"),
        ("新增", "H4", "P6"),
    ]
    head = {field.label: (field.before, field.after) for field in page.rows[1].fields}
    assert head["户主姓名"] == ("王大山", "王大川")
    assert head["户联系电话"] == ("139****0001", "139****0009")
    number = {field.label: field.after for field in page.rows[2].fields}["证件号码"]
    assert "*" in number
    assert (page.rows[3].fields[0].before, page.rows[3].fields[0].after) != ("", "")
    moved = {field.label: (field.before, field.after) for field in page.rows[4].fields}
    assert moved["区划"] == ("龙潭镇茶坪村", "石门乡柳溪村")
    assert full_numbers(read(client, BOTH)) == []
    assert "13900000009" not in read(client, BOTH)


def test_totals_stand_by_table_field_and_place(two: Any, cast: Cast) -> None:
    page = seen(cast.signed_in("rui"), BOTH)
    assert {row.label: [cell.n for cell in row.cells] for row in page.totals} == {
        "户信息": [1, 0, 2],
        "家庭成员信息": [1, 0, 3],
        "行政村信息": [1, 0, 0],
    }
    places = {row.label: [cell.n for cell in row.cells] for row in page.places}
    assert places == {"龙潭镇": [1, 0, 1, 1, 0, 1], "石门乡": [0, 0, 1, 0, 0, 2]}
    fields = {(row.note, row.label): row.cells[0].n for row in page.fields}
    assert fields["户信息", "户主姓名"] == 1
    assert fields["家庭成员信息", "区划"] == 2
    town = seen(cast.signed_in("rui"), f"{BOTH}?place={TOWN_1}")
    assert {row.label for row in town.places} == {"核桃村", "茶坪村"}
    assert {row.household_no for row in town.rows} == {"H1", "H4"}
    assert [crumb.label for crumb in town.crumbs] == ["云岭县", "龙潭镇"]


def test_conditions_narrow_the_list_and_a_field_stands_alone(two: Any, cast: Cast) -> None:
    client = cast.signed_in("rui")

    def keys(query: str) -> list[str]:
        return [row.key for row in seen(client, f"{BOTH}?{query}").rows]

    assert keys("table=member&kind=added") == ["P6"]
    assert keys("no=H4") == ["H4", "P6"]
    assert keys("no=H") == ["H1", "P1", "H3", "P4", "P5", "H4", "P6"]
    assert keys("kind=nothing") == []
    assert keys("table=member&field=household.head_name") == []
    (row,) = seen(client, f"{BOTH}?field=household.head_name").rows
    assert [field.label for field in row.fields] == ["户主姓名"]


def test_a_township_reads_its_own_rows_and_what_left_it_is_gone(two: Any, cast: Cast) -> None:
    page = seen(cast.signed_in("qiao"), BOTH)
    assert ("减少", "H3", "H3") in lines(page)
    gone = next(row for row in page.rows if row.key == "H3")
    assert (gone.fields, gone.place, gone.name) == ((), "龙潭镇茶坪村", "李小花")
    assert {row.label for row in page.places} == {"核桃村", "茶坪村"}
    text = read(cast.signed_in("qiao"), BOTH)
    assert "柳溪村" not in text
    assert "石门乡" not in text
    came = seen(cast.signed_in("cha"), BOTH)
    assert lines(came) == [
        ("新增", "", VILLAGE_3),
        ("新增", "H3", "H3"),
        ("新增", "H3", "P4"),
        ("新增", "H3", "P5"),
    ]
    assert refusal_of(compare_page, cast.qiao, S1, S2, {"place": "980122200"}) == "NOT_FOUND"


def test_a_village_reads_its_own_rows_alone(two: Any, cast: Cast) -> None:
    page = seen(cast.signed_in("ping"), BOTH)
    assert {row.household_no for row in page.rows} == {"H1"}
    assert sum(cell.n for row in page.totals for cell in row.cells) == 2


def test_a_village_with_a_new_code_is_not_a_change_of_its_households(
    bring: Import, cast: Cast
) -> None:
    bring(registry_rows())
    frozen(cast)
    area = cast.area(VILLAGE_2)
    area.code = "980122100299"
    area.save()
    AreaSpell.objects.filter(area=area).update(last_day=AT.date())
    AreaSpell.objects.create(
        area=area, code=area.code, name=area.name, parent=area.parent, first_day=(AT + DAY).date()
    )
    bring({"member": [member("H3", "P5", "李小树")]}, at=AT + 2 * DAY)
    frozen(cast, at=AT + 2 * DAY)
    for person in (cast.rui, cast.ning):
        rows = [row.key for row in compare_page(person, S1, S2, {}).rows if row.household_no]
        assert rows == ["P5"]


def test_each_row_leads_to_the_file_and_to_the_household_then(two: Any, cast: Cast) -> None:
    client = cast.signed_in("rui")
    row = next(row for row in seen(client, BOTH).rows if row.key == "H1")
    assert row.href == "/households/H1/"
    assert row.then_href == f"/registry/snapshots/{S1}/households/H1/"
    for href in (row.href, row.then_href):
        assert client.get(href).status_code == 200


def test_the_command_says_the_same_to_the_same_person(two: Any, cast: Cast) -> None:
    found = changes_between(cast.rui, S1, S2)
    assert found["household"]["added"] == ["H4"]
    assert {change["key"] for change in found["household"]["changed"]} == {"H1", "H3"}
    own = changes_between(cast.ping, S1, S2)
    assert [change["key"] for change in own["household"]["changed"]] == ["H1"]
    assert own["household"]["added"] == []


def test_the_page_costs_few_questions(two: Any, cast: Cast) -> None:
    client = cast.signed_in("ping")
    for address in (BOTH, "/registry/snapshots/", f"/registry/snapshots/{S1}/households/H1/"):
        assert n_queries(client, address) <= MOST_QUERIES, address


# --- the list taken away ---


def test_only_who_may_export_takes_the_list_away(two: Any, cast: Cast) -> None:
    assert seen(cast.signed_in("ping"), BOTH).export_href == ""
    assert cast.signed_in("ping").get(f"{BOTH}differences.xlsx").status_code == 403
    assert refusal_of(export_differences, cast.shan, S1, S2, {}, at=AT) == "NOT_FOUND"


def test_a_list_that_is_too_long_is_refused(
    two: Any, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshot_exports, "MOST", 3)
    assert refusal_of(export_differences, cast.rui, S1, S2, {}, at=AT) == "DIFFERENCES_TOO_MANY"
    assert export_differences(cast.rui, S1, S2, {"no": "H4"}, at=AT)


def test_the_workbook_holds_the_list_under_its_query_masked(two: Any, cast: Cast) -> None:
    client = cast.signed_in("tang")
    page = seen(client, f"{BOTH}?table=household&kind=changed")
    answer = client.get(page.export_href)
    book = load_workbook(BytesIO(answer.content))
    texts = [str(cell.value) for row in book.worksheets[0] for cell in row if cell.value]
    assert "王大川" in texts
    assert "139****0009" in texts
    assert "H4" not in texts
    assert full_numbers(" ".join(texts)) == []
    line = Entry.objects.filter(object_kind="snapshot", actor_code="tang").get()
    assert line.details["query"] == {"table": "household", "kind": "changed"}


# --- a household then ---


def test_a_household_then_stands_beside_now(two: Any, cast: Cast) -> None:
    client = cast.signed_in("ping")
    page = seen(client, f"/registry/snapshots/{S1}/households/H1/")
    fields = {field.label: (field.then, field.now, field.differs) for field in page.fields}
    assert fields["户主姓名"] == ("王大山", "王大川", True)
    assert fields["户联系电话"] == ("139****0001", "139****0009", True)
    assert fields["户类型"][2] is False
    first, second = page.members
    assert (first.name, first.n_different) == ("王大山", 2)
    assert (second.name, second.n_different) == ("王小溪", 0)
    assert page.n_different == 4
    assert [tab.is_current for tab in page.other] == [False, True]
    assert full_numbers(read(client, f"/registry/snapshots/{S1}/households/H1/")) == []


def test_nothing_is_different_from_the_newest_snapshot(two: Any, cast: Cast) -> None:
    for number in ("H1", "H2", "H3", "H4"):
        page = then_page(cast.rui, S2, number)
        assert (page.n_different, page.note) == (0, ""), number


def test_a_household_that_was_not_there_says_so(two: Any, cast: Cast) -> None:
    page = then_page(cast.rui, S1, "H4")
    assert page.note.startswith("这一户当时不在册")
    assert [member.state for member in page.members] == [None]
    assert {field.now for field in page.fields} >= {"新来户"}


def test_a_member_who_came_and_one_who_left_are_marked(bring: Import, cast: Cast) -> None:
    bring(registry_rows())
    frozen(cast)
    bring({"member": [member("H2", "P2", "王小溪"), member("H1", "P9", "王新儿")]}, at=AT + DAY)
    states = {
        m.person_no: m.state.label if m.state else "" for m in then_page(cast.rui, S1, "H1").members
    }
    assert states == {"P1": "", "P2": "现已不在这一户", "P9": "之后增加"}


def test_each_side_is_shown_only_where_the_person_sees_it(two: Any, cast: Cast) -> None:
    left = then_page(cast.ning, S1, "H3")  # it has moved out of the village since
    assert left.note.startswith("这一户现在不在册")
    assert {field.now for field in left.fields} == {""}
    came = then_page(cast.cha, S1, "H3")  # it has come into the township since
    assert came.note.startswith("这一户当时不在册")
    assert {field.then for field in came.fields} == {""}
    assert refusal_of(then_page, cast.ping, S1, "H3") == "NOT_FOUND"
    assert refusal_of(then_page, cast.ping, S1, "H-none") == "NOT_FOUND"
    assert refusal_of(then_page, cast.shan, S1, "H1") == "NOT_FOUND"


def test_the_household_file_leads_to_the_household_then(two: Any, cast: Cast) -> None:
    text = read(cast.signed_in("ping"), "/households/H1/")
    for code in (S1, S2):
        assert f"/registry/snapshots/{code}/households/H1/" in text


# --- the households of a snapshot ---


def households(page: Any) -> list[tuple[str, str, int]]:
    return [(row.household_no, row.head_name, row.n_members) for row in page.rows]


def test_the_households_of_a_snapshot_stand_as_they_were(two: Any, cast: Cast) -> None:
    client = cast.signed_in("rui")
    then = seen(client, f"/registry/snapshots/{S1}/households/")
    assert households(then) == [("H1", "王大山", 2), ("H2", "单雄信", 1), ("H3", "李小花", 2)]
    now = seen(client, f"/registry/snapshots/{S2}/households/?place={TOWN_1}")
    assert households(now) == [("H1", "王大川", 2), ("H2", "单雄信", 1), ("H4", "新来户", 1)]
    assert [(place.label, place.n) for place in now.places] == [("核桃村", 2), ("茶坪村", 1)]
    assert client.get(then.rows[0].href).status_code == 200


def test_a_household_of_a_snapshot_is_found_by_name_or_number(two: Any, cast: Cast) -> None:
    client = cast.signed_in("rui")
    for words, found in (("大山", ["H1"]), ("H3", ["H3"]), ("大川", []), ("' OR '1'='1", [])):
        page = seen(client, f"/registry/snapshots/{S1}/households/?q={words}")
        assert [row.household_no for row in page.rows] == found, words


def test_the_households_of_a_snapshot_are_those_of_ones_own_villages(two: Any, cast: Cast) -> None:
    address = f"/registry/snapshots/{S1}/households/"
    assert len(seen(cast.signed_in("ping"), address).rows) == 2
    assert seen(cast.signed_in("cha"), address).rows == ()
    assert cast.signed_in("ping").get(f"{address}?place={VILLAGE_2}").status_code == 404
    assert cast.signed_in("shan").get(address).status_code == 404
