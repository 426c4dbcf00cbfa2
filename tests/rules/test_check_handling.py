"""How doubts are sent down: what a pack may not say about it."""

from __future__ import annotations

from pathlib import Path

import pytest

from huitoukan.rules.check import check_pack
from tests.rules.small_pack import write_pack

DAYS = "id: days\ntitle: 天\ndays: 5\ncalendar: working\nbasis: 测试\n"
SOUND = """\
id: A
title: {zh: 重大, en: Strong}
between: [township, department]
inside: [township]
field_deadline: days
department_deadline: days
not_by: [village_team]
basis: 测试
"""


def findings(folder: Path, text: str) -> set[tuple[str, str]]:
    files = {"deadlines/days.yaml": DAYS, "handling/A.yaml": text}
    return {
        (one.code, one.file.split("/", 1)[1])
        for one in check_pack(write_pack(folder, files))
        if "handling" in one.file
    }


def test_a_sound_file_has_no_findings(tmp_path: Path) -> None:
    assert findings(tmp_path, SOUND) == set()


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("field_deadline: days", "field_deadline: weeks", "DEADLINE"),
        ("department_deadline: days\n", "", "DEADLINE"),
        ("inside: [township]", "inside: [province]", "ADDRESSEE"),
        ("not_by: [village_team]", "not_by: [everybody]", "NOT_BY"),
        ("id: A", "id: B", "ID_FILE"),
    ],
)
def test_what_does_not_fit_is_found(tmp_path: Path, old: str, new: str, code: str) -> None:
    assert findings(tmp_path, SOUND.replace(old, new)) == {(code, "handling/A.yaml")}
