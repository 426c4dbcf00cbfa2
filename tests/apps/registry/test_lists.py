"""The list of households: bounds, orders, columns, saved views, the workbook of it."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from huitoukan.apps.journal.models import Entry
from huitoukan.apps.registry.models import Household, ListChoice, SavedView
from huitoukan.apps.registry.queries import columns, narrow, search, shown
from huitoukan.apps.registry.services import exports, saved
from huitoukan.domain.refusals import Refused
from tests.apps.looking import full_numbers, read, seen
from tests.cast import AT, TOWN_1, VILLAGE_1, VILLAGE_2, VILLAGE_3, Cast
from tests.factories import Maker, id_no

LIST = "/registry/"


@pytest.fixture
def few(cast: Cast, make: Maker) -> list[Household]:
    """Three households: two in one village, one of them larger, one in another township."""
    first = make.household(VILLAGE_1, head="甲一", exit_status="未脱贫")
    make.member(first)
    second = make.household(
        VILLAGE_2, head="乙二", head_id_no=id_no(9), household_phone="13900001234"
    )
    third = make.household(VILLAGE_3, head="丙三")
    return [first, second, third]


def heads(cast: Cast, account: str = "rui", **params: str) -> list[str]:
    page = shown.registry_page(cast.actor(account), cast.campaign, params)
    return [row.head_name for row in page.rows]


# --- refusals ---


@pytest.mark.parametrize("account", ["ping", "qiao", "wen", "shi"])
def test_only_some_posts_take_the_list_away(account: str, cast: Cast, few: list[Household]) -> None:
    client = cast.signed_in(account)
    assert client.get("/registry/export.xlsx").status_code == 403
    assert seen(client, LIST).export_href == ""


def test_a_list_that_is_too_long_is_not_exported_in_part(
    cast: Cast, few: list[Household], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shown, "MOST", 2)
    answer = cast.signed_in("rui").get("/registry/export.xlsx")
    assert answer.status_code == 409
    assert "超过 2 户" in answer.content.decode()


def test_a_view_needs_a_name_and_sharing_its_right(cast: Cast, few: list[Household]) -> None:
    for account, name, is_shared, code in (
        ("rui", " ", False, "VIEW_NAMELESS"),
        ("ping", "我的村", True, "NOT_ALLOWED"),
    ):
        with pytest.raises(Refused) as refusal:
            saved.save_view(cast.actor(account), cast.campaign, name, {}, [], is_shared=is_shared)
        assert refusal.value.code == code


def test_views_of_one_person_have_an_end(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saved, "MOST_VIEWS", 1)
    saved.save_view(cast.rui, cast.campaign, "一", {}, [])
    saved.save_view(cast.rui, cast.campaign, "一", {"sort": "members"}, [])
    with pytest.raises(Refused) as refusal:
        saved.save_view(cast.rui, cast.campaign, "二", {}, [])
    assert refusal.value.code == "VIEWS_TOO_MANY"


def test_anothers_own_view_reads_like_an_absent_one(cast: Cast, few: list[Household]) -> None:
    own = saved.save_view(cast.lei, cast.campaign, "只我看", {}, [])
    client = cast.signed_in("rui")
    foreign, absent = (client.get(LIST, {"view": str(n)}) for n in (own.pk, own.pk + 999))
    assert foreign.status_code == absent.status_code == 404
    assert "只我看" not in read(client, LIST)
    for act in ("remove", "open"):
        answer = client.post("/registry/views/", {"act": act, "view": str(own.pk)})
        assert answer.status_code == 404
    assert SavedView.objects.for_system("tests").filter(pk=own.pk).exists()


def test_a_shared_view_is_removed_by_its_owner_alone(cast: Cast) -> None:
    shared = saved.save_view(cast.lei, cast.campaign, "大家看", {}, [], is_shared=True)
    with pytest.raises(Refused):
        saved.remove_view(cast.rui, cast.campaign, shared.pk)
    saved.remove_view(cast.lei, cast.campaign, shared.pk)
    assert not SavedView.objects.for_system("tests").exists()


# --- bounds ---


def test_counting_stops_at_the_bound_and_says_so(
    cast: Cast, make: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(narrow, "MOST", 40)
    for _ in range(45):
        make.household(VILLAGE_1)
    page = shown.registry_page(cast.rui, cast.campaign, {"household_type": "脱贫户", "page": "9"})
    assert (page.n_households, page.pager.is_more, page.n_persons) == (40, True, None)
    assert (page.pager.n_pages, page.pager.number, len(page.rows)) == (2, 2, 20)
    text = read(cast.signed_in("rui"), f"{LIST}?household_type=脱贫户")
    assert "超过 40 户" in text
    assert "只能翻看前 40 条" in text


def test_a_whole_place_is_counted_exactly_whatever_the_bound(
    cast: Cast, few: list[Household], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shown, "MOST", 2)
    page = shown.registry_page(cast.rui, cast.campaign, {})
    assert (page.n_households, page.n_persons, page.pager.is_more) == (3, 4, False)
    assert page.pager.most == 2


def test_a_word_that_very_many_have_is_counted_to_a_lower_bound(
    cast: Cast, make: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "RARE", 5)
    monkeypatch.setattr(narrow, "MOST_OF_BROAD", 6)
    for _ in range(8):
        make.household(VILLAGE_1, head="王大山")
    page = shown.registry_page(cast.rui, cast.campaign, {"q": "王"})
    assert (page.n_households, page.pager.is_more, len(page.rows)) == (6, True, 6)


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("", ["甲一", "乙二", "丙三"]),
        ("-place", ["丙三", "乙二", "甲一"]),
        ("-members", ["甲一", "丙三", "乙二"]),
        ("no", ["甲一", "乙二", "丙三"]),
        ("head_name; drop", ["甲一", "乙二", "丙三"]),
    ],
)
def test_the_list_is_sorted_by_what_was_asked_for(
    sort: str, order: list[str], cast: Cast, few: list[Household]
) -> None:
    assert heads(cast, sort=sort) == order
    assert heads(cast, sort=sort, household_type="脱贫户") == order


def test_an_order_without_an_index_waits_until_the_list_is_short(
    cast: Cast, few: list[Household], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shown, "MOST", 2)
    page = shown.registry_page(cast.rui, cast.campaign, {"sort": "-no"})
    assert [row.head_name for row in page.rows] == ["甲一", "乙二", "丙三"]
    assert "缩小范围" in page.sort_note


def test_the_tree_reads_villages_only_under_the_open_township(
    cast: Cast, few: list[Household]
) -> None:
    page = shown.registry_page(cast.rui, cast.campaign, {"place": TOWN_1})
    first, second = page.tree[0].children
    assert [(node.name, node.n) for node in first.children] == [("核桃村", 1), ("茶坪村", 1)]
    assert second.children == ()


# --- columns and views ---


def test_any_field_can_be_a_column_and_numbers_are_masked(cast: Cast, few: list[Household]) -> None:
    client = cast.signed_in("rui")
    chosen = ["head_id_no", "household_phone", "place", "no such column"]
    answer = client.post("/registry/columns/", {"columns": chosen, "query": "sort=no&page=2"})
    assert answer.headers["Location"] == "/registry/?sort=no&page=2"
    page = seen(client, LIST)
    assert [heading.label for heading in page.headings] == ["村组", "户主证件号码", "户联系电话"]
    text = read(client, LIST)
    assert "139****1234" in text
    assert full_numbers(text) == []
    assert seen(cast.signed_in("lei"), LIST).headings[0].label == "户编号", "another's columns"
    assert ListChoice.objects.get().columns == ["head_id_no", "household_phone", "place"]


def test_no_ticked_column_gives_the_usual_ones(cast: Cast, few: list[Household]) -> None:
    client = cast.signed_in("rui")
    client.post("/registry/columns/", {})
    assert len(seen(client, LIST).headings) == len(columns.USUAL)


def test_a_view_keeps_conditions_order_and_columns_but_no_names(
    cast: Cast, few: list[Household]
) -> None:
    client = cast.signed_in("rui")
    client.post("/registry/columns/", {"columns": ["n_members"]})
    query = "place=980122100&exit_status=未脱贫&sort=-members&q=甲一&page=3"
    answer = client.post(
        "/registry/views/", {"act": "save", "name": " 未 脱贫 ", "query": query, "is_shared": "yes"}
    )
    view = SavedView.objects.for_system("tests").get()
    assert view.query == {"place": "980122100", "exit_status": "未脱贫", "sort": "-members"}
    assert (view.name, view.columns, view.is_shared) == ("未 脱贫", ["n_members"], True)
    for account in ("rui", "lei"):
        page = seen(cast.signed_in(account), answer.headers["Location"])
        assert [row.head_name for row in page.rows] == ["甲一"]
        assert [heading.label for heading in page.headings] == ["人口"]
        assert [tab.label for tab in page.views if tab.is_current] == ["未 脱贫"]
    assert Entry.objects.filter(object_kind="registry", summary__contains="未 脱贫").count() == 1


def test_the_list_opens_with_the_view_that_a_person_chose(cast: Cast, few: list[Household]) -> None:
    view = saved.save_view(cast.rui, cast.campaign, "未脱贫", {"exit_status": "未脱贫"}, [])
    client = cast.signed_in("rui")
    client.post("/registry/views/", {"act": "open", "view": str(view.pk), "query": ""})
    answer = client.get(LIST)
    assert answer.status_code == 302
    assert [row.head_name for row in seen(client, answer.headers["Location"]).rows] == ["甲一"]
    assert len(seen(client, f"{LIST}?view=").rows) == 3
    client.post("/registry/views/", {"act": "open", "query": ""})
    assert client.get(LIST).status_code == 200
    saved.open_with(cast.rui, cast.campaign, view.pk)
    client.post("/registry/views/", {"act": "remove", "view": str(view.pk)})
    assert client.get(LIST).status_code == 200


# --- the workbook ---


def rows_of(client: Client, address: str) -> list[tuple[Any, ...]]:
    answer = client.get(address)
    assert answer.status_code == 200
    return list(load_workbook(BytesIO(answer.content)).worksheets[0].iter_rows(values_only=True))


def test_the_workbook_holds_the_query_with_masked_numbers_and_is_written_down(
    cast: Cast, few: list[Household]
) -> None:
    client = cast.signed_in("rui")
    client.post("/registry/columns/", {"columns": ["household_no", "head_id_no", "place"]})
    rows = rows_of(client, "/registry/export.xlsx?place=980122100&q=乙二")
    assert rows[2][:5] == ("序号", "户主", "户编号", "村组", "户主证件号码")
    assert rows[4][:4] == (1, "乙二", few[1].household_no, "龙潭镇 茶坪村")
    assert full_numbers(repr(rows)) == []
    line = Entry.objects.filter(summary="导出名册 1 户").get()
    assert line.details["query"] == {"place": "980122100"}
    assert line.details["has_words"]


def test_a_township_officer_exports_the_own_township_alone(
    cast: Cast, few: list[Household]
) -> None:
    client = cast.signed_in("tang")
    assert [row[1] for row in rows_of(client, "/registry/export.xlsx")[4:6]] == ["甲一", "乙二"]
    assert client.get(f"/registry/export.xlsx?place={VILLAGE_3}").status_code == 404
    name, _content = exports.export_list(cast.tang, cast.campaign, {}, at=AT)
    assert name.startswith("龙潭镇_名册_")
