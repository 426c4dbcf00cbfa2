"""Tracing who signed earlier forms: only who may, only with a reason, always in the journal."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from huitoukan.apps.journal.models import Entry
from huitoukan.apps.journal.queries import breaks
from huitoukan.apps.oversight.services.tracing import trace
from huitoukan.apps.problems.services.supervision import declare_none
from huitoukan.domain.problems import State
from huitoukan.domain.refusals import Refused
from tests.apps.looking import full_numbers, read, seen
from tests.apps.oversight.seeing import section, texts
from tests.apps.problems.acting import find
from tests.cast import AT, OTHER_VILLAGE, VILLAGE_1, Cast
from tests.factories import Maker

PAGE = "/oversight/trace/"
LATE = AT + timedelta(days=10)


@pytest.mark.parametrize("account", ["rui", "tang", "ping", "min", "cha", "gong", "shi", "wen"])
def test_whoever_only_works_in_the_ledger_traces_nobody(
    cast: Cast, make: Maker, account: str
) -> None:
    problem = make.problem()
    with pytest.raises(Refused) as refusal:
        trace(cast.actor(account), problem.code, why="核查")
    assert refusal.value.code == "NOT_ALLOWED"
    assert cast.signed_in(account).get(PAGE).status_code == 403


def test_without_a_reason_and_for_anothers_problem_nothing_is_told(cast: Cast, make: Maker) -> None:
    problem = make.problem()
    foreign = find(cast.shan, cast, area=OTHER_VILLAGE)
    n = Entry.objects.count()
    for code, why, wanted in (
        (problem.code, "  ", "TRACE_REASON"), (foreign.code, "核查", "NOT_FOUND"),
        ("WT-2026-999999", "核查", "NOT_FOUND"),
    ):  # fmt: skip
        with pytest.raises(Refused) as refusal:
            trace(cast.lei, code, why=why)
        assert refusal.value.code == wanted
    answer = cast.signed_in("lei").post(PAGE, {"code": problem.code, "why": ""})
    assert answer.status_code == 422
    assert "为什么" in answer.content.decode()
    assert Entry.objects.count() == n


def test_earlier_forms_are_listed_with_names_days_and_posts(cast: Cast, make: Maker) -> None:
    household = make.household()
    earlier = make.problem(household, state=State.CLOSED)
    declare_none(
        cast.ping, cast.campaign, place=VILLAGE_1, topic=earlier.topic, on=AT.date(), at=AT
    )
    later = find(cast.rui, cast, type_=earlier.type, household_no=household.household_no, at=LATE)
    after = make.problem(household, "X11")
    _one, found = trace(cast.lei, later.code, why="县纪委〔2026〕3号")
    signed = {(form.kind, form.name) for form in found}
    assert {("零报告", "平小禾"), ("以前的问题", "闵民政"), ("以前的问题", "乔审言")} <= signed
    assert all(form.on <= LATE.date() for form in found)
    assert later.code not in {form.code for form in found}
    assert after.code not in {form.code for form in found if form.on > LATE.date()}
    line = Entry.objects.filter(object_code=later.code).order_by("-seq").first()
    assert line is not None
    assert (line.actor_code, line.verb) == ("lei", "problem.trace")
    assert "县纪委〔2026〕3号" in line.summary
    assert list(breaks()) == []


def test_the_page_shows_the_list_and_no_score(cast: Cast, make: Maker) -> None:
    household = make.household()
    make.problem(household, state=State.CLOSED)
    later = find(cast.rui, cast, household_no=household.household_no, at=LATE)
    client = cast.signed_in("lei")
    assert later.code in read(client, f"{PAGE}?code={later.code}")
    assert seen(client, PAGE).sections == ()
    answer = client.post(PAGE, {"code": later.code, "why": "核查"})
    assert answer.status_code == 200
    table = section(answer.context["page"], "签过字")
    assert table.n == len(table.rows) > 3
    posts = {r[4]: r[5] for r in texts(table)}
    assert posts["闵民政"]
    assert full_numbers(answer.content.decode()) == []
    assert reverse("oversight:trace") in read(client, "/oversight/leaders/")
