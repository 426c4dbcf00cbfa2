"""`huitoukan problems classify` as it is typed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = (
    "text,label\n屋顶漏雨,住房\n墙体开裂,住房\n没有参保,医保\n医保没缴费,医保\n地界纠纷,个性\n"
)


def _run(given: bytes, *words: object) -> subprocess.CompletedProcess[bytes]:
    """Runs the whole program; a database cannot be opened in it."""
    code = (
        "import sys; sys.modules['huitoukan.config.settings'] = None;"
        "from huitoukan.cli import main; main()"
    )
    command = [sys.executable, "-c", code, "problems", "classify", "--words-only", *map(str, words)]
    return subprocess.run(command, input=given, capture_output=True, check=False)


def _lines(done: subprocess.CompletedProcess[bytes]) -> list[dict[str, object]]:
    assert (done.returncode, done.stderr) == (0, b"")
    return [json.loads(line) for line in done.stdout.decode().split("\n")[:-1]]


def test_an_examples_file_that_is_not_there_is_wrong_use(tmp_path: Path) -> None:
    done = _run("屋顶漏雨\n".encode(), "--examples", tmp_path / "none.csv")
    assert (done.returncode, done.stdout) == (2, b"")
    assert "找不到文件“none.csv”" in done.stderr.decode()
    assert "下一步" in done.stderr.decode()


@pytest.mark.parametrize(
    ("content", "status", "sentence"),
    [
        ("", 1, "空"),
        ("a,b\n1,2\n", 2, "缺少列"),
        ("text,label\n屋顶漏雨,住房\n", 2, "只有 1 种类型"),
    ],
)
def test_examples_that_teach_nothing_are_named(
    tmp_path: Path, content: str, status: int, sentence: str
) -> None:
    path = tmp_path / "examples.csv"
    path.write_text(content, encoding="utf-8")
    done = _run("屋顶漏雨\n".encode(), "--examples", path)
    assert (done.returncode, done.stdout) == (status, b"")
    assert "“examples.csv”" in done.stderr.decode()
    assert sentence in done.stderr.decode()


@pytest.mark.parametrize(
    "content",
    [
        "980101199001010018,980101199001010018\n屋顶漏雨,住房\n",
        "text,text,label\n980101199001010018,屋顶漏雨,住房\n",
        "text,label\n980101199001010018屋顶漏雨,住房\n",
    ],
)
def test_no_refusal_repeats_an_identity_number(tmp_path: Path, content: str) -> None:
    path = tmp_path / "examples.csv"
    path.write_text(content, encoding="utf-8")
    done = _run("980101199001010018住危房\n".encode(), "--examples", path)
    assert done.returncode in (1, 2)
    assert done.stdout == b""
    assert done.stderr
    assert b"980101199001010018" not in done.stderr


def test_bytes_of_no_encoding_are_refused_with_their_line() -> None:
    done = _run(b"\xff\xff\xff\n" * 9)
    assert (done.returncode, done.stdout) == (1, b"")
    assert "“标准输入”第 1 行" in done.stderr.decode()


def test_a_pack_without_wordings_says_so() -> None:
    done = _run(b"", "--pack", "no-such-pack")
    assert done.returncode != 0
    assert done.stdout == b""
    assert "no-such-pack" in done.stderr.decode()


def test_nothing_asked_is_nothing_answered() -> None:
    assert _lines(_run(b"")) == []


def test_each_line_gives_one_line_in_its_place_the_blank_ones_too(tmp_path: Path) -> None:
    path = tmp_path / "examples.csv"
    path.write_text(EXAMPLES, encoding="utf-8")
    asked = ["屋顶漏雨", "", "hello", "没\u2028参保", "漏" * 200_000, "医保没缴"]
    told = _lines(_run("\n".join(asked).encode(), "--examples", path, "--json"))
    assert [one["text"] for one in told] == asked
    assert {tuple(one) for one in told} == {("text", "top", "common_p")}
    assert [set(map(tuple, one["top"])) for one in told] == [{("type", "p")}] * len(asked)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_the_encodings_and_line_ends_of_offices_are_read(encoding: str) -> None:
    told = _lines(_run("学生辍学在家\r\n\r\n住危房\r\n".encode(encoding)))
    assert [one["text"] for one in told] == ["学生辍学在家", "", "住危房"]
    assert told[0]["top"][0]["type"] == "P301"  # type: ignore[index]


def test_a_few_bad_bytes_stay_in_their_line() -> None:
    given = "学生辍学在家\n".encode() * 60 + b"\xff\n" + "住危房\n".encode()
    told = _lines(_run(given))
    assert len(told) == 62
    assert told[-1]["text"] == "住危房"
