"""`present_in` and `differs`: found in the other data, or cannot tell."""

from __future__ import annotations

from tests.engine.asked import ask, hit_keys, person

DEAD = 'kind: present_in\nof: member\nin: [D07, D12]\nwhen: "{in}.died_on <= :on"'
EARLY, LATE = "2025-03-02", "2026-11-01"


def test_nobody_is_clean_while_the_only_source_is_missing() -> None:
    body = "kind: present_in\nof: member\nin: D07"
    result = ask(body, {"member": [person("P1"), person("P2")]}, missing=["D07"])
    assert (result.n_objects, result.n_hits, result.n_cannot_tell) == (2, 0, 2)
    assert result.cannot_tell_why == "source_missing:D07"


def test_one_of_two_sources_still_shows_its_hits_but_makes_nobody_clean() -> None:
    given = {"member": [person("P1"), person("P2")], "D07": [{"id_no": "A", "died_on": EARLY}]}
    result = ask(DEAD, given, missing=["D12"])
    assert hit_keys(result) == ["P1"]
    assert (result.n_cannot_tell, result.cannot_tell_why) == (1, "source_missing:D12")


def test_a_member_without_a_usable_number_is_neither_hit_nor_clean() -> None:
    given = {"member": [person("P1", id_no="990101199001010001"), person("P2", id_no=None)]}
    given["D07"] = [{"id_no": "990101199001010001", "died_on": EARLY}]
    result = ask(DEAD, given)
    assert (result.n_hits, result.n_cannot_tell, result.cannot_tell_why) == (0, 2, "no_key")


def test_any_alternative_is_enough_and_the_first_row_is_shown() -> None:
    given = {
        "member": [person("P1"), person("P2"), person("P3")],
        "D07": [{"id_no": "B", "died_on": LATE}],
        "D12": [
            {"id_no": "B", "died_on": EARLY},
            {"id_no": "A", "died_on": "2026-10-31"},
            {"id_no": "A", "died_on": EARLY},
        ],
    }
    body = f"{DEAD}\nevidence: {{in: [died_on]}}"
    first, second = ask(body, given, says="{member.name}于{in.died_on}。").hits
    assert (first.object_key, first.n_rows, first.sentence) == ("P1", 2, "人A于2026-10-31。")
    assert first.facts == {"D12": {"died_on": "2026-10-31"}, "member": {"name": "人A"}}
    assert (second.object_key, second.n_rows) == ("P2", 1)


def test_the_same_person_in_both_sources_is_one_hit_with_the_first_source_shown() -> None:
    rows = [{"id_no": "A", "died_on": EARLY}]
    given = {"member": [person("P1")], "D07": rows, "D12": rows}
    (hit,) = ask(f"{DEAD}\nevidence: {{in: [died_on]}}", given).hits
    assert hit.n_rows == 2
    assert "D07" in hit.facts


def test_a_household_is_found_through_any_member_once() -> None:
    given = {
        "member": [person("P1"), person("P2"), person("P3", "H2"), person("P4", "H3", id_no=None)],
        "D07": [{"id_no": "A", "died_on": EARLY}, {"id_no": "B", "died_on": EARLY}],
    }
    result = ask("kind: present_in\nof: household\nin: D07", given, says="{member.name}。")
    (hit,) = result.hits
    assert (hit.object_key, hit.n_rows, hit.sentence) == ("H1", 2, "人A。")
    assert (result.n_objects, result.n_cannot_tell, result.cannot_tell_why) == (3, 1, "no_key")


def test_only_the_newest_row_counts() -> None:
    given = {
        "household": [{"household_no": "H1"}, {"household_no": "H2"}, {"household_no": "H3"}],
        "D33": [
            {"household_no": "H1", "grade": "D", "appraised_on": "2020-01-01"},
            {"household_no": "H1", "grade": "B", "appraised_on": "2024-01-01"},
            {"household_no": "H2", "grade": "B", "appraised_on": "2020-01-01"},
            {"household_no": "H2", "grade": "D", "appraised_on": "2020-01-01"},
            {"household_no": "H3", "grade": "D", "appraised_on": None},
        ],
    }
    body = (
        "kind: present_in\nof: household\nin: D33\nmatch: household\nnewest: appraised_on\n"
        "when: D33.grade = 'D'"
    )
    assert hit_keys(ask(body, given)) == ["H2"]


def test_in_all_needs_a_row_in_each_and_may_compare_them() -> None:
    given = {
        "member": [person("P1"), person("P2"), person("P3")],
        "D07": [{"id_no": "A", "died_on": EARLY}, {"id_no": "B", "died_on": EARLY}],
        "D14": [
            {"id_no": "A", "from_month": "2025-04"},
            {"id_no": "B", "from_month": "2025-03"},
            {"id_no": "C", "from_month": "2026-01"},
        ],
    }
    body = (
        "kind: present_in\nof: member\nin_all: [D07, D14]\n"
        "when: D14.from_month > month_of(D07.died_on)"
    )
    (hit,) = ask(body, given, says="{D07.died_on}与{D14.from_month}。").hits
    assert (hit.object_key, hit.sentence) == ("P1", "2025-03-02与2025-04。")
    missing = ask(body, given, missing=["D14"])
    assert (missing.n_hits, missing.cannot_tell_why) == (0, "source_missing:D14")


def test_who_is_found_in_unless_leaves_the_question() -> None:
    given = {
        "member": [person("P1"), person("P2"), person("P3", id_no=None)],
        "D08": [{"id_no": "A"}, {"id_no": "B"}],
        "D07": [{"id_no": "A", "died_on": EARLY}, {"id_no": "B", "died_on": LATE}],
    }
    body = "kind: present_in\nof: member\nin: D08\nunless: {D07: D07.died_on <= :on}"
    result = ask(body, given)
    assert hit_keys(result) == ["P2"]
    assert result.n_cannot_tell == 1
    assert ask(body, given, missing=["D07"]).cannot_tell_why == "source_missing:D07"


def test_a_village_is_found_by_its_code() -> None:
    given = {
        "village": [{"village_code": "990101001001", "village": "甲村"}],
        "D56": [{"village_code": "990101001001", "has_road": False}],
    }
    body = "kind: present_in\nof: village\nin: D56\nwhen: not D56.has_road"
    assert hit_keys(ask(body, given)) == ["990101001001"]


def test_differs_hits_where_one_pair_disagrees_and_shows_both_sides() -> None:
    given = {
        "member": [person("P1", name="甲"), person("P2", name="乙"), person("P3", name=None)],
        "D07": [
            {"id_no": "A", "name": "甲", "died_on": EARLY},
            {"id_no": "B", "name": "丙", "died_on": EARLY},
            {"id_no": "C", "name": "丁", "died_on": EARLY},
        ],
    }
    body = (
        "kind: differs\nof: member\nin: D07\n"
        "differs: [{ours: member.name, theirs: D07.name}]\nwhen: D07.died_on <= :on"
    )
    (hit,) = ask(body, given).hits
    assert hit.object_key == "P2"
    assert hit.facts == {"member": {"name": "乙"}, "D07": {"name": "丙"}}
