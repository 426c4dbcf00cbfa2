"""`huitoukan ledgers`: list, import, show, export, each for people and as JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from huitoukan.apps.ledgers.commands import app
from huitoukan.domain.refusals import Refused
from tests.apps.ledgers.keeping import PAIRED, POSTS, company, standing, table, welfare_post
from tests.cast import Cast
from tests.factories import id_no

pytestmark = pytest.mark.django_db


def said(*words: object, status: int = 0) -> str:
    result = CliRunner().invoke(app, [str(word) for word in words], catch_exceptions=False)
    assert result.exit_code == status, result.output
    return result.output


@pytest.fixture
def answer() -> Callable[..., dict[str, Any]]:
    def ask(*words: object, status: int = 0) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(said(*words, "--json", status=status))
        return found

    return ask


def test_a_file_that_is_not_there_and_a_ledger_that_is_none_are_refused(
    cast: Cast, tmp_path: Path
) -> None:
    with pytest.raises(Refused, match=r"FILE_MISSING|找不到文件"):
        said("import", PAIRED, tmp_path / "no.xlsx")
    path = table(tmp_path / "a.xlsx", cast, PAIRED, [company()])
    with pytest.raises(Refused, match="没有找到台账"):
        said("import", "D14", path)


def test_a_rehearsal_and_a_staged_file_write_nothing(
    cast: Cast, tmp_path: Path, answer: Callable[..., dict[str, Any]]
) -> None:
    path = table(tmp_path / "a.xlsx", cast, PAIRED, [company()])
    for option in ("--dry-run", "--stage"):
        told = answer("import", PAIRED, path, "--as", "rui", option)
        assert (told["rows_in"], told["created"]) == (1, 1)
        assert standing(PAIRED) == []


def test_rows_given_back_are_told_and_end_in_status_one(cast: Cast, tmp_path: Path) -> None:
    rows = [company(), {**company(), "company": "坏公司", "jobs": "很多"}]
    path = table(tmp_path / "a.xlsx", cast, PAIRED, rows)
    told = said("import", PAIRED, path, "--as", "rui", status=1)
    assert "读入 2 = 新增 1 + 更新 0 + 不变 0 + 退回 1" in told
    assert "第 3 行 吸纳就业人数" in told
    assert len(standing(PAIRED)) == 1


def test_what_was_imported_is_listed_shown_and_exported(
    cast: Cast, tmp_path: Path, answer: Callable[..., dict[str, Any]]
) -> None:
    path = table(tmp_path / "a.xlsx", cast, POSTS, [welfare_post(id_no(4))])
    answer("import", POSTS, path, "--as", "rui")
    (listed,) = [one for one in answer("list")["ledgers"] if one["dataset"] == POSTS]
    assert (listed["standing"], "X60" in listed["rules"]) == (1, True)
    shown = answer("show", POSTS, "--as", "ping")
    assert (shown["n"], shown["totals"]) == (1, {"monthly_pay": 600.0})
    (entry,) = shown["entries"]
    assert id_no(4) not in entry["id_no"]
    one = answer("show", entry["code"], "--as", "ping")
    assert [change["what"] for change in one["history"]] == ["登记了"]
    out = tmp_path / "out.xlsx"
    said("export", POSTS, "--full", "--as", "rui", "--out", out)
    again = answer("import", POSTS, out, "--as", "rui")
    assert (again["unchanged"], again["created"], again["updated"]) == (1, 0, 0)
