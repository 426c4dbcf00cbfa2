"""Closing an issued list as a whole: not while one is open, not twice, not by just anybody."""

from __future__ import annotations

from io import BytesIO

import pytest
from docx import Document

from huitoukan.apps.files.queries import path_of
from huitoukan.apps.journal.models import Entry
from huitoukan.apps.problems.models import Bulletin, Problem
from huitoukan.apps.problems.services.closing_lists import close_list
from huitoukan.apps.problems.services.papers import issue_bulletin
from huitoukan.domain.problems import State
from huitoukan.domain.refusals import Refused
from tests.apps.looking import seen, stand_still
from tests.cast import AT, VILLAGE_1, Cast
from tests.factories import Maker

PAGE = "/problems/bulletins/"


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    stand_still(monkeypatch)


def listed(cast: Cast, make: Maker) -> list[Problem]:
    """Two problems in issue 1: one signed off, one still open."""
    made = [
        make.problem(make.household(VILLAGE_1, head="云中鹤"), state=State.CLOSED),
        make.problem(make.household(VILLAGE_1), state=State.RECTIFYING),
    ]
    issue_bulletin(cast.rui, cast.campaign, at=AT)
    return made


def end(problem: Problem, state: State = State.TRANSFERRED) -> None:
    Problem.objects.for_system("tests").filter(pk=problem.pk).update(state=state)


def refused(cast: Cast, account: str, issue: int = 1, opinion: str = "全部办结") -> str:
    with pytest.raises(Refused) as caught:
        close_list(cast.actor(account), cast.campaign.code, issue, opinion=opinion, at=AT)
    return caught.value.code


def test_who_does_not_sign_off_for_the_county_closes_nothing(cast: Cast, make: Maker) -> None:
    end(listed(cast, make)[1])
    for account in ("ping", "qiao", "min", "tang", "rui", "shan"):
        assert refused(cast, account) in {"NOT_ALLOWED", "NOT_FOUND"}, account
    assert Bulletin.objects.for_system("tests").get().closed_at is None


def test_a_list_with_an_open_problem_is_not_closed_and_names_it(cast: Cast, make: Maker) -> None:
    _, waiting = listed(cast, make)
    with pytest.raises(Refused) as caught:
        close_list(cast.actor("lei"), cast.campaign.code, 1, opinion="办结", at=AT)
    assert caught.value.code == "LIST_OPEN"
    assert waiting.code in caught.value.sentence()
    assert refused(cast, "lei", 7) == "NOT_FOUND"
    page = seen(cast.signed_in("lei"), PAGE)
    assert page.rows[0].n_open == 1
    assert page.rows[0].close is None


def test_it_is_closed_once_with_an_opinion_and_a_slip(cast: Cast, make: Maker) -> None:
    signed, passed_on = listed(cast, make)
    end(passed_on)
    assert refused(cast, "lei", opinion="  ") == "LIST_OPINION"
    client = cast.signed_in("lei")
    assert seen(client, PAGE).rows[0].close is not None
    assert seen(cast.signed_in("rui"), PAGE).rows[0].close is None
    client.post(f"{PAGE}1/close/", {"opinion": "逐条核对，全部办结"})
    row = seen(client, PAGE).rows[0]
    assert row.close is None
    assert row.slip is not None
    closed = Bulletin.objects.for_system("tests").get()
    assert closed.slip is not None
    words = Document(BytesIO(path_of(closed.slip.sha256).read_bytes()))
    said = "\n".join(line.text for line in words.paragraphs)
    cells = [cell.text for t in words.tables for line in t.rows for cell in line.cells]
    assert "共2条，已全部办结：整改销号1条，移交或转长期1条" in said
    assert {signed.code, passed_on.code, "逐条核对，全部办结", closed.closed_by} <= set(cells)
    assert "云中鹤" not in said + "".join(cells)
    assert refused(cast, "lei") == "LIST_CLOSED"
    assert Entry.objects.filter(object_kind="bulletin", summary__contains="整体销号").count() == 1


def test_what_comes_back_after_the_closing_is_shown(cast: Cast, make: Maker) -> None:
    _, other = listed(cast, make)
    end(other)
    close_list(cast.actor("lei"), cast.campaign.code, 1, opinion="办结", at=AT)
    end(other, State.RECTIFYING)
    assert "重新打开" in seen(cast.signed_in("rui"), PAGE).rows[0].state.label
