"""A filled checklist comes back: what it may not say, what a row does, nothing is done twice."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from huitoukan.apps.accounts.models import Appointment, User
from huitoukan.apps.files.queries import path_of
from huitoukan.apps.papers.models import Paper
from huitoukan.apps.papers.services.receiving import void
from huitoukan.apps.papers.services.verifying import keep_results, take_results
from huitoukan.apps.problems.models import Problem, ProblemEvent
from huitoukan.domain.problems import Action, State
from huitoukan.domain.refusals import Refused
from huitoukan.domain.verification import RESULTS, Checked, demand_sound
from tests.apps.looking import stand_still
from tests.apps.papers.asking import issued
from tests.cast import AT, VILLAGE_1, Cast
from tests.factories import Maker

LATER = AT + timedelta(days=3)
GOOD = {"核查结果": "整改到位", "核查人": "纪核查", "户主意见": "满意"}
NOT_RIGHT = {"核查结果": "未到位", "核查人": "纪核查", "核查情况": "水仍浑浊"}


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    stand_still(monkeypatch)


@pytest.fixture
def ji(cast: Cast) -> str:
    """Somebody of the discipline team, who took no part so far."""
    password = User.objects.get(username="rui").password
    user = User.objects.create(username="ji", name="纪核查", password=password)
    Appointment.objects.create(
        user=user, post="discipline_inspector", area=cast.county, first_day=date(2026, 1, 1)
    )
    return "ji"


def filled(paper: Paper, answers: Mapping[str, Mapping[str, str]]) -> bytes:
    """The workbook as it was issued, with these answers for these problems."""
    assert paper.excel is not None
    book = openpyxl.load_workbook(BytesIO(path_of(paper.excel.sha256).read_bytes()))
    sheet = book.worksheets[0]
    columns = {
        str(cell.value): cell.column for row in sheet.iter_rows(3, 4) for cell in row if cell.value
    }
    for row in sheet.iter_rows(min_row=5):
        for heading, text in answers.get(str(row[1].value), {}).items():
            sheet.cell(row[0].row, columns[heading]).value = text
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def listed(cast: Cast, make: Maker) -> tuple[Paper, list[Problem]]:
    made = [make.problem(make.household(VILLAGE_1), state=State.CLOSED) for _ in range(3)]
    made.append(make.problem(make.household(VILLAGE_1), state=State.RECTIFYING))
    return issued(cast, "verification_list"), made


def state_of(problem: Problem) -> str:
    return Problem.objects.for_system("tests").get(pk=problem.pk).state


# --- refusals ---


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"code": "WT-2026-999999"}, "VERIFY_FOREIGN"),
        ({"result": "差不多"}, "VERIFY_RESULT"),
        ({"result": ""}, "VERIFY_RESULT"),
        ({"checker": ""}, "VERIFY_CHECKER"),
        ({"result": "未到位"}, "VERIFY_TOLD"),
        ({"result": "不实"}, "VERIFY_TOLD"),
        ({"checked_on": date(2026, 11, 1)}, "VERIFY_DATE"),
        ({"checked_on": date(2026, 11, 9)}, "VERIFY_DATE"),
    ],
)
def test_a_row_that_says_too_little_is_refused_by_name(
    changes: dict[str, object], code: str
) -> None:
    whole = {"row": 5, "code": "WT-2026-000001", "result": RESULTS[0], "checker": "纪核查"}
    one = Checked(**{**whole, **changes})  # type: ignore[arg-type]
    with pytest.raises(Refused) as caught:
        demand_sound(one, {"WT-2026-000001"}, date(2026, 11, 2), date(2026, 11, 5))
    assert caught.value.code == code


def test_only_a_checklist_comes_back_and_only_to_who_may_archive(
    cast: Cast, make: Maker, ji: str
) -> None:
    paper, _ = listed(cast, make)
    content = filled(paper, {})
    other = issued(cast, "village_list", VILLAGE_1)
    for account, code, why in (
        ("ping", paper.code, "NOT_ALLOWED"),
        ("min", paper.code, "NOT_ALLOWED"),
        ("qiao", paper.code, "NOT_FOUND"),
        ("shan", paper.code, "NOT_FOUND"),
        (ji, other.code, "VERIFY_PAPER"),
    ):
        with pytest.raises(Refused) as caught:
            keep_results(cast.actor(account), code, "核查.xlsx", [content], at=LATER)
        assert caught.value.code == why, account
    void(cast.rui, paper.code, reason="重出", at=AT)
    with pytest.raises(Refused) as caught:
        keep_results(cast.actor(ji), paper.code, "核查.xlsx", [content], at=LATER)
    assert caught.value.code == "PAPER_VOID"


def test_a_file_that_was_not_given_for_this_list_is_not_taken(
    cast: Cast, make: Maker, ji: str
) -> None:
    paper, _ = listed(cast, make)
    with pytest.raises(Refused) as caught:
        take_results(cast.actor(ji), paper.code, "0" * 64, at=LATER)
    assert caught.value.code == "NOT_FOUND"


# --- what comes back ---


def test_each_row_takes_its_step_and_the_others_say_why_not(
    cast: Cast, make: Maker, ji: str
) -> None:
    paper, (right, wrong, silent, at_work) = listed(cast, make)
    content = filled(paper, {right.code: GOOD, wrong.code: NOT_RIGHT, at_work.code: GOOD})
    client = cast.signed_in(ji)
    address = f"/papers/{paper.code}/results/"
    assert client.get(f"/papers/{paper.code}/").context["page"].results is not None
    shown = client.post(address, {"file": SimpleUploadedFile("核查.xlsx", content)}).context["page"]
    assert (shown.n_ready, shown.n_barred, shown.n_blank, shown.n_missing) == (2, 1, 1, 0)
    assert state_of(right) == State.CLOSED  # nothing is written before a person says so
    hidden = dict(shown.take.hidden)
    stale = client.post(f"{address}take/", {**hidden, "seen": 3})
    assert stale.status_code == 422
    done = client.post(f"{address}take/", hidden).context["page"]
    assert {one.code: one.is_done for one in done.outcomes} == {
        right.code: True, wrong.code: True, at_work.code: False
    }  # fmt: skip
    assert [state_of(one) for one in (right, wrong, silent, at_work)] == [
        State.ARCHIVED, State.RECTIFYING, State.CLOSED, State.RECTIFYING
    ]  # fmt: skip
    event = ProblemEvent.objects.get(problem=wrong, action=Action.REOPEN.value)
    assert event.facts["reason"] == "逐项核查“未到位”：水仍浑浊（核查人纪核查）"


def test_the_same_file_again_changes_nothing(cast: Cast, make: Maker, ji: str) -> None:
    paper, (right, *_) = listed(cast, make)
    content = filled(paper, {right.code: GOOD})
    actor = cast.actor(ji)
    for expected in (True, False):
        _, kept, _ = keep_results(actor, paper.code, "核查.xlsx", [content], at=LATER)
        _, _, outcomes = take_results(actor, paper.code, kept.sha256, at=LATER)
        assert [done for _, done, _ in outcomes] == [expected]
    assert ProblemEvent.objects.filter(problem=right, action=Action.ARCHIVE.value).count() == 1


def test_refused_rows_are_named_with_their_line(cast: Cast, make: Maker, ji: str) -> None:
    paper, (right, wrong, *_) = listed(cast, make)
    answers = {right.code: {**GOOD, "核查日期": "去年"}, wrong.code: {**GOOD, "核查人": ""}}
    _, _, found = keep_results(
        cast.actor(ji), paper.code, "核查.xlsx", [filled(paper, answers)], at=LATER
    )
    good, refused, _ = found
    assert good == []
    assert [line for line, _, _ in refused] == [5, 6]
    assert "去年" in refused[0][2]
    assert wrong.code in refused[1][2]
