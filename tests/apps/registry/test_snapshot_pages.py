"""The pages of snapshots: freezing, a past day, checking files, two compared, a household then."""

from __future__ import annotations

import json
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from huitoukan.apps.jobs.models import Job
from huitoukan.apps.jobs.services import run_here
from huitoukan.apps.journal.models import Entry
from huitoukan.apps.places.models import AreaSpell
from huitoukan.apps.registry.models import Snapshot
from huitoukan.apps.registry.queries import snapshot_folder
from huitoukan.apps.registry.queries.changes import changes_between
from huitoukan.apps.registry.queries.compared import compare_page
from huitoukan.apps.registry.queries.past import then_page
from huitoukan.apps.registry.services import snapshot_exports
from huitoukan.apps.registry.services.snapshot_exports import export_differences
from huitoukan.apps.registry.services.snapshots import freeze_snapshot
from huitoukan.apps.registry.services.verifying import verify_snapshot
from huitoukan.cli.commands import app
from huitoukan.domain.refusals import Refused
from tests.apps.looking import MOST_QUERIES, full_numbers, n_queries, read, seen, stand_still
from tests.apps.registry.sheets import Import, household, member, registry_rows, village
from tests.cast import AT, TOWN_1, VILLAGE_2, VILLAGE_3, Cast
from tests.factories import id_no, nothing_told

DAY = timedelta(days=1)
S1, S2 = "yl-2026-S1", "yl-2026-S2"
BOTH = f"/registry/snapshots/{S1}/{S2}/"


