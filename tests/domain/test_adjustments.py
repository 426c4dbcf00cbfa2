"""What an adjustment does to rows, and who decides: refusals first."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huitoukan.domain.adjustments import (
    HEAD,
    HOUSEHOLD,
    MEMBER,
    Asked,
    Effect,
    EventKind,
    Held,
    Key,
    RowEvent,
    backwards,
    plan,
)
from huitoukan.domain.approval import Standing, State, Step, after, verb_of
from huitoukan.domain.refusals import Refused

CHAIN = ("adjustment.check", "adjustment.approve")


def home(no: str, head: str, n: int) -> Held:
    place = {"area_code": "981", "township": "龙潭镇", "village": "核桃村"}
    return {"household_no": no, "head_name": head, "member_count": n, **place}


def person(home_no: str, no: str, name: str, relation: str) -> Held:
    return {"household_no": home_no, "person_no": no, "name": name, "relation_to_head": relation}


def rows() -> dict[Key, Held]:
    return {
        (HOUSEHOLD, "H1"): home("H1", "王大山", 3),
        (MEMBER, "P1"): person("H1", "P1", "王大山", HEAD),
        (MEMBER, "P2"): person("H1", "P2", "王小溪", "之子"),
        (MEMBER, "P3"): person("H1", "P3", "王小草", "之女"),
        (HOUSEHOLD, "H2"): home("H2", "李水生", 1),
        (MEMBER, "P9"): person("H2", "P9", "李水生", HEAD),
    }


def done(before: dict[Key, Held], events: tuple[RowEvent, ...]) -> dict[Key, Held]:
    """The rows after the events, by the plainest reading of them."""
    now = {key: dict(row) for key, row in before.items()}
    for one in events:
        key = (one.table, one.key)
        if one.kind is EventKind.CREATED:
            assert key not in now
            now[key] = dict(one.after)
        elif one.kind is EventKind.ENDED:
            assert now.pop(key) == one.before
        else:
            assert all(now[key].get(name) == value for name, value in one.before.items())
            now[key] = {n: v for n, v in now[key].items() if n not in one.before} | one.after
    return now


NEW = {"person_no": "P7", "name": "甲"}
REFUSED = [
    ("ADJUSTMENT_NOTHING", Effect.SET, Asked({"head_name": "王大山"})),
    ("ADJUSTMENT_NO_PERSON", Effect.SET, Asked({"sex": "男"}, ("P9",))),
    ("ADJUSTMENT_PERSON_NEEDED", Effect.END_MEMBER, Asked()),
    ("ADJUSTMENT_NO_PERSON", Effect.END_MEMBER, Asked(persons=("P9",))),
    ("ADJUSTMENT_LAST_MEMBER", Effect.END_MEMBER, Asked(persons=("P1", "P2", "P3"))),
    ("ADJUSTMENT_HEAD_NEEDED", Effect.END_MEMBER, Asked(persons=("P1",))),
    ("ADJUSTMENT_HEAD_NEEDED", Effect.END_MEMBER, Asked(persons=("P1",), head="P1")),
    ("ADJUSTMENT_HEAD_NEEDED", Effect.END_MEMBER, Asked(persons=("P1",), head="P9")),
    ("ADJUSTMENT_HEAD_STAYS", Effect.SPLIT, Asked(persons=("P1",), head="P1", other="H7")),
    ("ADJUSTMENT_HEAD_NEEDED", Effect.SPLIT, Asked(persons=("P2",), head="P3", other="H7")),
    ("ADJUSTMENT_NUMBER_TAKEN", Effect.SPLIT, Asked(persons=("P2",), head="P2", other="H2")),
    ("ADJUSTMENT_LAST_MEMBER", Effect.SPLIT, Asked(persons=("P1", "P2", "P3"), other="H7")),
    ("ADJUSTMENT_NO_HOUSEHOLD", Effect.MERGE, Asked(other="H7")),
    ("ADJUSTMENT_SAME_HOUSEHOLD", Effect.MERGE, Asked(other="H1")),
    ("ADJUSTMENT_SAME_HOUSEHOLD", Effect.MOVE_MEMBER, Asked(persons=("P2",), other="H1")),
    ("ADJUSTMENT_NO_HOUSEHOLD", Effect.MOVE_MEMBER, Asked(persons=("P2",), other="H7")),
    ("ADJUSTMENT_NUMBER_TAKEN", Effect.ADD_MEMBER, Asked(person=NEW | {"person_no": "P9"})),
    ("ADJUSTMENT_NUMBER_TAKEN", Effect.ADD_HOUSEHOLD, Asked(person=NEW)),
]  # fmt: skip


@pytest.mark.parametrize(("code", "effect", "asked"), REFUSED)
def test_what_the_rows_do_not_allow_is_refused(code: str, effect: Effect, asked: Asked) -> None:
    with pytest.raises(Refused) as refused:
        plan(effect, {}, asked, "H1", rows())
    assert refused.value.code == code


def test_a_death_ends_the_member_and_the_number_of_members_follows() -> None:
    events = plan(Effect.END_MEMBER, {}, Asked(persons=("P3",)), "H1", rows())
    assert [(one.table, one.key, one.kind) for one in events] == [
        (HOUSEHOLD, "H1", EventKind.UPDATED), (MEMBER, "P3", EventKind.ENDED),
    ]  # fmt: skip
    assert events[0].after == {"member_count": 2}


def test_who_succeeds_a_head_becomes_head_in_both_rows() -> None:
    now = done(rows(), plan(Effect.END_MEMBER, {}, Asked(persons=("P1",), head="P2"), "H1", rows()))
    assert now[HOUSEHOLD, "H1"]["head_name"] == "王小溪"
    assert now[MEMBER, "P2"]["relation_to_head"] == HEAD


def test_a_birth_adds_a_member_of_the_household() -> None:
    new = {"person_no": "P4", "name": "王新", "sex": "女"}
    now = done(rows(), plan(Effect.ADD_MEMBER, {}, Asked(person=new), "H1", rows()))
    assert now[MEMBER, "P4"] == {**new, "household_no": "H1"}
    assert now[HOUSEHOLD, "H1"]["member_count"] == 4


def test_a_split_makes_a_household_at_the_same_place_with_its_own_head() -> None:
    asked = Asked({"household_type": "脱贫户"}, ("P2", "P3"), "P2", other="H7")
    now = done(rows(), plan(Effect.SPLIT, {}, asked, "H1", rows()))
    new = now[HOUSEHOLD, "H7"]
    assert (new["village"], new["head_name"], new["member_count"]) == ("核桃村", "王小溪", 2)
    assert new["household_type"] == "脱贫户"
    assert {now[MEMBER, no]["household_no"] for no in ("P2", "P3")} == {"H7"}
    assert now[HOUSEHOLD, "H1"]["member_count"] == 1


def test_of_two_merged_households_one_ends_and_its_head_is_nobodys_head() -> None:
    now = done(rows(), plan(Effect.MERGE, {}, Asked(other="H2"), "H1", rows()))
    assert (HOUSEHOLD, "H2") not in now
    assert now[MEMBER, "P9"] == {"household_no": "H1", "person_no": "P9", "name": "李水生"}
    assert now[HOUSEHOLD, "H1"]["member_count"] == 4


def test_a_household_that_moves_leaves_its_group_behind() -> None:
    before = rows()
    before[HOUSEHOLD, "H1"]["natural_group"] = "三组"
    asked = Asked(place={"area_code": "982", "village": "茶坪村", "township": "龙潭镇"})
    now = done(before, plan(Effect.MOVE_HOUSEHOLD, {}, asked, "H1", before))
    assert now[HOUSEHOLD, "H1"]["village"] == "茶坪村"
    assert "natural_group" not in now[HOUSEHOLD, "H1"]


def test_a_corrected_name_of_the_head_is_corrected_in_the_household_too() -> None:
    now = done(rows(), plan(Effect.SET, {}, Asked({"name": "王达山"}, ("P1",)), "H1", rows()))
    assert now[HOUSEHOLD, "H1"]["head_name"] == "王达山"


def test_the_kind_prescribes_values_and_a_blank_empties_a_field() -> None:
    events = plan(Effect.SET, {"exit_status": "返贫"}, Asked({"village": ""}), "H1", rows())
    assert events[0].after == {"exit_status": "返贫"}
    assert events[0].before == {"village": "核桃村"}


EVERY = [
    (Effect.SET, Asked({"phone": "1"})),
    (Effect.END_HOUSEHOLD, Asked()),
    (Effect.END_MEMBER, Asked(persons=("P1", "P2"), head="P3")),
    (Effect.MOVE_MEMBER, Asked(persons=("P1",), head="P2", other="H2")),
    (Effect.SPLIT, Asked(persons=("P2",), head="P2", other="H7")),
    (Effect.MERGE, Asked(other="H2")),
    (Effect.MOVE_HOUSEHOLD, Asked(place={"area_code": "982", "village": "茶坪村"})),
    (Effect.ADD_MEMBER, Asked(person=NEW)),
    (Effect.ADD_HOUSEHOLD, Asked(person=NEW, place={"area_code": "9"})),
]  # fmt: skip


@pytest.mark.parametrize(("effect", "asked"), EVERY)
def test_whatever_is_done_can_be_taken_back_and_counts_stay_true(
    effect: Effect, asked: Asked
) -> None:
    number = "H8" if effect is Effect.ADD_HOUSEHOLD else "H1"
    events = plan(effect, {}, asked, number, rows())
    now = done(rows(), events)
    for (table, key), row in now.items():
        if table == HOUSEHOLD:
            people = [p for (t, _), p in now.items() if t == MEMBER and p["household_no"] == key]
            assert row["member_count"] == len(people)
    assert done(now, backwards(events)) == rows()


@given(st.lists(st.sampled_from(EVERY[:-1]), max_size=6))
def test_events_in_any_order_never_lose_a_person_without_saying_so(
    steps: list[tuple[Effect, Asked]],
) -> None:
    now = rows()
    for effect, asked in steps:
        try:
            events = plan(effect, {}, asked, "H1", now)
        except Refused:
            continue
        before, now = now, done(now, events)
        gone = {key for key in before if key not in now}
        assert gone == {(o.table, o.key) for o in events if o.kind is EventKind.ENDED}
        for (table, _), row in now.items():
            assert table == HOUSEHOLD or (HOUSEHOLD, row["household_no"]) in now


# --- who decides ---


def standing(state: State = State.PROPOSED, n: int = 0, *agreed: str) -> Standing:
    return Standing(state, CHAIN, n, "tang", agreed)


@pytest.mark.parametrize(
    ("code", "step", "now", "who", "reason"),
    [
        ("ADJUSTMENT_SAME_PERSON", Step.AGREE, standing(), "tang", ""),
        ("ADJUSTMENT_SAME_PERSON", Step.AGREE, standing(State.PROPOSED, 1, "qiao"), "qiao", ""),
        ("ADJUSTMENT_SAME_PERSON", Step.REFUSE, standing(), "tang", "x"),
        ("ADJUSTMENT_SAME_PERSON", Step.REVOKE, standing(State.APPLIED, 2), "tang", "x"),
        ("ADJUSTMENT_NOT_YOURS", Step.WITHDRAW, standing(), "qiao", "x"),
        ("ADJUSTMENT_NOT_YOURS", Step.PROPOSE, standing(State.RETURNED), "qiao", ""),
        ("ADJUSTMENT_STATE", Step.AGREE, standing(State.RETURNED), "qiao", ""),
        ("ADJUSTMENT_STATE", Step.AGREE, standing(State.APPLIED, 2), "lei", ""),
        ("ADJUSTMENT_STATE", Step.REVOKE, standing(), "lei", "x"),
        ("REASON_NEEDED", Step.RETURN, standing(), "qiao", " "),
        ("REASON_NEEDED", Step.REFUSE, standing(), "qiao", ""),
    ],
)
def test_steps_out_of_turn_or_by_the_wrong_hand_are_refused(
    code: str, step: Step, now: Standing, who: str, reason: str
) -> None:
    with pytest.raises(Refused) as refused:
        after(step, now, who=who, reason=reason)
    assert refused.value.code == code


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("step", list(Step))
def test_every_cell_of_state_and_step_either_moves_on_or_refuses(state: State, step: Step) -> None:
    now = standing(state)
    who: Any = now.proposer if step in {Step.PROPOSE, Step.WITHDRAW} else "qiao"
    allowed = {
        Step.PROPOSE: {State.RETURNED: State.PROPOSED},
        Step.AGREE: {State.PROPOSED: State.PROPOSED},
        Step.RETURN: {State.PROPOSED: State.RETURNED},
        Step.REFUSE: {State.PROPOSED: State.REFUSED},
        Step.WITHDRAW: {State.PROPOSED: State.WITHDRAWN, State.RETURNED: State.WITHDRAWN},
        Step.REVOKE: {State.APPLIED: State.REVOKED},
    }[step]
    if state in allowed:
        assert after(step, now, who=who, reason="x")[0] is allowed[state]
    else:
        with pytest.raises(Refused):
            after(step, now, who=who, reason="x")


def test_the_last_of_the_chain_puts_it_into_effect_and_may_revoke() -> None:
    assert after(Step.AGREE, standing(State.PROPOSED, 1, "qiao"), who="lei", reason="") == (
        State.APPLIED, 2,
    )  # fmt: skip
    assert verb_of(Step.AGREE, standing()) == "adjustment.check"
    assert verb_of(Step.AGREE, standing(State.PROPOSED, 1)) == "adjustment.approve"
    assert verb_of(Step.REVOKE, standing(State.APPLIED, 2)) == "adjustment.approve"
    assert verb_of(Step.WITHDRAW, standing()) == "adjustment.propose"
