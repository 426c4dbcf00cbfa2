"""The county's own days: versions of the calendar, and dates that never move."""

from __future__ import annotations

import json
from datetime import date

import pytest
from django.urls import reverse
from typer.testing import CliRunner

from huitoukan.apps.campaigns import services
from huitoukan.apps.campaigns.commands import app
from huitoukan.apps.campaigns.models import Campaign, StoredCalendar
from huitoukan.apps.campaigns.services import put_days, renew_calendar
from huitoukan.apps.journal.queries import breaks
from huitoukan.domain.refusals import Refused
from huitoukan.domain.workdays import day_changes_of
from tests.apps.looking import seen
from tests.apps.problems.acting import find, stored
from tests.cast import AT, OTHER_VILLAGE, Cast

WEDNESDAY_OFF = "2026-11-04 休息 县政办发〔2026〕5号"


def present(cast: Cast) -> StoredCalendar:
    return Campaign.objects.get(pk=cast.campaign.pk).calendar


def put(cast: Cast, text: str, account: str = "rui") -> StoredCalendar:
    return put_days(cast.actor(account), cast.campaign, day_changes_of(text), at=AT)


def test_only_the_county_puts_days_and_each_wrong_one_changes_nothing(cast: Cast) -> None:
    before = present(cast)
    for account, text, code in (
        ("tang", WEDNESDAY_OFF, "NOT_ALLOWED"),
        ("min", WEDNESDAY_OFF, "NOT_ALLOWED"),
        ("shan", WEDNESDAY_OFF, "NOT_FOUND"),
        ("rui", "", "CALENDAR_NONE"),
        ("rui", "2026-11-04 上班 通知", "CALENDAR_SAME"),
        ("rui", "2031-11-04 休息 通知", "CALENDAR_SHORT"),
    ):
        with pytest.raises(Refused) as refusal:
            put(cast, text, account)
        assert refusal.value.code == code
    with pytest.raises(Refused) as refusal:
        renew_calendar(cast.rui, cast.campaign, at=AT)
    assert refusal.value.code == "CALENDAR_NEWEST"
    assert present(cast) == before


def test_what_was_due_stays_and_what_comes_is_counted_with_the_countys_days(cast: Cast) -> None:
    early = find(cast.rui, cast)
    assert early.confirm_due_on == date(2026, 11, 5)
    own = put(cast, WEDNESDAY_OFF)
    cast.campaign.refresh_from_db()
    late = find(cast.rui, cast)
    assert (late.confirm_due_on, late.calendar) == (date(2026, 11, 6), own.version)
    assert stored(early).confirm_due_on == date(2026, 11, 5)
    assert stored(early).calendar != own.version
    assert cast.other_campaign.calendar != own
    other = find(cast.shan, cast, area=OTHER_VILLAGE)
    assert other.pk
    assert list(breaks()) == []


def test_versions_follow_each_other_and_a_day_taken_back_is_gone(cast: Cast) -> None:
    public = present(cast)
    first = put(cast, WEDNESDAY_OFF)
    second = put(cast, "2026-11-07 上班 县政办发〔2026〕6号")
    assert [one.version for one in (first, second)] == [
        f"{public.version}+980122-{n}" for n in (1, 2)
    ]
    assert [one.day.day for one in second.own_days] == [4, 7]
    third = put(cast, "2026-11-04 上班 县政办发〔2026〕7号")
    assert [one.day.day for one in third.own_days] == [7]
    first.refresh_from_db()
    assert [one.day.day for one in first.own_days] == [4], "a version stays as it was"
    assert third.based_on == public


def test_a_later_public_calendar_takes_the_countys_days_along(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(cast, WEDNESDAY_OFF + "\n2026-11-06 休息 县政办发〔2026〕5号")
    old = present(cast)
    later = StoredCalendar.objects.create(
        version="cn-later", first_day=old.first_day, last_day=old.last_day,
        days_off=[*(old.based_on.days_off if old.based_on else ()), "2026-11-06"], source="公布",
    )  # fmt: skip
    monkeypatch.setattr(services, "store_calendar", lambda *_years: later)
    due = find(cast.rui, cast)
    renewed = renew_calendar(cast.rui, cast.campaign, at=AT)
    assert renewed.version == "cn-later+980122-1"
    assert [one.day.day for one in renewed.own_days] == [4], "the 6th is public now"
    assert stored(due).confirm_due_on == due.confirm_due_on


def test_the_page_shows_versions_and_gives_a_wrong_line_back(cast: Cast) -> None:
    address = reverse("problems:calendar")
    assert cast.signed_in("gong").get(address).status_code == 403
    assert seen(cast.signed_in("ping"), address).acts == ()
    rui = cast.signed_in("rui")
    answer = rui.post(reverse("problems:put_days"), {"days": "2026-11-04 休息"})
    assert answer.status_code == 422
    assert "没有写依据" in answer.content.decode()
    assert "2026-11-04 休息" in answer.content.decode()
    assert rui.post(reverse("problems:put_days"), {"days": WEDNESDAY_OFF}).status_code == 302
    assert rui.post(reverse("problems:renew_calendar")).status_code == 409
    days, versions = seen(rui, address).sections
    assert [cell.text for cell in days.rows[0]] == ["2026-11-04", "休息", "县政办发〔2026〕5号"]
    assert versions.rows[0][-1].text == "使用中"


def test_a_text_that_is_too_long_is_given_back_whole_and_never_cut(cast: Cast) -> None:
    before = present(cast)
    text = "\n".join([WEDNESDAY_OFF] * 200)
    answer = cast.signed_in("rui").post(reverse("problems:put_days"), {"days": text})
    assert answer.status_code == 422
    assert answer.content.decode().count(WEDNESDAY_OFF) >= 200
    assert present(cast) == before


def test_the_command_shows_rehearses_and_puts_days(cast: Cast) -> None:
    run = CliRunner().invoke
    words = ["calendar", WEDNESDAY_OFF, "--as", "rui"]
    told = json.loads(run(app, [*words, "--dry-run", "--json"]).stdout)
    assert told["days"][0]["day"] == "2026-11-04"
    assert present(cast).changes == []
    assert run(app, words).exit_code == 0
    assert present(cast).changes == told["days"]
    assert run(app, ["calendar"]).exit_code == 0
