"""Two people at once: exactly one gets through, the others are told, and nothing is half done."""

from __future__ import annotations

from functools import partial

import pytest

from huitoukan.apps.accounts.services import AccountRow, open_accounts
from huitoukan.apps.journal.queries import breaks
from huitoukan.apps.problems.models import Problem, ProblemEvent
from huitoukan.apps.problems.services.evidence import keep_evidence
from huitoukan.apps.problems.services.steps import Filled, take_step
from huitoukan.domain.problems import Action, State
from huitoukan.domain.refusals import Refused
from tests.apps.problems.acting import find, stored
from tests.apps.racing import at_once
from tests.cast import AT, COUNTY, ON, Cast
from tests.factories import JPEG, Maker

N_SIGNERS = 8
LEADS = [f"lei{n}" for n in range(N_SIGNERS)]


@pytest.fixture
def leads(live_cast: Cast) -> list[str]:
    """Eight people who may each sign off."""
    rows = [AccountRow(name, f"雷{name[3:]}", "county_lead", COUNTY) for name in LEADS]
    open_accounts(live_cast.system, rows, source="tests", on=ON)
    return LEADS


def race(cast: Cast, make: Maker, signers: list[str], *, with_version: bool) -> None:
    """All sign one reviewed problem off at once; one gets through, the others are told."""
    problem = make.problem(state=State.REVIEWED)
    presses = [
        partial(
            take_step,
            cast.actor(name),
            problem.code,
            Action.CLOSE,
            Filled(opinion="同意"),
            at=AT,
            seen_version=problem.version if with_version else None,
        )
        for name in signers
    ]
    answers = at_once(presses)
    refused = [a for a in answers if isinstance(a, Refused)]
    assert len(answers) == N_SIGNERS
    assert [type(a) for a in answers if a not in refused] == [Problem]
    expected = "STEP_STALE" if with_version else "STEP_NOT_POSSIBLE"
    assert {a.code for a in refused} == {expected}
    assert all(a.kind.http_status == 409 for a in refused)
    closed = stored(problem)
    assert (closed.stands, closed.version) == (State.CLOSED, problem.version + 1)
    assert ProblemEvent.objects.filter(problem=problem, action="close").count() == 1


@pytest.mark.parametrize("with_version", [True, False], ids=["from a page", "from the terminal"])
def test_of_eight_signers_exactly_one_signs_off(
    with_version: bool, leads: list[str], live_cast: Cast, make: Maker
) -> None:
    for _ in range(3):
        race(live_cast, make, leads, with_version=with_version)
    assert list(breaks()) == []


@pytest.mark.long
def test_in_each_of_a_thousand_races_of_eight_signers_exactly_one_signs_off(
    leads: list[str], live_cast: Cast, make: Maker
) -> None:
    for n in range(1000):
        race(live_cast, make, leads, with_version=bool(n % 2))
    assert list(breaks()) == []


def test_signing_off_and_sending_back_at_once_leaves_one_of_the_two(
    leads: list[str], live_cast: Cast, make: Maker
) -> None:
    problem = make.problem(state=State.REVIEWED)
    filled = Filled(opinion="同意", reason="不同意")
    answers = at_once(
        [
            partial(take_step, live_cast.actor(name), problem.code, action, filled, at=AT)
            for name, action in zip(leads, [Action.CLOSE, Action.RETURN] * 4, strict=True)
        ]
    )
    done = [a for a in answers if isinstance(a, Problem)]
    assert len(done) == 1
    last = ProblemEvent.objects.filter(problem=problem).last()
    assert last is not None
    assert (last.to_state, last.seq) == (stored(problem).state, stored(problem).version)


def test_findings_at_once_get_different_numbers_without_gaps(live_cast: Cast) -> None:
    actor = live_cast.rui
    answers = at_once([partial(find, actor, live_cast, f"X{n}") for n in range(N_SIGNERS)])
    codes = sorted(answer.code for answer in answers if isinstance(answer, Problem))
    assert codes == [f"WT-2026-{n:06d}" for n in range(1, N_SIGNERS + 1)]


def test_evidence_of_two_people_at_once_is_all_kept(live_cast: Cast, make: Maker) -> None:
    problem = make.problem(state=State.RECTIFYING)
    people = [live_cast.ping, live_cast.tang] * 3
    answers = at_once(
        [
            partial(keep_evidence, actor, problem.code, [(f"{n}.jpg", JPEG)], at=AT)
            for n, actor in enumerate(people)
        ]
    )
    assert [len(answer) for answer in answers if isinstance(answer, tuple)] == [1] * 6
    assert list(breaks()) == []
