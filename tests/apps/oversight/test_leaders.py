"""Leaders linked to places: as data, their list, what they are told, what they say."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from huitoukan.apps.accounts.models import Appointment
from huitoukan.apps.accounts.queries.leaders import leaders_in, leaders_of
from huitoukan.apps.accounts.services import AccountRow
from huitoukan.apps.journal.queries import breaks
from huitoukan.apps.oversight.services.leaders import end_link, instruct, link_leaders
from huitoukan.apps.problems.models import ProblemEvent
from huitoukan.apps.problems.services.supervision import remind_stage
from huitoukan.domain.problems import State
from huitoukan.domain.refusals import Refused
from huitoukan.domain.supervision import Stage
from tests.apps.looking import LATER, MOST_QUERIES, n_queries, seen, stand_still
from tests.apps.oversight.seeing import browser, figures_that_differ, link, section, texts
from tests.apps.problems.acting import find, in_every_state, stored, traces
from tests.cast import AT, COUNTY, OTHER_TOWN, TOWN_1, TOWN_2, VILLAGE_3, Cast
from tests.factories import Maker

PAGE = "/oversight/leaders/"


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    stand_still(monkeypatch)


def row(**more: object) -> AccountRow:
    given = {
        "username": "lian", "name": "连县长", "post": "linked_leader", "area_code": TOWN_1,
        "first_day": date(2026, 1, 1),
    }  # fmt: skip
    return AccountRow(**{**given, **more})  # type: ignore[arg-type]


# --- refusals ---


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"post": "county_lead"}, "LEADER_POST"),
        ({"area_code": COUNTY}, "LEADER_PLACE"),
        ({"area_code": OTHER_TOWN}, "AREA_UNKNOWN"),
        ({"area_code": "980122999"}, "AREA_UNKNOWN"),
        ({"last_day": date(2025, 1, 1)}, "LEADER_DAYS"),
    ],
)
def test_a_list_with_one_wrong_row_writes_none(
    cast: Cast, wrong: dict[str, str], code: str
) -> None:
    before = Appointment.objects.count()
    with pytest.raises(Refused) as refusal:
        link_leaders(cast.rui, [row(), row(username="b", **wrong)], source="名单", on=AT.date())
    assert refusal.value.code == code
    assert Appointment.objects.count() == before


def test_who_may_not_open_accounts_links_and_ends_nobody(cast: Cast) -> None:
    link(cast)
    one = Appointment.objects.get(user__username="lian")
    for account in ("lei", "tang", "wen"):
        for act in (
            lambda actor: link_leaders(actor, [row()], source="x", on=AT.date()),
            lambda actor: end_link(actor, one.pk, AT.date()),
        ):
            with pytest.raises(Refused) as refusal:
                act(cast.actor(account))
            assert refusal.value.code == "NOT_ALLOWED"
    with pytest.raises(Refused) as refusal:
        end_link(cast.shan, one.pk, AT.date())
    assert refusal.value.code == "NOT_FOUND"
    with pytest.raises(Refused) as refusal:
        end_link(cast.rui, one.pk, date(2025, 12, 31))
    assert refusal.value.code == "LEADER_DAYS"


def test_a_leader_says_nothing_of_other_places_and_nothing_empty_or_ahead(
    cast: Cast, make: Maker
) -> None:
    leader = link(cast, TOWN_2)
    problem = make.problem(state=State.RECTIFYING)
    before = traces(problem)
    with pytest.raises(Refused) as refusal:
        instruct(leader, problem.code, on=AT.date(), words="去看过", at=AT)
    assert refusal.value.code == "NOT_FOUND"
    leader = link(cast, TOWN_1)
    for on, words, code in (
        (date(2026, 11, 3), "明天去", "LEADER_DATE"), (AT.date(), "  ", "FINDING_TEXT")
    ):  # fmt: skip
        with pytest.raises(Refused) as refusal:
            instruct(leader, problem.code, on=on, words=words, at=AT)
        assert refusal.value.code == code
    with pytest.raises(Refused) as refusal:
        instruct(cast.lei, problem.code, on=AT.date(), words="x", at=AT)
    assert refusal.value.code == "NOT_ALLOWED"
    assert traces(problem) == before


# --- links ---


def test_a_link_holds_from_its_first_to_its_last_day(cast: Cast) -> None:
    link_leaders(cast.rui, [row(), row(area_code=TOWN_2)], source="名单", on=AT.date())
    again = link_leaders(cast.rui, [row()], source="名单", on=AT.date())
    assert (again.opened, again.appointed, again.unchanged) == (0, 0, 1)
    one = Appointment.objects.get(user__username="lian", area__code=TOWN_1)
    end_link(cast.rui, one.pk, AT.date())
    on = [[a.area.code for a in leaders_in(cast.county, day)] for day in (AT.date(), LATER.date())]
    assert on == [[TOWN_1, TOWN_2], [TOWN_2]]
    found = leaders_in(cast.county, AT.date())
    assert leaders_of(cast.area(VILLAGE_3), found) == ("连县长",)
    assert leaders_of(cast.county, found) == ()


def test_leaders_come_from_the_page_and_from_a_file(cast: Cast) -> None:
    client = cast.signed_in("rui")
    filled = {
        "username": "lian", "name": "连县长", "place": TOWN_1, "first_day": "2026-01-01",
        "last_day": "",
    }  # fmt: skip
    wrong = client.post(reverse("oversight:link"), {**filled, "place": COUNTY})
    assert wrong.status_code == 422
    assert "乡镇或村" in wrong.content.decode()
    assert client.post(reverse("oversight:link"), filled).status_code == 302
    sheet = "账号,姓名,岗位,区划代码,任职起\nhe,何书记,linked_leader,980122200,2026-02-01\n"
    upload = SimpleUploadedFile("名单.csv", sheet.encode())
    answer = client.post(reverse("oversight:link_many"), {"table": upload})
    assert answer.status_code == 302
    bad = SimpleUploadedFile("名单.csv", sheet.replace("linked_leader", "county_lead").encode())
    assert client.post(reverse("oversight:link_many"), {"table": bad}).status_code == 422
    nothing = SimpleUploadedFile("名单.xlsx", BytesIO(b"PK").getvalue())
    assert client.post(reverse("oversight:link_many"), {"table": nothing}).status_code == 422
    rows = texts(section(seen(client, PAGE), "联系的地方"))
    assert [r[:2] for r in rows] == [["龙潭镇", "连县长"], ["石门乡", "何书记"]]


# --- their list ---


def test_every_figure_of_a_leader_is_the_number_of_rows_behind_it(cast: Cast, make: Maker) -> None:
    in_every_state(make)
    link(cast)
    find(cast.rui, cast, area=VILLAGE_3)
    for client in (cast.signed_in("rui"), browser("lian")):
        assert figures_that_differ(client, PAGE) == []
        assert n_queries(client, PAGE) <= MOST_QUERIES


def test_a_leader_sees_the_linked_place_only_and_is_told_when_red(cast: Cast, make: Maker) -> None:
    link(cast)
    mine, other = find(cast.rui, cast), find(cast.rui, cast, area=VILLAGE_3)
    n = remind_stage(cast.lei, cast.campaign, Stage.TALK, "请尽快", at=LATER)
    assert n == 2
    told = ProblemEvent.objects.get(problem=mine, action="remind").facts["opinion"]
    assert told.endswith("请尽快（告知联系领导：连县长）")
    assert (
        "联系领导" not in ProblemEvent.objects.get(problem=other, action="remind").facts["opinion"]
    )
    page = seen(browser("lian"), PAGE)
    codes = [r[0] for r in texts(section(page, "请您督导"))]
    assert codes == [mine.code]
    assert [r[1] for r in texts(section(page, "告知"))] == [mine.code]
    todo = seen(browser("lian"), "/todo/")
    assert [(one.code, one.n) for one in todo.groups] == [("lead", 1)]


def test_what_a_leader_says_stands_in_the_history_and_changes_nothing_else(
    cast: Cast, make: Maker
) -> None:
    link(cast)
    problem = make.problem(state=State.RECTIFYING)
    client = browser("lian")
    before = stored(problem)
    sent = {"code": problem.code, "on": "2026-11-20", "words": "到户看过，三天内补办"}
    assert client.post(reverse("oversight:instruct"), sent).status_code == 302
    after = stored(problem)
    assert (after.state, after.version) == (before.state, before.version)
    timeline = seen(client, reverse("problems:detail", args=[problem.code])).timeline
    said = next(item for item in timeline if item.title == "联系领导督导")
    assert said.facts[0].value == "2026-11-20：到户看过，三天内补办"
    assert [r[1] for r in texts(section(seen(client, PAGE), "督导记录"))] == [problem.code]
    assert list(breaks()) == []
