"""Opening accounts and setting passwords: refusals before anything is written, nobody abroad."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.contrib.auth.hashers import identify_hasher

from huitoukan.apps.accounts.models import Appointment, User
from huitoukan.apps.accounts.services import (
    AccountCounts,
    AccountRow,
    change_own_password,
    open_accounts,
    set_password,
)
from huitoukan.apps.journal.models import Entry
from huitoukan.domain.refusals import Refused
from tests.cast import COUNTY, ON, OTHER_COUNTY, PASSWORD, VILLAGE_1, VILLAGE_2, Cast

NEW = AccountRow("xin", "辛驻村", "residence_team", VILLAGE_1, phone="13900000001")


def test_without_the_verb_no_account_is_opened(cast: Cast) -> None:
    for account in ("ping", "qiao", "lei", "wen", "shi"):
        with pytest.raises(Refused) as refusal:
            open_accounts(cast.actor(account), [NEW], source="名单.xlsx", on=ON)
        assert refusal.value.code == "NOT_ALLOWED"


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (replace(NEW, post="king"), "POST_UNKNOWN"),
        (replace(NEW, area_code="980122100299"), "AREA_UNKNOWN"),
        (replace(NEW, area_code="核桃村"), "AREA_UNKNOWN"),
        (replace(NEW, post="department_reviewer", area_code=COUNTY), "POST_DEPARTMENT"),
        (replace(NEW, username="ping qiao"), "ACCOUNT_NAME"),
        (replace(NEW, username=" xin"), "ACCOUNT_NAME"),
        (replace(NEW, username=""), "ACCOUNT_NAME"),
    ],
)
def test_one_bad_row_refuses_the_list_before_anything_is_written(
    row: AccountRow, code: str, cast: Cast
) -> None:
    n_users = User.objects.count()
    with pytest.raises(Refused) as refusal:
        open_accounts(cast.system, [NEW, row], source="名单.xlsx", on=ON)
    assert refusal.value.code == code
    assert User.objects.count() == n_users


@pytest.mark.parametrize("area", [OTHER_COUNTY, "9801", "98"])
def test_a_county_appoints_nobody_abroad_or_above(area: str, cast: Cast) -> None:
    row = replace(NEW, post="province_office", area_code=area)
    with pytest.raises(Refused) as refusal:
        open_accounts(cast.rui, [row], source="名单.xlsx", on=ON)
    assert refusal.value.code == "AREA_UNKNOWN"
    assert not User.objects.filter(username="xin").exists()


def test_a_county_opens_accounts_of_its_own(cast: Cast) -> None:
    counts = open_accounts(cast.rui, [NEW], source="名单.xlsx", on=ON)
    assert counts == AccountCounts(opened=1, appointed=1, unchanged=0)
    held = Appointment.objects.get(user__username="xin")
    assert (held.post, held.area.code, held.first_day) == ("residence_team", VILLAGE_1, ON)


def test_the_same_list_twice_changes_nothing(cast: Cast) -> None:
    open_accounts(cast.rui, [NEW], source="名单.xlsx", on=ON)
    again = open_accounts(cast.rui, [NEW], source="名单.xlsx", on=ON)
    assert again == AccountCounts(opened=0, appointed=0, unchanged=1)


def test_a_known_person_gets_a_second_appointment_and_keeps_the_password(cast: Cast) -> None:
    before = User.objects.get(username="ping").password
    row = AccountRow("ping", "平小禾", "village_worker", VILLAGE_2)
    counts = open_accounts(cast.rui, [row], source="名单.xlsx", on=ON, password="另一个密码-2026")
    assert counts == AccountCounts(opened=0, appointed=1, unchanged=0)
    assert User.objects.get(username="ping").password == before


def test_without_a_password_nobody_can_sign_in(cast: Cast) -> None:
    open_accounts(cast.rui, [NEW], source="名单.xlsx", on=ON)
    user = User.objects.get(username="xin")
    assert not user.has_usable_password()
    assert not user.check_password("")


def test_a_starting_password_is_hashed_once_for_the_list(cast: Cast) -> None:
    rows = [NEW, replace(NEW, username="xin2", name="辛二")]
    open_accounts(cast.rui, rows, source="名单.xlsx", on=ON, password=PASSWORD)
    first, second = User.objects.filter(username__startswith="xin")
    assert first.password == second.password
    assert first.check_password(PASSWORD)


def test_a_password_is_set_anew_and_the_journal_does_not_hold_it(cast: Cast) -> None:
    set_password(cast.rui, "ping", "新的长密码-2026")
    assert User.objects.get(username="ping").check_password("新的长密码-2026")
    line = Entry.objects.filter(object_kind="people", object_code="ping").get()
    assert "新的长密码" not in f"{line.summary}{line.details}"


@pytest.mark.parametrize("account", ["nobody", "shan", "shi", "sheng"])
def test_a_county_sets_no_password_of_an_account_abroad_or_above(account: str, cast: Cast) -> None:
    before = dict(User.objects.values_list("username", "password"))
    with pytest.raises(Refused) as refusal:
        set_password(cast.rui, account, "新的长密码-2026")
    assert refusal.value.sentence() == f"没有账号“{account}”。"
    assert dict(User.objects.values_list("username", "password")) == before


def test_everybody_changes_the_own_password_only(cast: Cast) -> None:
    User.objects.filter(username="wen").update(must_change_password=True)
    change_own_password(cast.wen, "审计的新密码-2026")
    user = User.objects.get(username="wen")
    assert user.check_password("审计的新密码-2026")
    assert not user.must_change_password
    assert User.objects.get(username="ping").check_password(PASSWORD)


def test_passwords_are_hashed_as_the_settings_say(hashed_password: str) -> None:
    assert identify_hasher(hashed_password).algorithm == "argon2"
    assert "m=19456,t=2,p=1" in hashed_password


def test_appointments_may_end(cast: Cast) -> None:
    row = replace(NEW, first_day=date(2026, 3, 1), last_day=date(2026, 3, 31))
    open_accounts(cast.rui, [row], source="名单.xlsx", on=ON)
    held = Appointment.objects.get(user__username="xin")
    days = [date(2026, 2, 28), date(2026, 3, 1), date(2026, 3, 31), date(2026, 4, 1)]
    assert [held.is_in_force(day) for day in days] == [False, True, True, False]