@pytest.fixture
def two(bring: Import, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> tuple[Snapshot, Snapshot]:
    """Two snapshots: a head renamed, a number corrected, a household moved, two new ones."""
    bring(registry_rows())
    first = frozen(cast)
    changed = {
        "village": [village(VILLAGE_3, "柳溪村", township="石门乡", township_code="980122200")],
        "household": [
            household("H1", "王大川", household_phone="13900000009"),
            household("H3", "李小花", "柳溪村", township="石门乡"),
            household("H4", "新来户", "茶坪村"),
        ],
        "member": [
            member("H1", "P1", "王大川", id_no=id_no(9), relation_to_head="户主"),
            member("H4", "P6", "新来户", id_no=id_no(6)),
        ],
    }
    bring(changed, at=AT + DAY)
    second = frozen(cast, at=AT + DAY)
    stand_still(monkeypatch, AT + 5 * DAY)
    return first, second


def frozen(cast: Cast, **more: Any) -> Snapshot:
    return freeze_snapshot(cast.rui, cast.campaign, tell=nothing_told, **{"at": AT, **more})


def refusal_of(act: Any, *arguments: Any, **more: Any) -> str:
    with pytest.raises(Refused) as refusal:
        act(*arguments, **more)
    return refusal.value.code


def damage(snapshot: Snapshot, name: str = "member.parquet") -> None:
    path = snapshot_folder(snapshot.code) / name
    path.write_bytes(path.read_bytes() + b"x")


# --- all snapshots ---


def test_only_the_data_officer_is_offered_freezing(two: Any, cast: Cast) -> None:
    for account, may in (("rui", True), ("lei", False), ("tang", False), ("wen", False)):
        page = seen(cast.signed_in(account), "/registry/snapshots/")
        assert (page.freeze is not None, page.past is not None) == (may, may), account
    assert cast.signed_in("lei").post("/registry/snapshots/past/").status_code == 403


def test_snapshots_stand_with_their_day_counts_and_hashes(two: Any, cast: Cast) -> None:
    first, _ = two
    past = frozen(cast, at=AT + 5 * DAY, as_of=AT.date())
    page = seen(cast.signed_in("rui"), "/registry/snapshots/")
    kinds = [(row.code, row.is_baseline, row.is_past) for row in page.rows]
    assert kinds == [(past.code, False, True), (S2, False, False), (S1, True, False)]
    assert [(r.n_households, r.n_members) for r in page.rows] == [(3, 5), (4, 6), (3, 5)]
    assert page.rows[-1].content_hash == first.content_hash
    assert {file.sha256 for file in page.rows[-1].files} == set(first.file_hashes.values())
    assert first.content_hash in read(cast.signed_in("rui"), "/registry/snapshots/")
    assert page.rows[1].since_href == BOTH
    assert page.rows[-1].since_href == ""


def test_whoever_sees_one_village_reads_the_counts_of_that_village(two: Any, cast: Cast) -> None:
    page = seen(cast.signed_in("ping"), "/registry/snapshots/")
    assert page.place == "龙潭镇核桃村"
    assert [(r.n_households, r.n_members, r.n_villages) for r in page.rows] == [(2, 3, 1)] * 2
    other = seen(cast.signed_in("cha"), "/registry/snapshots/")
    assert [(r.n_households, r.n_members, r.n_villages) for r in other.rows] == [
        (1, 2, 1),
        (0, 0, 0),
    ]


def test_another_county_has_no_snapshots_of_ours(two: Any, cast: Cast) -> None:
    assert cast.other_campaign
    assert seen(cast.signed_in("shan"), "/registry/snapshots/").rows == ()
    assert cast.signed_in("shan").get(BOTH).status_code == 404


def test_a_past_day_is_refused_beside_its_field(two: Any, cast: Cast) -> None:
    client = cast.signed_in("rui")
    today = (AT + 5 * DAY).date().isoformat()
    for given, words in ((today, "还没有过去"), ("昨天", "请填写日期"), ("", "请填写日期")):
        answer = client.post("/registry/snapshots/past/", {"as_of": given})
        assert answer.status_code == 422
        (field,) = answer.context["page"].past.fields
        assert words in field.error
        assert field.value == given
    assert not Job.objects.for_system("tests").exists()


def test_a_past_day_is_worked_out_by_a_job(two: Any, cast: Cast) -> None:
    first, _ = two
    client = cast.signed_in("rui")
    answer = client.post("/registry/snapshots/past/", {"as_of": AT.date().isoformat()})
    assert answer.status_code == 302
    job = run_here(Job.objects.for_system("tests").get().code)
    past = Snapshot.objects.for_system("tests").get(is_past=True)
    assert past.content_hash == first.content_hash
    outcome = read(client, f"/jobs/{job.code}/")
    assert "/registry/snapshots/" in outcome
    assert past.code in outcome


def test_two_are_chosen_and_compared(two: Any, cast: Cast) -> None:
    client = cast.signed_in("rui")
    page = seen(client, "/registry/snapshots/")
    chosen = [next(c.value for c in side if c.is_chosen) for side in (page.before, page.after)]
    assert chosen == [S1, S2]
    answer = client.get("/registry/snapshots/", {"before": S1, "after": S2})
    assert (answer.status_code, answer.headers["Location"]) == (302, BOTH)
    assert client.get("/registry/snapshots/", {"before": S1, "after": "S9"}).status_code == 404


def test_the_page_of_imports_leads_to_the_snapshots_and_freezes_nothing(
    two: Any, cast: Cast
) -> None:
    page = read(cast.signed_in("rui"), "/registry/import/")
    assert 'href="/registry/snapshots/"' in page
    assert "/registry/freeze/" not in page


# --- whether the files are what was frozen ---


def test_an_altered_and_a_missing_file_are_named_and_never_shown(two: Any, cast: Cast) -> None:
    first, second = two
    damage(first)
    (snapshot_folder(second.code) / "village.parquet").unlink()
    client = cast.signed_in("wen")
    for each in two:
        answer = client.post(f"/registry/snapshots/{each.code}/verify/")
        assert answer.headers["Location"] == "/registry/snapshots/"
    newer, older = seen(client, "/registry/snapshots/").rows
    assert (older.check.style, newer.check.style) == ("bad", "bad")
    assert older.check.label == "与冻结时不一致：member.parquet"
    assert newer.check.label == "找不到：village.parquet"
    assert "闻审计" in older.check_note
    answer = cast.signed_in("rui").get(BOTH)
    assert answer.status_code == 409
    assert "member.parquet" in answer.content.decode()
    assert refusal_of(then_page, cast.rui, S1, "H1") == "SNAPSHOT_ALTERED"


def test_whole_files_are_said_to_be_whole_and_the_journal_keeps_it(two: Any, cast: Cast) -> None:
    assert not verify_snapshot(cast.wen, S1)
    newer, older = seen(cast.signed_in("rui"), "/registry/snapshots/").rows
    assert (older.check.style, older.check.label) == ("ok", "文件与冻结时一致")
    assert newer.check is None
    line = Entry.objects.filter(object_kind="snapshot", object_code=S1).first()
    assert (line.actor_code, line.details) == ("wen", {"altered": [], "missing": []})


def test_who_sees_nothing_of_the_county_checks_nothing(two: Any, cast: Cast) -> None:
    assert refusal_of(verify_snapshot, cast.shan, S1) == "NOT_FOUND"
    assert refusal_of(verify_snapshot, cast.gong, S1) == "NOT_ALLOWED"


def test_the_command_checks_every_snapshot_and_fails_when_one_is_altered(
    two: Any, cast: Cast
) -> None:
    first, _ = two
    fine = CliRunner().invoke(app, ["registry", "verify", "--as", "rui", "--json"])
    assert fine.exit_code == 0, fine.output
    damage(first, "household.parquet")
    found = CliRunner().invoke(app, ["registry", "verify", "--json"])
    assert found.exit_code == 1
    assert json.loads(found.stdout)["snapshots"] == [
        {"code": S2, "altered": [], "missing": []},
        {"code": S1, "altered": ["household.parquet"], "missing": []},
    ]
    assert "household.parquet" in CliRunner().invoke(app, ["registry", "verify", S1]).stdout


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
