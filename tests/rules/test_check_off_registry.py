"""A group that could not be derived, or whose examples show nothing, is found in a pack."""

from __future__ import annotations

from pathlib import Path

import pytest

from huitoukan.rules.check import check_pack
from tests.rules.small_pack import table, write_pack

LIST = table(
    "off_registry", "person", "id_no", "name* text, id_no* id_no, groups code, place text"
).replace("codes: health", "codes: off_registry_group")
GROUPS = (
    "id: off_registry_group\ntitle: 类别\nbasis: 测试\n"
    "values: [{code: 低保, zh: 低保, en: Allowance}]\n"
)
SOUND = """\
id: dibao
title: {zh: 低保, en: Allowance}
group: 低保
basis: 测试
in_force: {from: 2026-01-01}
of: D14
when: "D14.to_month is null or D14.to_month >= month_of(:on)"
unless: {D07: "D07.died_on <= :on"}
columns: {name: name, id_no: id_no, place: [village_code, household.village]}
examples:
  - {name: one, case: positive, on: 2026-10-31, given: {D14: [{id_no: A}]}, expect: [A]}
  - {name: none, case: negative, on: 2026-10-31, given: {D14: []}, expect: []}
  - {name: edge, case: boundary, on: 2026-10-31, given: {D14: []}, expect: []}
"""


def findings(folder: Path, text: str, **files: str) -> list[tuple[str, str, int]]:
    written = {
        "fields/off_registry.yaml": LIST,
        "codes/off_registry_group.yaml": GROUPS,
        "off_registry/dibao.yaml": text.replace(", household.village", ""),
        **files,
    }
    found = check_pack(write_pack(folder / "small", written))
    return [(one.code, one.file.removeprefix("small/"), one.line) for one in found]


def test_a_sound_group_has_no_findings(tmp_path: Path) -> None:
    assert findings(tmp_path, SOUND) == []


@pytest.mark.parametrize(
    ("line", "instead", "code", "at"),
    [
        ("id: dibao", "id: other", "ID_FILE", 1),
        ("group: 低保", "group: 富裕", "CODE", 3),
        ("of: D14", "of: D99", "TABLE", 6),
        ("of: D14", "of: D33", "SHAPE", 6),  # a list of households
        ("of: D14", "of: village", "SHAPE", 6),
        ("id_no: id_no, ", "", "COLUMN", 9),
        ("name: name,", "name: gone,", "COLUMN", 9),
        ("place: [village_code", "groups: [village_code", "COLUMN", 9),
        ("[village_code", "[D33.grade", "COLUMN", 9),  # knows no persons
        ("[village_code", "[member.name", "COLUMN", 9),
        ("D14.to_month is null or", "D14.gone is null or", "CONDITION", 7),
        ("unless: {D07:", "unless: {D99:", "TABLE", 8),
        ("case: negative", "case: positive", "EXAMPLE_MISSING", 10),
        ("on: 2026-10-31, given: {D14: [{id_no: A}]", "on: 2025-10-31, given: {D14: [{id_no: A}]",
         "EXAMPLE_DAY", 11),
        ("D14: [{id_no: A}]", "D14: [{gone: A}]", "COLUMN", 11),
        ("basis: 测试\nin", "in", "KEY_MISSING", 1),
        ("of: D14", "of: D14\nmatch: person", "KEY_UNKNOWN", 7),
    ],
)  # fmt: skip
def test_what_cannot_be_derived_is_found_at_its_line(
    tmp_path: Path, line: str, instead: str, code: str, at: int
) -> None:
    text = SOUND.replace(", household.village", "")
    assert line in text
    found = findings(tmp_path, text.replace(line, instead, 1))
    assert (code, "off_registry/dibao.yaml", at) in found


def test_only_a_group_of_members_may_name_the_household(tmp_path: Path) -> None:
    files = {"off_registry/dibao.yaml": SOUND}
    assert ("COLUMN", "off_registry/dibao.yaml", 9) in findings(tmp_path, SOUND, **files)
    members = (
        SOUND.replace("of: D14", "of: member")
        .replace(
            "D14.to_month is null or D14.to_month >= month_of(:on)", "household.cause = '因病'"
        )
        .replace("village_code, ", "")
    )
    assert findings(tmp_path, members, **{"off_registry/dibao.yaml": members}) == []


def test_a_pack_without_the_list_cannot_derive(tmp_path: Path) -> None:
    found = findings(tmp_path, SOUND, **{"fields/off_registry.yaml": ""})
    assert ("FIELDS", "off_registry/dibao.yaml") in [(code, file) for code, file, _ in found]
