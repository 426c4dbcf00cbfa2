"""`exceeds`, `duplicate`, `count_per_group`: rows counted per person, household or value."""

from __future__ import annotations

from tests.engine.asked import ask, hit_keys, person

CARS = (
    "kind: exceeds\nof: household\nin: D08\nwhen: D08.state = '正常'\n"
    'measure: count(distinct D08.plate)\nover: ":most"\n'
    "params: {most: {value: 1, source: 测试}}"
)


def test_an_unreadable_member_leaves_the_count_open_below_the_limit_only() -> None:
    cars = [{"id_no": one, "plate": one, "state": "正常"} for one in ("A", "B", "C")]
    given = {
        "member": [
            person("P1"), person("P2"), person("P6", "H1", id_no=None),
            person("P3", "H2"), person("P4", "H2", id_no=None),
            person("P5", "H3"),
        ],
        "D08": cars,
    }  # fmt: skip
    result = ask(CARS, given, says="共{n}辆。")
    (hit,) = result.hits
    assert (hit.object_key, hit.sentence, hit.n_rows) == ("H1", "共2辆。", 2)
    assert hit.facts["measured"] == {"n": 2}
    assert (result.n_objects, result.n_cannot_tell, result.cannot_tell_why) == (3, 1, "no_key")


def test_exactly_the_limit_does_not_exceed_it() -> None:
    rows = [{"id_no": "A", "plate": "一", "state": "正常"}] * 3
    assert hit_keys(ask(CARS, {"member": [person("P1")], "D08": rows})) == []


def test_sums_of_money_are_exact() -> None:
    body = 'kind: exceeds\nof: member\nin: D08\nmeasure: sum(D08.value)\nover: "0.3"'
    given = {"member": [person("P1")], "D08": [{"id_no": "A", "value": v} for v in (0.1, 0.2)]}
    assert hit_keys(ask(body, given)) == []  # 0.1 + 0.2 in doubles would be above 0.3
    given["D08"].append({"id_no": "A", "value": 0.01})
    (hit,) = ask(body, given).hits
    assert hit.facts["measured"] == {"n": 0.31}


def test_what_a_member_has_counts_once_though_the_household_lists_the_person_twice() -> None:
    body = 'kind: exceeds\nof: household\nin: D08\nmeasure: sum(D08.value)\nover: "10"'
    twice = [person("P1"), person("P2", id_no="A"), person("P3", "H2", id_no="A")]
    given = {"member": twice, "D08": [{"id_no": "A", "value": 8.0}]}
    assert hit_keys(ask(body, given)) == []
    given["D08"].append({"id_no": "A", "value": 3.0})
    assert [(hit.object_key, hit.n_rows) for hit in ask(body, given).hits] == [("H1", 2), ("H2", 2)]


SAME = "kind: duplicate\nof: member\nby: [person_key]\napart: household_no"


def test_the_same_person_in_one_household_twice_is_not_apart() -> None:
    given = {"member": [person("P1"), person("P2", id_no="A")]}
    assert hit_keys(ask(SAME, given)) == []
    assert hit_keys(ask(SAME.removesuffix("\napart: household_no"), given)) == ["P1", "P2"]


def test_each_side_shows_the_other() -> None:
    given = {"member": [person("P1"), person("P2", "H2", id_no="A"), person("P3", "H2")]}
    result = ask(SAME, given, says="另一户{other.household_no}，共{n}处。")
    assert [hit.sentence for hit in result.hits] == ["另一户H2，共2处。", "另一户H1，共2处。"]


def test_missing_keys_are_no_duplicates_of_each_other() -> None:
    given = {"member": [person("P1", id_no=None), person("P2", "H2", id_no=None)]}
    result = ask(SAME, given)
    assert (result.n_hits, result.n_cannot_tell, result.cannot_tell_why) == (0, 2, "no_key")


def test_a_duplicate_of_a_plain_column_needs_no_key() -> None:
    given = {
        "member": [
            person("P1", id_no=None, phone="1"),
            person("P2", "H2", phone="1"),
            person("P3", "H3"),
            person("P4", "H4"),
        ]
    }
    result = ask("kind: duplicate\nof: member\nby: [phone]", given)
    assert hit_keys(result) == ["P1", "P2"]
    assert result.n_cannot_tell == 0


def test_a_value_that_thousands_share_stays_linear() -> None:
    rows = [person("P1", f"H{i}", person_no=f"P{i:05d}", phone="1") for i in range(5000)]
    result = ask("kind: duplicate\nof: member\nby: [phone]\napart: household_no", {"member": rows})
    assert result.n_hits == 5000
    assert {hit.n_rows for hit in result.hits} == {1}


HEADS = (
    "kind: count_per_group\nof: member\ngroup: household_no\n"
    "measure: count(*) filter (where relation = '户主')\nwhen: n <> 1"
)


def test_a_household_without_members_is_counted_as_none() -> None:
    given = {
        "household": [{"household_no": "H0", "head_name": "无人"}],
        "member": [
            person("P1", relation="户主"),
            person("P2", "H2", relation="户主", id_no=None),
            person("P3", "H2", relation="户主"),
        ],
    }
    result = ask(HEADS, given, says="{household.head_name}{n}人。")
    assert [(hit.object_key, hit.sentence) for hit in result.hits] == [
        ("H0", "无人0人。"),
        ("H2", "未填2人。"),
    ]
    assert (result.n_objects, result.n_cannot_tell) == (3, 0)


def test_a_count_may_be_compared_with_the_households_own_number() -> None:
    given = {
        "household": [
            {"household_no": "H1", "member_count": 2},
            {"household_no": "H2", "member_count": 1},
            {"household_no": "H3", "member_count": None},
        ],
        "member": [person("P1"), person("P2"), person("P3", "H2"), person("P4", "H2")],
    }
    body = (
        "kind: count_per_group\nof: member\ngroup: household_no\nmeasure: count(*)\n"
        "when: n <> household.member_count"
    )
    assert hit_keys(ask(body, given)) == ["H2"]


def test_rows_of_a_data_set_can_be_counted_per_village() -> None:
    given = {
        "village": [
            {"village_code": "990101001001", "village": "甲村", "poor": True},
            {"village_code": "990101001002", "village": "乙村", "poor": False},
        ],
        "D14": [{"id_no": "A", "village_code": "990101001001"}],
    }
    body = (
        "kind: count_per_group\nof: D14\ngroup: village_code\nmeasure: count(*)\n"
        "when: n > 0 and village.poor"
    )
    assert hit_keys(ask(body, given)) == ["990101001001"]
    assert ask(body, given, missing=["D14"]).cannot_tell_why == "source_missing:D14"
