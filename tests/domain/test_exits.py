"""Every cell of state and step of an exit either moves on or refuses; public notice counts days."""

from __future__ import annotations

import datetime as dt
from itertools import product

import pytest

from huitoukan.domain.exits import (
    OPEN,
    ExitState,
    ExitStep,
    Standing,
    after,
    demand_notice,
    turn_of,
)
from huitoukan.domain.refusals import Refused

DAY = dt.date(2026, 11, 2)
LEVELS = ("village", "township", "county", "city", "province")
SIGNING = {ExitStep.SIGN, ExitStep.STRIKE, ExitStep.DEFER, ExitStep.REFUSE}


def standing(state: ExitState, n_signed: int = 0, **more: object) -> Standing:
    return Standing(state, LEVELS, n_signed, "proposer", **more)  # type: ignore[arg-type]


def move(step: ExitStep, now: Standing, *, who: str = "other", reason: str = "质量不高",
         until: dt.date | None = dt.date(2027, 11, 2)) -> tuple[ExitState, int]:  # fmt: skip
    return after(step, now, who=who, reason=reason, on=DAY, until=until)


@pytest.mark.parametrize(("state", "step"), list(product(ExitState, ExitStep)))
def test_every_cell_moves_on_or_refuses(state: ExitState, step: ExitStep) -> None:
    is_open = {
        ExitStep.PROPOSE: state is ExitState.DEFERRED,
        ExitStep.WITHDRAW: state in OPEN,
        **dict.fromkeys(SIGNING, state is ExitState.SIGNING),
    }[step]
    who = "proposer" if step is ExitStep.WITHDRAW else "other"
    if is_open:
        assert move(step, standing(state), who=who)[0] in ExitState
    else:
        with pytest.raises(Refused) as refusal:
            move(step, standing(state), who=who)
        assert refusal.value.code == "EXIT_STATE"


@pytest.mark.parametrize("step", sorted(SIGNING))
def test_the_proposer_takes_no_step_of_a_signer(step: ExitStep) -> None:
    with pytest.raises(Refused) as refusal:
        move(step, standing(ExitState.SIGNING), who="proposer")
    assert refusal.value.code == "EXIT_SAME_PERSON"


def test_the_last_signature_ends_it_and_no_earlier_one() -> None:
    ends = [move(ExitStep.SIGN, standing(ExitState.SIGNING, n)) for n in range(5)]
    assert [state for state, _ in ends] == [ExitState.SIGNING] * 4 + [ExitState.SIGNED]
    assert [n for _, n in ends] == [1, 2, 3, 4, 5]


def test_whose_turn_it_is_goes_up_the_levels() -> None:
    turns = [turn_of(standing(ExitState.SIGNING, n)) for n in range(5)]
    assert turns == list(LEVELS)
    assert turn_of(standing(ExitState.DEFERRED, 2)) == ""


def test_what_was_put_off_waits_for_its_day() -> None:
    early = standing(ExitState.DEFERRED, 2, until=DAY + dt.timedelta(1))
    with pytest.raises(Refused) as refusal:
        move(ExitStep.PROPOSE, early)
    assert refusal.value.code == "EXIT_UNTIL"
    assert move(ExitStep.PROPOSE, standing(ExitState.DEFERRED, 2, until=DAY)) == (
        ExitState.SIGNING,
        0,
    )


@pytest.mark.parametrize(
    ("first", "last", "is_enough"),
    [
        (DAY - dt.timedelta(4), DAY, True),
        (DAY - dt.timedelta(3), DAY, False),
        (DAY - dt.timedelta(9), DAY + dt.timedelta(1), False),
        (None, DAY, False),
        (DAY, DAY - dt.timedelta(9), False),
    ],
)
def test_a_notice_of_five_days_ends_on_the_fifth(
    first: dt.date | None, last: dt.date, is_enough: bool
) -> None:
    if is_enough:
        demand_notice(first, last, 5, on=DAY, has_objection=False)
        return
    with pytest.raises(Refused) as refusal:
        demand_notice(first, last, 5, on=DAY, has_objection=False)
    assert refusal.value.code == "EXIT_NOTICE"


def test_where_no_notice_is_asked_an_objection_still_counts() -> None:
    demand_notice(None, None, 0, on=DAY, has_objection=False)
    with pytest.raises(Refused) as refusal:
        demand_notice(None, None, 0, on=DAY, has_objection=True)
    assert refusal.value.code == "EXIT_OBJECTION"
