"""Accounts as versions, and the household's answers; what is refused comes first."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from huitoukan.apps.files.queries import file_for
from huitoukan.apps.incomes.models import Confirmation, IncomeSheet
from huitoukan.apps.incomes.queries import sheet_for
from huitoukan.apps.incomes.queries.sheets import sheets_on
from huitoukan.apps.incomes.services.answering import answer_sheet
from huitoukan.apps.incomes.services.recording import record_sheet, show_sheet
from huitoukan.apps.journal.models import Entry
from huitoukan.apps.registry.models import Household
from huitoukan.domain.incomes import How, SheetState
from huitoukan.domain.refusals import Refused
from tests.apps.incomes.at_the_table import (
    REFUSED,
    SIGNED,
    WAGE,
    answered,
    family,
    on,
    saved,
    sheet,
)
from tests.cast import AT, OTHER_VILLAGE, VILLAGE_1, VILLAGE_2, VILLAGE_3, Cast
from tests.factories import Maker


@pytest.fixture
def home(make: Maker) -> Household:
    return family(make)


def refused(code: str) -> Any:
    return pytest.raises(Refused, check=lambda error: error.code == code)


# --- what is refused ---


def test_a_post_without_the_right_records_nothing(cast: Cast, home: Household) -> None:
    for account in ("qiao", "lei", "min", "wen", "shi", "sheng", "gong", "cha"):
        with refused("NOT_ALLOWED"):
            saved(cast, cast.actor(account), home)


def test_a_household_of_another_village_is_not_found(cast: Cast, home: Household) -> None:
    with refused("NOT_FOUND"):
        saved(cast, cast.ning, home)
    made = saved(cast, cast.ping, home)
    for act in (
        lambda: sheet_for(cast.ning, made.code),
        lambda: show_sheet(cast.ning, made.code, at=AT),
        lambda: answer_sheet(cast.ning, made.code, SIGNED, at=AT),
    ):
        with refused("NOT_FOUND"):
            act()


def test_a_household_outside_the_campaign_is_not_found(cast: Cast, make: Maker) -> None:
    with refused("NOT_FOUND"):
        saved(cast, cast.system, make.household(OTHER_VILLAGE))


def test_a_sheet_that_cannot_be_read_is_not_kept(cast: Cast, home: Household) -> None:
    faulty = [
        ("AMOUNT_NEGATIVE", {**WAGE, "amount": "-1"}),
        ("AMOUNT_UNIT", {**WAGE, "unit": "万元"}),
        ("ITEM_UNKNOWN", {**WAGE, "item": "彩票"}),
        ("LINE_PERSON", {**WAGE, "person_no": "P9"}),
        ("ASSESS_MISSING", {**WAGE, "evidence": None}),
        ("ASSESS_KEY", {**WAGE, "total": "42000"}),
    ]
    for code, line in faulty:
        with refused(code):
            saved(cast, cast.ping, home, lines=[line])
    assert not IncomeSheet.objects.for_system("tests").exists()


def test_a_total_cannot_be_typed_in(cast: Cast, home: Household) -> None:
    with refused("ASSESS_KEY"):
        saved(cast, cast.ping, home, household=42000)


def test_the_sheet_of_another_household_is_refused(cast: Cast, home: Household) -> None:
    with refused("INCOME_OTHER_HOUSEHOLD"):
        saved(cast, cast.ping, home, household_no="H999")


def test_a_form_opened_before_somebody_saved_is_refused(cast: Cast, home: Household) -> None:
    saved(cast, cast.ping, home)
    with refused("INCOME_STALE"):
        saved(cast, cast.tang, home, months="10")


def test_saving_the_same_again_is_refused(cast: Cast, home: Household) -> None:
    saved(cast, cast.ping, home)
    with refused("INCOME_SAME"):
        saved(cast, cast.ping, home, seen=1)


def test_what_the_household_saw_is_corrected_only_with_a_reason(
    cast: Cast, home: Household
) -> None:
    show_sheet(cast.ping, saved(cast, cast.ping, home).code, at=AT)
    with refused("FORM_INVALID"):
        saved(cast, cast.ping, home, seen=1, months="10")


def test_a_draft_cannot_be_answered(cast: Cast, home: Household) -> None:
    with refused("INCOME_STATE"):
        answer_sheet(cast.ping, saved(cast, cast.ping, home).code, SIGNED, at=AT)


def test_what_cannot_be_worked_out_is_not_shown(cast: Cast, home: Household) -> None:
    goods = {**WAGE, "item": "茶叶", "unit": "千克", "quantity": "80"}
    line = {k: v for k, v in goods.items() if k not in ("amount", "months")}
    made = saved(cast, cast.ping, home, lines=[line])
    with refused("PRICE_NONE"):
        show_sheet(cast.ping, made.code, at=AT)


def test_a_corrected_version_is_neither_shown_nor_answered(cast: Cast, home: Household) -> None:
    first = saved(cast, cast.ping, home)
    show_sheet(cast.ping, first.code, at=AT)
    saved(cast, cast.ping, home, seen=1, months="10", why="少算两个月")
    with refused("INCOME_OLD"):
        answer_sheet(cast.ping, first.code, SIGNED, at=AT)


@pytest.mark.parametrize(
    ("answer", "fields"),
    [
        (replace(SIGNED, signer=" "), {"signer"}),
        (replace(SIGNED, how=How.PROXY), {"relation", "reason"}),
        (replace(REFUSED, reason=""), {"reason"}),
        (replace(SIGNED, on=AT.date() + timedelta(days=1)), {"on"}),
        (replace(SIGNED, on=date(2025, 9, 30)), {"on"}),
    ],
)
def test_an_answer_says_who_when_and_why(
    cast: Cast, home: Household, answer: Any, fields: set[str]
) -> None:
    made = saved(cast, cast.ping, home)
    with refused("FORM_INVALID") as error:
        answered(cast.ping, made.code, answer)
    assert set(error.value.details["fields"]) == fields  # type: ignore[call-overload]


def test_a_photo_that_is_none_is_refused(cast: Cast, home: Household) -> None:
    with refused("EVIDENCE_TYPE"):
        answered(cast.ping, saved(cast, cast.ping, home).code, photo=("签字.jpg", b"MZ\x90"))


def test_the_database_lets_nobody_alter_a_version_or_an_answer(cast: Cast, home: Household) -> None:
    made = saved(cast, cast.ping, home)
    answered(cast.ping, made.code)
    sheets, answers = IncomeSheet.objects.for_system("t"), Confirmation.objects.for_system("t")
    for act in (
        lambda: sheets.update(content={}),
        lambda: sheets.update(why="x"),
        lambda: sheets.filter(pk=made.pk)._raw_delete("default"),
        lambda: answers.update(signer="x"),
        lambda: answers.all()._raw_delete("default"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()


# --- what is done ---


def test_a_correction_is_a_new_version_and_the_old_one_stays(cast: Cast, home: Household) -> None:
    first = saved(cast, cast.ping, home)
    answered(cast.ping, first.code)
    second = saved(cast, cast.tang, home, seen=1, months="10", why="少算两个月")
    first.refresh_from_db()
    assert (first.version, first.is_newest, first.stands) == (1, False, SheetState.CONFIRMED)
    assert (second.version, second.is_newest, second.stands) == (2, True, SheetState.DRAFT)
    assert second.why == "少算两个月"
    assert second.content["place"] == VILLAGE_1


def test_every_act_stands_in_the_journal(cast: Cast, home: Household) -> None:
    answered(cast.ping, saved(cast, cast.ping, home).code)
    told = Entry.objects.filter(object_kind="income").order_by("seq")
    assert [one.verb for one in told] == ["income.record", "income.record", "income.confirm"]
    assert all(one.area_path == home.area.depth_path for one in told)


def test_a_household_that_refused_can_be_won_over(cast: Cast, home: Household) -> None:
    made = saved(cast, cast.ping, home)
    answered(cast.ping, made.code, REFUSED)
    answer_sheet(cast.ping, made.code, SIGNED, at=AT)
    made.refresh_from_db()
    assert made.stands is SheetState.CONFIRMED
    assert [one.how for one in made.answers.for_system("tests")] == ["refusal", "signature"]


def test_the_photo_of_the_signed_paper_is_kept(cast: Cast, home: Household) -> None:
    made = saved(cast, cast.ping, home)
    photo = answered(cast.ping, made.code, photo=("签字.jpg", b"\xff\xd8\xff\xe0")).photo
    assert photo is not None
    assert file_for(cast.tang, photo.sha256).pk == photo.pk
    with refused("NOT_FOUND"):
        file_for(cast.ning, photo.sha256)


def test_a_household_outside_the_registry_names_its_village(cast: Cast) -> None:
    content = sheet(place=VILLAGE_1)
    made = record_sheet(cast.ping, cast.campaign, "W1", content, at=AT)
    assert (made.head_name, made.area.code) == ("王大山", VILLAGE_1)
    with refused("INCOME_PLACE"):
        record_sheet(cast.ping, cast.campaign, "W2", sheet(place=VILLAGE_2), at=AT)
    with refused("NOT_FOUND"):
        record_sheet(cast.ping, cast.campaign, "W2", sheet(), at=AT)


def test_a_household_of_the_registry_cannot_be_claimed_by_another_village(
    cast: Cast, make: Maker
) -> None:
    home = make.household(VILLAGE_3)
    with refused("NOT_FOUND"):
        saved(cast, cast.ping, home, place=VILLAGE_1)


# --- what the standards get ---


def accepted(cast: Cast, home: Household, day: date) -> dict[str, Any] | None:
    return sheets_on(cast.campaign, [home.household_no], day).get(home.household_no)


def test_a_sheet_counts_from_the_day_it_was_accepted(cast: Cast, home: Household) -> None:
    made = saved(cast, cast.ping, home)
    assert accepted(cast, home, AT.date()) is None
    answered(cast.ping, made.code, on(date(2026, 10, 20)))
    assert accepted(cast, home, date(2026, 10, 19)) is None
    assert accepted(cast, home, date(2026, 10, 20)) == made.content


def test_what_the_household_contests_proves_nothing(cast: Cast, home: Household) -> None:
    first = saved(cast, cast.ping, home)
    answered(cast.ping, first.code, on(date(2026, 10, 20)))
    second = saved(cast, cast.ping, home, seen=1, months="10", why="更正")
    assert accepted(cast, home, AT.date()) == first.content
    answered(cast.ping, second.code, REFUSED)
    assert accepted(cast, home, AT.date()) is None
    assert accepted(cast, home, date(2026, 10, 21)) == first.content


def test_the_last_period_that_has_ended_counts(cast: Cast, home: Household) -> None:
    old = saved(cast, cast.ping, home, year=2025)
    answered(cast.ping, old.code, on(date(2025, 10, 8)))
    new = saved(cast, cast.ping, home)
    answered(cast.ping, new.code, on(date(2026, 9, 1)))
    assert accepted(cast, home, date(2026, 9, 29)) == old.content
    assert accepted(cast, home, date(2026, 9, 30)) == new.content
