"""A result row as a hit: plain facts, and a sentence that admits what is unknown."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from huitoukan.engine.hits import Hit, hits_from_rows
from huitoukan.engine.keys import off_registry_key
from huitoukan.rules.scope import Fact
from tests.rules.small_pack import rule, small_pack

ROW: dict[str, object] = {
    "object_key": "P1",
    "person_key": 99010119800101001,
    "household_no": "H1",
    "person_no": "P1",
    "name": "甲",
    "village_code": None,
    "n_rows": 2,
    "source": "D07",
    "in.died_on": dt.date(2025, 3, 2),
    "in.value": 3.0,
    "member.poor": True,
    "member.name": None,
}
FACTS = tuple(Fact(*name.split(".")) for name in ROW if "." in name)


def _hit(folder: Path, says: str, row: dict[str, object]) -> Hit:
    pack = small_pack(folder, rule("kind: present_in\nof: member\nin: D07", says=says))
    (hit,) = hits_from_rows(pack.rules["X11"], "person", FACTS, [*row], [[*row.values()]])
    return hit


def test_facts_are_plain_and_stand_under_the_table_they_came_from(tmp_path: Path) -> None:
    assert _hit(tmp_path, "疑点。", ROW).facts == {
        "D07": {"died_on": "2025-03-02", "value": 3.0},
        "member": {"poor": "是", "name": None},
    }


def test_a_sentence_says_what_is_unknown(tmp_path: Path) -> None:
    says = "{member.name}{in.died_on}，{in.value}元，{member.poor}。"
    assert _hit(tmp_path, says, ROW).sentence == "未填2025-03-02，3元，是。"


def test_braces_inside_values_are_not_filled_again(tmp_path: Path) -> None:
    row = ROW | {"member.name": "{in.value}"}
    assert _hit(tmp_path, "{member.name}", row).sentence == "{in.value}"


def test_a_person_off_the_registry_is_named_without_the_number(tmp_path: Path) -> None:
    hit = _hit(tmp_path, "疑点。", ROW | {"person_no": None})
    assert hit.object_key == off_registry_key(99010119800101001)
