"""`absent_from`: not found although everybody could be looked up."""

from __future__ import annotations

from huitoukan.engine.examples import invented_id
from huitoukan.engine.keys import off_registry_key
from tests.engine.asked import ask, hit_keys, person

ABSENT = "kind: absent_from\nof: member\nin: [D14, D16]\nwhen: {D14: D14.to_month is null}"


def test_a_missing_source_hits_nobody_and_clears_nobody() -> None:
    given = {"member": [person("P1"), person("P2")], "D14": [{"id_no": "A"}]}
    result = ask(ABSENT, given, missing=["D16"])
    assert (result.n_hits, result.n_cannot_tell) == (0, 2)
    assert result.cannot_tell_why == "source_missing:D16"


def test_without_a_usable_number_nobody_is_absent() -> None:
    result = ask(ABSENT, {"member": [person("P1", id_no=None), person("P2", id_no="12345")]})
    assert (result.n_hits, result.n_cannot_tell, result.cannot_tell_why) == (0, 2, "no_key")


def test_a_row_that_fails_the_condition_does_not_count_as_present() -> None:
    given = {
        "member": [person("P1"), person("P2"), person("P3")],
        "D14": [{"id_no": "A", "to_month": "2026-01"}, {"id_no": "B"}],
        "D16": [{"id_no": "C", "to_month": "2020-01"}],
    }
    result = ask(ABSENT, given)
    assert hit_keys(result) == ["P1"]
    assert (result.n_objects, result.n_cannot_tell) == (3, 0)


def test_a_household_with_one_unreadable_member_is_not_accused() -> None:
    given = {
        "member": [
            person("P1"),
            person("P2", "H2"),
            person("P3", "H2", id_no=None),
            person("P4", "H3"),
            person("P5", "H3", id_no=None),
        ],
        "household": [{"household_no": h} for h in ("H1", "H2", "H3", "H4")],
        "D14": [{"id_no": "D"}],
    }
    result = ask("kind: absent_from\nof: household\nin: D14", given)
    assert hit_keys(result) == ["H1"]  # H3 is found through P4
    assert result.n_cannot_tell == 2  # H2 with its unreadable member, H4 without members


def test_persons_outside_the_registry_get_a_key_that_is_no_id_number() -> None:
    given = {
        "member": [person("P1")],
        "D14": [
            {"id_no": "A", "name": "甲"},
            {"id_no": "Z", "name": "乙", "village_code": "990101001001"},
            {"id_no": "Z", "name": "乙"},
            {"id_no": "X1", "name": "丙", "to_month": "2020-01"},
            {"id_no": None, "name": "丁"},
        ],
    }
    body = "kind: absent_from\nof: D14\nin: member\namong: D14.to_month is null"
    result = ask(body, given, says="{D14.name}不在名册。")
    (hit,) = result.hits
    assert hit.object_key == off_registry_key(int(invented_id(3)[:17]))
    assert (hit.person_no, hit.household_no, hit.name) == (None, None, "乙")
    assert (hit.village_code, hit.n_rows, hit.sentence) == ("990101001001", 2, "乙不在名册。")
    assert (result.n_objects, result.n_cannot_tell, result.cannot_tell_why) == (3, 1, "no_key")


def test_a_data_set_of_persons_that_is_missing_has_no_objects_to_count() -> None:
    body = "kind: absent_from\nof: D14\nin: member"
    result = ask(body, {"member": [person("P1")]}, missing=["D14"])
    assert (result.n_objects, result.n_hits) == (0, 0)
    assert result.cannot_tell_why == "source_missing:D14"


def test_a_household_may_be_compared_with_its_own_members() -> None:
    given = {
        "household": [
            {"household_no": "H1", "cause": "因残"},
            {"household_no": "H2", "cause": "因残"},
        ],
        "member": [person("P1", health="残疾、健康"), person("P2", "H2", health="健康")],
    }
    body = (
        "kind: absent_from\nof: household\nin: member\nmatch: household\n"
        "among: household.cause = '因残'\nwhen: has(member.health, '残疾')"
    )
    assert hit_keys(ask(body, given)) == ["H2"]
