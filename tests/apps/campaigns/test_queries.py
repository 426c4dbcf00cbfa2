"""Which campaign a person works in, its phases, and the dates that follow from its calendar."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from huitoukan.apps.campaigns import queries
from huitoukan.apps.campaigns.models import StoredCalendar
from huitoukan.apps.campaigns.services import report_gate, store_calendar
from huitoukan.apps.core.actor import Actor
from huitoukan.domain.phases import Progress
from huitoukan.domain.refusals import Refused
from tests.cast import AT, ENDS_ON, NAMES, Cast

MONDAY = AT.date()


def test_without_a_campaign_the_answer_says_how_to_open_one(cast: Cast) -> None:
    with pytest.raises(Refused) as refusal:
        queries.campaign_for(cast.shan)
    assert refusal.value.code == "CAMPAIGN_NONE"
    assert "campaign new" in refusal.value.remedy()


def test_the_neighbours_campaign_reads_like_an_absent_one(cast: Cast) -> None:
    sentences = []
    for code in (cast.other_campaign.code, "no-such"):
        with pytest.raises(Refused) as refusal:
            queries.campaign_for(cast.rui, code)
        sentences.append(refusal.value.sentence().replace(code, "…"))
    assert sentences[0] == sentences[1]


def test_everybody_of_the_county_and_above_works_in_its_campaign(cast: Cast) -> None:
    for account in set(NAMES) - {"shan"}:
        assert queries.campaign_for(cast.actor(account)).code == "yl-2026", account
    cast.other_campaign  # noqa: B018 - opened by being asked for
    assert queries.campaign_for(cast.shan).code == "bs-2026"
    assert [c.code for c in queries.campaigns_for(cast.shi)] == ["bs-2026", "yl-2026"]
    assert queries.campaign_for(cast.shi, "yl-2026").code == "yl-2026"
    assert len(queries.campaigns_for(cast.system)) == 2
    assert queries.campaigns_for(Actor("x", "某人")) == []


def test_a_right_held_next_door_is_no_right_here(cast: Cast) -> None:
    both = Actor("x", "某人", grants=(*cast.shan.grants, *cast.wen.grants))
    assert both.may("registry.import")
    assert queries.campaign_for(both, "yl-2026")
    with pytest.raises(Refused) as refusal:
        queries.demand_right(both, cast.campaign, "registry.import")
    assert refusal.value.code == "NOT_FOUND"
    queries.demand_right(both, cast.other_campaign, "registry.import")
    queries.demand_right(cast.rui, cast.campaign, "registry.import")
    queries.demand_right(cast.system, cast.campaign, "registry.import")
    with pytest.raises(Refused):
        queries.demand_right(cast.ping, cast.campaign, "problem.submit")


def test_phases_follow_the_reported_gates(cast: Cast) -> None:
    before = queries.phases_of(cast.campaign)
    assert [p.progress for p in before[:2]] == [Progress.NOW, Progress.LATER]
    report_gate(cast.campaign, "registry.imported", is_passed=True, told="3 户", at=AT)
    after = queries.phases_of(cast.campaign)
    assert [p.progress for p in after[:2]] == [Progress.DONE, Progress.NOW]
    assert after[0].told == "3 户"


def test_a_department_has_three_working_days_on_the_stored_calendar(cast: Cast) -> None:
    def due(day: date) -> date:
        return queries.deadline(cast.campaign, "department_confirmation", day)

    assert due(MONDAY) == date(2026, 11, 5)
    assert due(date(2026, 11, 5)) == date(2026, 11, 10), "over the week-end"
    # 30 September is the last working day before the long holiday of 1 to 7 October.
    working = [d for d in (date(2026, 10, 1) + timedelta(days=n) for n in range(20))
               if cast.campaign.calendar.opened().is_working(d)]  # fmt: skip
    assert working[0] >= date(2026, 10, 8)
    assert due(date(2026, 9, 30)) == working[2]


def test_a_plan_is_due_after_five_natural_days(cast: Cast) -> None:
    assert queries.deadline(cast.campaign, "plan", MONDAY) == date(2026, 11, 7), "a Saturday"


@pytest.mark.parametrize(("hour", "day"), [(0, 2), (23, 2)])
def test_a_moment_counts_by_its_day_in_china(hour: int, day: int, cast: Cast) -> None:
    at = datetime(2026, 11, day, hour, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert queries.deadline(cast.campaign, "plan", at.astimezone(ZoneInfo("UTC"))) == date(
        2026, 11, day + 5
    )


def test_a_deadline_without_days_is_the_end_of_the_campaign(cast: Cast) -> None:
    assert queries.deadline(cast.campaign, "sign_off", MONDAY) == ENDS_ON


def test_putting_right_never_lasts_longer_than_the_campaign(cast: Cast) -> None:
    thirty = queries.rectification_due(cast.campaign, MONDAY)
    assert thirty == MONDAY + timedelta(days=30), "the sample pack's thirty days"
    late = queries.rectification_due(cast.campaign, ENDS_ON - timedelta(days=3))
    assert late == ENDS_ON


def test_a_later_calendar_does_not_move_a_date(cast: Cast) -> None:
    before = queries.deadline(cast.campaign, "department_confirmation", MONDAY)
    later = store_calendar(2026, 2026)
    StoredCalendar.objects.filter(pk=later.pk).update(days_off=["2026-11-03", "2026-11-04"])
    campaign = queries.campaign_for(cast.rui)
    assert queries.deadline(campaign, "department_confirmation", MONDAY) == before


def test_a_date_beyond_the_stored_calendar_is_refused_and_not_guessed(cast: Cast) -> None:
    with pytest.raises(Refused) as refusal:
        queries.deadline(cast.campaign, "department_confirmation", date(2027, 12, 31))
    assert refusal.value.code == "CALENDAR_SHORT"
