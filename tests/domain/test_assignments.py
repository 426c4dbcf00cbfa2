"""Doubts sent down: every step from every state, what an answer needs, how late is late."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from huitoukan.domain.assignments import (
    FROM,
    OPEN,
    TO,
    Addressee,
    Answer,
    State,
    Step,
    Verdict,
    after,
    alarm,
    differ,
    refuse_unfit,
)
from huitoukan.domain.refusals import Refused

MOVES = sorted(FROM)
DUE = date(2026, 11, 20)


@pytest.mark.parametrize("step", MOVES)
@pytest.mark.parametrize("state", State)
def test_a_step_moves_on_from_its_states_and_is_refused_from_all_others(
    step: Step, state: State
) -> None:
    if state in FROM[step]:
        assert after(step, state) is TO[step]
        return
    with pytest.raises(Refused) as refused:
        after(step, state)
    early = step is Step.ANSWER and state is State.SENT
    assert refused.value.code == ("ASSIGN_NOT_RECEIVED" if early else "ASSIGN_STATE")


def test_every_state_is_reached_and_only_two_are_ends() -> None:
    reached = {State.SENT}
    for _turn in State:
        reached |= {TO[step] for step in MOVES if reached & set(FROM[step])}
    assert reached == set(State)
    ends = set(State) - {state for states in FROM.values() for state in states}
    assert ends == {State.SETTLED, State.WITHDRAWN}
    assert OPEN.isdisjoint(ends)


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (Answer(Verdict.DISMISSED, note="无"), "REASON_NEEDED"),
        (Answer(Verdict.DISMISSED, "other", reason_needs_text=True), "REASON_NEEDED"),
        (Answer(Verdict.DISMISSED, "sold", reason_evidence="手续"), "ASSIGN_EVIDENCE"),
        (Answer(Verdict.DATA_ERROR, note="  "), "ASSIGN_NOTE"),
        (Answer(Verdict.RECTIFIED, n_files=1), "ASSIGN_NOTE"),
        (Answer(Verdict.RECTIFIED, note="已补办"), "ASSIGN_EVIDENCE"),
        (Answer(Verdict.CONFIRMED), ""),
        (Answer(Verdict.DATA_ERROR, note="录入串行"), ""),
        (Answer(Verdict.DISMISSED, "sold", reason_evidence="手续", n_files=1), ""),
        (Answer(Verdict.RECTIFIED, note="已补办", n_files=1), ""),
    ],
)
def test_an_answer_brings_what_it_needs(answer: Answer, code: str) -> None:
    if not code:
        refuse_unfit(answer)
        return
    with pytest.raises(Refused) as refused:
        refuse_unfit(answer)
    assert refused.value.code == code


def test_put_right_at_once_is_no_other_word_than_confirmed() -> None:
    assert not differ(Verdict.RECTIFIED, Verdict.CONFIRMED)
    assert not differ(Verdict.DISMISSED, Verdict.DISMISSED)
    assert differ(Verdict.DISMISSED, Verdict.DATA_ERROR)
    assert differ(Verdict.RECTIFIED, Verdict.DISMISSED)


@pytest.mark.parametrize(
    ("days", "told"),
    [(-3, ""), (-2, "soon"), (0, "soon"), (1, "yellow"), (2, "yellow"), (3, "red"), (9, "red")],
)
def test_an_open_doubt_is_soon_then_yellow_then_red(days: int, told: str) -> None:
    assert alarm(DUE, DUE + timedelta(days=days), soon=2, red=3) == told


def test_only_a_department_answers_for_the_department() -> None:
    assert {to: to.side for to in Addressee} == {
        Addressee.TOWNSHIP: "field",
        Addressee.VILLAGE: "field",
        Addressee.DEPARTMENT: "department",
    }
