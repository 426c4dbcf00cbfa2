"""`huitoukan assess` as it is typed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.assess.hand_worked import WHO, cases, sheet_of
from tests.assess.test_standards import WORKED, facts_of
from tests.rules.small_pack import write_pack

SHEET = sheet_of(next(case for _, case in cases("income") if "教育助学金不计" in case["case"]))


def _run(*words: object) -> subprocess.CompletedProcess[str]:
    """Runs the whole program; Django cannot be imported in it."""
    code = "import sys; sys.modules['django'] = None; from huitoukan.cli import main; main()"
    given = (sys.executable, "-c", code, "assess", *map(str, words))
    return subprocess.run(given, capture_output=True, text=True, check=False)


def _file(folder: Path, value: object) -> Path:
    path = folder / "given.json"
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    path.write_text(text, encoding="utf-8")
    return path


def _good(**other: Any) -> dict[str, Any]:
    good = next(case for file, case in WORKED if file == "national")
    return {**facts_of(good), **other}


@pytest.mark.parametrize(
    ("text", "status", "sentence"),
    [
        ("{", 1, "不是可以读取的 JSON"),
        ('{"a": NaN}', 1, "NaN 不是数"),
        ('{"a": -Infinity}', 1, "不是数"),
        ('{"a": 1, "a": 2}', 1, "重复"),
        ("[]", 1, "应为“键: 值”"),
        ("{}", 1, "缺少“period”"),
        ("[" * 100_000, 1, "不是可以读取的 JSON"),
    ],
)
def test_a_file_that_is_no_sheet_says_why_and_prints_no_figure(
    tmp_path: Path, text: str, status: int, sentence: str
) -> None:
    done = _run("income", _file(tmp_path, text), "--pack", "national-2026", "--json")
    assert (done.returncode, done.stdout) == (status, "")
    assert sentence in done.stderr
    assert "下一步" in done.stderr


@pytest.mark.parametrize(
    "words",
    [
        ("income", "gone.json", "--pack", "national-2026"),
        ("income", "{file}", "--pack", "nowhere"),
        ("income", "{file}", "--pack", "national-2026", "--profile", "none"),
        ("household", "{file}", "--pack", "national-2026", "--on", "2020-10-31", "--standard", "x"),
        ("household", "{file}", "--pack", "national-2026", "--on", "tomorrow"),
        ("household", "{file}", "--pack", "national-2026"),
    ],
)
def test_wrong_use_has_its_own_status(tmp_path: Path, words: tuple[str, ...]) -> None:
    path = str(_file(tmp_path, SHEET))
    done = _run(*(path if word == "{file}" else word for word in words))
    assert (done.returncode, done.stdout) == (2, "")


def test_the_account_of_s000_is_42000_and_10500_and_above_4000(tmp_path: Path) -> None:
    done = _run("income", _file(tmp_path, SHEET), "--pack", "national-2026", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    told = json.loads(done.stdout)["accounts"]["rural_assistance"]
    assert (told["household"], told["per_head"], told["members_counted"]) == (42000, 10500, 4)
    line = next(one for one in told["lines_compared"] if one["line"] == "exit")
    assert (line["value"], line["above"]) == (4000, True)
    assert [(step["formula"], step["counted"]) for step in told["steps"]] == [
        ("3500 × 12 = 42000", 42000),
        ("1250", 0),
        ("1000", 0),
    ]


def test_a_profile_without_that_year_is_refused_beside_the_other(tmp_path: Path) -> None:
    path = _file(tmp_path, SHEET)
    told = json.loads(_run("income", path, "--pack", "national-2026", "--json").stdout)
    assert told["accounts"]["civil_affairs"]["refused"] == "TREATMENT_NONE"
    done = _run("income", path, "--pack", "national-2026", "--profile", "civil_affairs")
    assert (done.returncode, done.stdout) == (1, "")
    assert "没有写明“扶贫车间工资”在 2020-09-30 怎么计算" in done.stderr


def test_the_account_can_be_read_in_a_terminal(tmp_path: Path) -> None:
    printed = _run("income", _file(tmp_path, SHEET), "--pack", "national-2026").stdout
    assert "全户 42,000.00 元，计入 4 人，人均 10,500.00 元" in printed
    assert "超过脱贫收入线（分省分年） 4,000 元" in printed


def test_a_household_is_told_with_every_check(tmp_path: Path) -> None:
    words = ("--pack", "national-2026", "--on", "2020-10-31", "--json")
    done = _run("household", _file(tmp_path, _good()), *words)
    told = json.loads(done.stdout)
    assert (done.returncode, told["verdict"], told["standard"]) == (0, "met", "national")
    assert [one["indicator"] for one in told["indicators"]] == [f"H{n}" for n in range(1, 8)]
    assert told["income"]["per_head"] == 5000


def test_what_cannot_be_told_is_a_result_with_its_reason(tmp_path: Path) -> None:
    facts = _good(income_sheet=None)
    words = ("--pack", "national-2026", "--on", "2020-10-31")
    done = _run("household", _file(tmp_path, facts), *words)
    assert done.returncode == 0
    assert "H1 家庭人均纯收入超过脱贫线：无法判断" in done.stdout
    assert "家庭人均纯收入：没有材料" in done.stdout


def test_another_standard_can_be_asked_for(tmp_path: Path) -> None:
    words = ("--pack", "national-2026", "--on", "2020-10-31", "--standard", "three_plus_one")
    done = _run("household", _file(tmp_path, _good(income_sheet=None)), *words)
    assert done.stdout.startswith("“3+1”：三保障和饮水安全（2020-10-31）：达标")


def test_a_pack_without_profiles_reckons_nothing(tmp_path: Path) -> None:
    folder = write_pack(tmp_path / "small")
    done = _run("income", _file(tmp_path, SHEET), "--pack", folder)
    assert (done.returncode, done.stdout) == (1, "")
    assert "缺少：profiles" in done.stderr
    words = ("--pack", str(folder), "--on", "2020-10-31")
    assert _run("household", _file(tmp_path, _good()), *words).returncode == 2


def test_two_heads_are_refused(tmp_path: Path) -> None:
    two = {**SHEET, "members": [*WHO, {"person_no": "5", "relation": "户主"}]}
    done = _run("income", _file(tmp_path, two), "--pack", "national-2026", "--json")
    assert (done.returncode, done.stdout) == (1, "")
    assert "户主有 2 人" in done.stderr


def test_the_examples_of_a_pack_are_tried() -> None:
    done = _run("examples", "national-2026")
    assert done.returncode == 0
    assert done.stdout.endswith("个例子，0 个不符。\n")


VILLAGE = {
    "village_code": "430224101201",
    "source": "村委会",
    "on": "2018-12-10",
    "village": {"rural_persons": 2000, "poor_left": 20, "weighed": "同意出列"},
}


def test_a_village_is_told_as_a_household_is(tmp_path: Path) -> None:
    words = ("--pack", "national-2026", "--on", "2018-12-20", "--json")
    done = _run("village", _file(tmp_path, VILLAGE), *words)
    told = json.loads(done.stdout)
    assert (done.returncode, told["verdict"], told["standard"]) == (
        0,
        "cannot_tell",
        "village_national",
    )
    assert [one["verdict"] for one in told["indicators"]] == ["met", "met", "cannot_tell"]
    assert _run("village", _file(tmp_path, SHEET), *words).returncode == 1


def test_the_rates_of_a_county_are_laid_out(tmp_path: Path) -> None:
    county = {
        "county_code": "430224",
        "source": "县",
        "on": "2019-12-01",
        "county": {"wrongly_exited_in_sample": 20, "exited_in_sample": 1000},
    }
    words = ("--pack", "national-2026", "--on", "2019-12-20")
    done = _run("rates", _file(tmp_path, county), *words)
    assert done.returncode == 0
    assert "错退率：20 ÷ 1000 = 2.00%" in done.stdout
    assert "不达标：要低于 2%" in done.stdout
    assert "漏评率：无法判断" in done.stdout
    assert _run("county", _file(tmp_path, county), *words).returncode == 0


def test_questions_records_doubts_looks_and_changes_can_be_asked_for(tmp_path: Path) -> None:
    pack_ = ("--pack", "national-2026")
    sheet = tmp_path / "sheet.json"
    sheet.write_text(json.dumps(SHEET, ensure_ascii=False), encoding="utf-8")
    told = json.loads(_run("hints", sheet, *pack_, "--json").stdout)["sheets"]["sheet.json"]
    assert {one["answer"] for one in told} == {"quiet", "cannot_tell"}
    row = {"person_no": "1", "from_month": "2019-01", "monthly_pay": 3500}
    given = _file(tmp_path, {"delivered": {"D45": [row]}})
    told = json.loads(_run("beside", sheet, given, *pack_, "--json").stdout)["compared"]
    assert [(one["data_set"], one["outcome"]) for one in told] == [
        ("D45", "agrees"),
        ("", "cannot_tell"),
    ]
    case = {"exit_status": "未脱贫", "verdicts": {"now": "met"}}
    printed = _run("findings", _file(tmp_path, case), *pack_).stdout
    assert printed.startswith("应退未退（疑点，P103）")
    facts = _file(tmp_path, _good())
    on = ("--on", "2020-10-31")
    assert "一看粮：达标" in _run("looks", facts, *pack_, *on).stdout
    printed = _run("changes", facts, *pack_, *on, "--then-standard", "shaanxi_57").stdout
    assert "K1 人均纯收入超过国家标准：不问 → 达标" in printed
