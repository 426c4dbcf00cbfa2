"""The pages of the household's account, through HTTP; refusals first."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from docx import Document

from huitoukan.apps.incomes.models import IncomeSheet
from huitoukan.apps.registry.models import Household
from tests.apps.incomes.at_the_table import WAGE, answered, family, saved, sheet
from tests.cast import VILLAGE_1, Cast
from tests.factories import Maker


@pytest.fixture
def home(make: Maker) -> Household:
    return family(make)


def form_of(cast: Cast, home: Household, *lines: dict[str, Any], **more: str) -> dict[str, str]:
    """What a browser sends for S000's household with these lines."""
    texts = {"period_kind": "annual_oct_sep", "period_value": "2026", "seen": "0", **more}
    for n, member in enumerate(sheet()["members"]):
        texts |= {f"member-{n}-{key}": str(value) for key, value in member.items()}
    for n, line in enumerate(lines):
        typed = {**line, "each": line.get("amount", ""), "times": line.get("months", "")}
        texts |= {f"line-{n}-{key}": str(value) for key, value in typed.items()}
    return texts


def newest(home: Household) -> IncomeSheet:
    every = IncomeSheet.objects.for_system("tests")
    return every.get(household_no=home.household_no, is_newest=True)


def record(client: Client, home: Household, texts: dict[str, str], query: str = "") -> Any:
    return client.post(f"/incomes/households/{home.household_no}/record/{query}", texts)


def test_a_line_without_evidence_comes_back_with_all_that_was_typed(
    cast: Cast, home: Household
) -> None:
    texts = form_of(cast, home, WAGE, {**WAGE, "evidence": "", "amount": "999"})
    back = record(cast.signed_in("ping"), home, texts)
    page = back.context["page"]
    assert back.status_code == 422
    assert [bool(line.error) for line in page.lines[:2]] == [False, True]
    assert 'value="999"' in back.content.decode()
    assert not IncomeSheet.objects.for_system("tests").exists()


def test_a_form_of_before_somebody_saved_comes_back_and_may_be_sent_again(
    cast: Cast, home: Household
) -> None:
    saved(cast, cast.tang, home)
    texts = form_of(cast, home, {**WAGE, "months": "10"})
    back = record(cast.signed_in("ping"), home, texts)
    assert back.status_code == 422
    assert "唐守田" in back.content.decode()
    again = dict(back.context["page"].hidden)
    assert record(cast.signed_in("ping"), home, {**texts, **again}).status_code == 302
    assert newest(home).version == 2


def test_one_more_line_needs_no_script_and_saves_nothing(cast: Cast, home: Household) -> None:
    texts = form_of(cast, home, WAGE, act="more", spare="3")
    page = record(cast.signed_in("ping"), home, texts)
    assert page.status_code == 200
    assert len(page.context["page"].lines) == 1 + 6
    assert not IncomeSheet.objects.for_system("tests").exists()


def test_an_answer_without_a_reason_comes_back_beside_its_field(
    cast: Cast, home: Household
) -> None:
    made = saved(cast, cast.ping, home)
    client = cast.signed_in("ping")
    client.post(f"/incomes/sheets/{made.code}/show/")
    back = client.post(
        f"/incomes/sheets/{made.code}/answer/",
        {"how": "refusal", "signer": "王大山", "on": timezone.localdate().isoformat()},
    )
    assert back.status_code == 422
    (form,) = back.context["page"].actions
    assert [field.name for field in form.fields if field.error] == ["reason"]


def test_from_the_empty_form_to_the_signature(cast: Cast, home: Household) -> None:
    """S000: four members, 3,500 yuan for twelve months, two grants: 42,000 and 10,500."""
    client = cast.signed_in("ping")
    assert (
        "没有算过收入" in client.get(f"/incomes/households/{home.household_no}/").content.decode()
    )
    grants = [line for line in sheet()["lines"] if line["item"] == "教育助学金"]
    made = record(client, home, form_of(cast, home, WAGE, *grants))
    page = client.get(made.headers["Location"]).context["page"]
    main = page.profiles[0]
    assert (main.total, main.per_head, main.sum) == ("42,000", "10,500", "42,000 元 ÷ 4 人")
    by_item = {row.item: row.cells[0].value for group in page.groups for row in group.rows}
    assert by_item == {"外出务工": "42,000", "教育助学金": "0"}
    code = newest(home).code
    assert client.post(f"/incomes/sheets/{code}/show/").status_code == 302
    told = {"how": "fingerprint", "signer": "王大山", "on": timezone.localdate().isoformat()}
    assert client.post(f"/incomes/sheets/{code}/answer/", told).status_code == 302
    assert newest(home).state == "confirmed"
    row = client.get("/incomes/?tab=confirmed").context["page"].rows[0]
    assert (row.head_name, row.per_head) == ("王大山", "10,500")


def test_versions_stand_with_what_they_changed(cast: Cast, home: Household) -> None:
    answered(cast.ping, saved(cast, cast.ping, home).code)
    saved(cast, cast.ping, home, seen=1, months="10", why="少算两个月")
    page = cast.signed_in("ping").get(f"/incomes/households/{home.household_no}/").context["page"]
    second, first = page.versions
    assert (second.why, first.differences) == ("少算两个月", ())
    assert [one.what for one in second.differences] == ["外出务工（王大山）"]


def test_the_papers_carry_the_account_and_places_to_sign(cast: Cast, home: Household) -> None:
    made = saved(cast, cast.ping, home)
    client = cast.signed_in("ping")
    for kind, words in (("paper", "帮扶责任人"), ("card", "明白卡")):
        assert words in client.get(f"/incomes/sheets/{made.code}/{kind}/").content.decode()
    word = client.get(f"/incomes/sheets/{made.code}/sheet.docx")
    document = Document(BytesIO(word.content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert {"42,000", "10,500", "户主（签字或按手印）", "第一书记"} <= set(cells)


def test_the_first_account_of_a_household_outside_the_registry_is_made_on_a_page(
    cast: Cast, make: Maker
) -> None:
    home = family(make)
    client = cast.signed_in("ping")
    assert "名册以外的户" in client.get("/incomes/outside/").content.decode()
    sent = {
        "place": VILLAGE_1, "period_kind": "annual_oct_sep", "period_value": "2026",
        "member-0-name": "赵六", "member-0-relation": "户主", "member-0-birth": "1970-01-01",
        "line-0-item": "务工工资", "line-0-person_no": "1", "line-0-each": "3000",
        "line-0-unit": "元/月", "line-0-times": "12", "line-0-evidence": "工资条",
        "line-0-said_by": "户主", "line-0-basis": "actual",
    }  # fmt: skip
    taken = client.post("/incomes/outside/", {**sent, "household_no": home.household_no})
    assert (taken.status_code, "在名册里" in taken.content.decode()) == (422, True)
    nowhere = client.post("/incomes/outside/", {**sent, "place": ""})
    assert (nowhere.status_code, "赵六" in nowhere.content.decode()) == (422, True)
    assert client.post("/incomes/outside/", sent).status_code == 302
    made = IncomeSheet.objects.for_system("tests").get()
    assert (made.household_no[:3], made.head_name, made.area.code) == ("DW-", "赵六", VILLAGE_1)
