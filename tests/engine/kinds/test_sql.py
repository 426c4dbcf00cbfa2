"""`sql`: one SELECT whose first column is the object's key."""

from __future__ import annotations

from tests.engine.asked import ask, hit_keys, person

CARS = """kind: sql
of: member
in: [D08]
sql: |
  select member.person_no, D08.plate, D08.value as D08_value, count(*) as n
  from member join D08 on D08.person_key = member.person_key
  group by member.person_no, D08.plate, D08.value
"""


def test_a_missing_source_and_a_missing_key_cannot_tell() -> None:
    given = {"member": [person("P1", id_no=None), person("P2")], "D08": [{"id_no": "B"}]}
    assert ask(CARS, given, missing=["D08"]).cannot_tell_why == "source_missing:D08"
    result = ask(CARS, given)
    assert hit_keys(result) == ["P2"]
    assert (result.n_objects, result.n_cannot_tell, result.cannot_tell_why) == (2, 1, "no_key")


def test_returned_columns_are_facts_of_their_table() -> None:
    rows = [{"id_no": "A", "plate": plate, "value": 5.5} for plate in ("二", "一")]
    given = {"member": [person("P1")], "D08": rows}
    (hit,) = ask(CARS, given, says="{member.name}：{D08.plate}、{D08.value}、{found.n}。").hits
    assert (hit.sentence, hit.n_rows) == ("人A：一、5.5、1。", 2)


def test_without_data_sets_everybody_can_be_told() -> None:
    body = "kind: sql\nof: household\nsql: select household_no from household where cause = '因残'"
    given = {"household": [{"household_no": "H1", "cause": "因残"}, {"household_no": "H2"}]}
    result = ask(body, given)
    assert hit_keys(result) == ["H1"]
    assert (result.n_objects, result.n_cannot_tell) == (2, 0)


def test_persons_outside_the_registry_are_returned_by_their_key() -> None:
    body = (
        "kind: sql\nof: D14\nin: [D14]\n"
        "sql: select D14.person_key, D14.name as D14_name from D14 where D14.to_month is null"
    )
    given = {"member": [person("P1")], "D14": [{"id_no": "A", "name": "甲"}, {"id_no": "Z"}]}
    registered, stranger = sorted(ask(body, given).hits, key=lambda hit: hit.person_no is None)
    assert registered.object_key == "P1"
    assert stranger.object_key.startswith("N")
