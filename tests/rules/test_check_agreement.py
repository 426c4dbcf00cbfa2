"""What cannot be compared, or stands twice in a file's list, is found in a pack."""

from __future__ import annotations

from pathlib import Path

import pytest

from huitoukan.rules.check import check_pack
from huitoukan.rules.load import load_pack
from tests.rules.small_pack import write_pack

HEAD = "id: household\ntitle: 户\nproblem: P106\nbasis: 测试\nfields:\n"
MEMBER = "id: member\ntitle: 人\nproblem: P106\nbasis: 测试\nfields:\n"
ARCHIVE = "id: village\ntitle: 村档\nbasis: 测试\ndocuments:\n"
SOUND = "  - {column: head_name, gate: basics, judge: name}\n"
WITHIN = "within: {value: 1, unit: 元, source: 测试}"
BELOW = "within: {value: -1, unit: 人, source: 测试}"


def findings(folder: Path, **files: str) -> list[tuple[str, str, int]]:
    found = check_pack(write_pack(folder / "small", files))
    return [(one.code, one.file.removeprefix("small/"), one.line) for one in found]


def test_what_can_be_compared_has_no_findings(tmp_path: Path) -> None:
    files = {
        "agreement/household.yaml": HEAD + SOUND,
        "agreement/member.yaml": MEMBER
        + "  - {column: birth_date, gate: basics, judge: month}\n"
        + "  - {column: health, gate: policy, judge: set}\n",
        "archives/village.yaml": ARCHIVE + "  - {code: a, zh: 甲, en: A, basis: 测试}\n",
    }
    assert findings(tmp_path, **files) == []


@pytest.mark.parametrize(
    ("field", "code"),
    [
        ("{column: gone, gate: basics, judge: exact}", "COLUMN"),
        ("{column: head_name, gate: basics, judge: exact, problem: P999}", "PROBLEM"),
        # a way that does not fit the column's type
        ("{column: member_count, gate: basics, judge: name}", "JUDGE"),
        ("{column: head_name, gate: basics, judge: month}", "JUDGE"),
        ("{column: cause, gate: basics, judge: set}", "JUDGE"),
        # a tolerance where none is asked for, none where it is, and one in another unit
        (f"{{column: head_name, gate: basics, judge: exact, {WITHIN}}}", "JUDGE"),
        ("{column: member_count, gate: basics, judge: number}", "JUDGE"),
        (f"{{column: member_count, gate: basics, judge: number, {WITHIN}}}", "JUDGE"),
        # shapes
        ("{column: head_name, gate: nowhere, judge: exact}", "CHOICE"),
        ("{column: head_name, gate: basics, judge: guess}", "CHOICE"),
        (f"{{column: member_count, gate: basics, judge: number, {BELOW}}}", "TOLERANCE"),
    ],
)
def test_a_field_that_cannot_be_compared_is_found_at_its_line(
    tmp_path: Path, field: str, code: str
) -> None:
    found = findings(tmp_path, **{"agreement/household.yaml": f"{HEAD}  - {field}\n"})
    assert [(c, file) for c, file, _ in found] == [(code, "agreement/household.yaml")]
    assert found[0][2] == 6


def test_numbers_of_persons_are_never_compared(tmp_path: Path) -> None:
    field = "  - {column: id_no, gate: basics, judge: exact}\n"
    assert findings(tmp_path, **{"agreement/member.yaml": MEMBER + field}) == [
        ("JUDGE", "agreement/member.yaml", 6)
    ]


def test_the_national_pack_compares_no_sensitive_column() -> None:
    pack = load_pack("national-2026")
    for table in pack.agreement.values():
        for field in table.fields:
            assert not pack.fields[table.id].column(field.column).sensitive


def test_what_stands_twice_is_found(tmp_path: Path) -> None:
    one = "  - {code: a, zh: 甲, en: A, basis: 测试}\n"
    assert findings(tmp_path, **{"archives/village.yaml": ARCHIVE + one + one}) == [
        ("TWICE", "archives/village.yaml", 6)
    ]
    assert findings(tmp_path / "f", **{"agreement/household.yaml": HEAD + SOUND + SOUND}) == [
        ("TWICE", "agreement/household.yaml", 7)
    ]
