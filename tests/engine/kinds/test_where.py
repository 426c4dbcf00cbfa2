"""`where`: rows of a table that satisfy a condition; they need no key."""

from __future__ import annotations

from tests.engine.asked import ask, hit_keys, person


def test_an_unknown_value_is_no_hit() -> None:
    given = {"member": [person("P1", sex=None)]}
    assert hit_keys(ask("kind: where\nof: member\nwhen: member.sex <> '男'", given)) == []


def test_a_member_without_a_usable_number_can_still_be_hit() -> None:
    given = {"member": [person("P1", id_no=None), person("P2")]}
    result = ask("kind: where\nof: member\nwhen: member.id_no is null", given)
    assert hit_keys(result) == ["P1"]
    assert (result.n_objects, result.n_cannot_tell, result.cannot_tell_why) == (2, 0, None)


def test_among_says_which_rows_are_asked_at_all() -> None:
    given = {"member": [person("P1", sex="男"), person("P2", sex="女"), person("P3")]}
    body = "kind: where\nof: member\namong: member.sex = '男'\nwhen: member.name is not null"
    result = ask(body, given)
    assert hit_keys(result) == ["P1"]
    assert result.n_objects == 1


def test_a_member_rule_sees_the_household_and_the_village() -> None:
    given = {
        "member": [person("P1"), person("P2", "H2")],
        "household": [
            {"household_no": "H1", "cause": "因残", "village_code": "990101001001"},
            {"household_no": "H2", "cause": "因残", "village_code": "990101001002"},
        ],
        "village": [{"village_code": "990101001001", "village": "甲村", "poor": True}],
    }
    for row in given["member"]:
        row["village_code"] = "99010100100" + row["household_no"][1:]
    body = "kind: where\nof: member\nwhen: household.cause = '因残' and village.poor"
    assert hit_keys(ask(body, given)) == ["P1"]


def test_a_village_is_its_own_object() -> None:
    given = {"village": [{"village_code": "990101001001", "village": "甲村", "poor": True}]}
    (hit,) = ask(
        "kind: where\nof: village\nwhen: village.poor", given, says="{village.village}。"
    ).hits
    assert (hit.object_kind, hit.object_key, hit.sentence) == ("village", "990101001001", "甲村。")


def test_rows_of_a_data_set_are_shown_as_registered_persons_where_they_are() -> None:
    given = {
        "member": [person("P1")],
        "D08": [
            {"id_no": "A", "plate": "一", "value": 9.0},
            {"id_no": "A", "plate": "二", "value": 9.0},
            {"id_no": "Z", "plate": "三", "value": 9.0},
            {"id_no": "not a number", "plate": "四", "value": 9.0},
        ],
    }
    result = ask("kind: where\nof: D08\nwhen: D08.value > 1", given, says="{D08.plate}。")
    registered, stranger = sorted(result.hits, key=lambda hit: hit.person_no is None)
    assert (registered.object_key, registered.n_rows, registered.sentence) == ("P1", 2, "一。")
    assert stranger.object_key.startswith("N")
    assert len(stranger.object_key) == 17
    assert (result.n_objects, result.n_cannot_tell, result.cannot_tell_why) == (3, 1, "no_key")
