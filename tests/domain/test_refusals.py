"""The catalogue of expected failures, and every place in the code that refuses."""

from __future__ import annotations

import ast
import string
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

import huitoukan
from huitoukan.domain.refusals import PARTS, REFUSALS, Refused

SOURCE = Path(huitoukan.__file__).parent
# What each way of refusing fills in by itself, and at which position its code stands.
WAYS: dict[str, tuple[int, frozenset[str]]] = {
    "Refused": (0, frozenset()),
    "reject": (2, frozenset({"label"})),
    "problem_of": (1, frozenset({"label", "value"})),
}


class Use(NamedTuple):
    """One place that refuses: where, with which code and which details."""

    at: str
    code: str
    details: frozenset[str]
    is_open: bool


def uses_in(tree: ast.AST, name: str) -> Iterator[Use]:
    """Every call that refuses with a code written in place."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        way = WAYS.get(getattr(node.func, "id", getattr(node.func, "attr", "")))
        if way is None or len(node.args) <= way[0]:
            continue
        code = node.args[way[0]]
        if isinstance(code, ast.Constant) and isinstance(code.value, str):
            given = {k.arg for k in node.keywords if k.arg}
            yield Use(
                f"{name}:{node.lineno}",
                code.value,
                way[1] | given,
                any(k.arg is None for k in node.keywords),
            )


USES = [
    use
    for path in sorted(SOURCE.rglob("*.py"))
    for use in uses_in(ast.parse(path.read_text(encoding="utf-8")), str(path.relative_to(SOURCE)))
]


def fields_of(code: str) -> set[str]:
    """The names that a refusal's sentence and remedy want filled in."""
    kind = REFUSALS[code]
    return {
        field
        for text in (kind.sentence, kind.remedy)
        for _, field, _, _ in string.Formatter().parse(text)
        if field is not None
    }


def test_a_code_outside_the_catalogue_is_a_programming_error() -> None:
    with pytest.raises(KeyError):
        Refused("NO_SUCH_CODE")


def test_an_absent_detail_shows_as_its_name_and_never_hides_the_sentence() -> None:
    assert "〔name〕" in Refused("FILE_CORRUPT", why="截断").sentence()


def test_a_detail_with_braces_is_shown_and_not_read_as_a_template() -> None:
    refused = Refused("FILE_MACRO", name="{row.__class__}.xlsm")
    assert refused.sentence() == "“{row.__class__}.xlsm”带有宏，没有读取。"


def test_a_refusal_as_text_says_what_happened_and_then_what_to_do() -> None:
    refused = Refused("NOT_FOUND", what="户", code="H1")
    assert str(refused) == refused.sentence() + refused.remedy()


@pytest.mark.parametrize("code", sorted(REFUSALS))
def test_a_refusal_is_two_whole_chinese_sentences_with_a_fitting_status(code: str) -> None:
    kind = REFUSALS[code]
    details = dict.fromkeys(fields_of(code), "某值")
    refused = Refused(code, **details)
    for text in (refused.sentence(), refused.remedy()):
        assert text.strip() == text
        assert not any(mark in text for mark in "{}〔〕")
    assert refused.remedy().endswith(("。", "？"))
    assert kind.sentence.endswith(("。", "}"))
    assert kind.exit_status in {1, 2, 3}
    assert 400 <= kind.http_status < 600


def test_the_search_sees_the_three_ways_of_refusing() -> None:
    code = (
        'raise Refused("A", x=1)\n'
        'sheet.reject(3, "列", "B", y=2)\n'
        'return problem_of(column, "C", cell, z=3)\n'
        'raise Refused("D", **where)\n'
        "raise Refused(code)"
    )
    assert list(uses_in(ast.parse(code), "f.py")) == [
        Use("f.py:1", "A", frozenset({"x"}), is_open=False),
        Use("f.py:2", "B", frozenset({"y", "label"}), is_open=False),
        Use("f.py:3", "C", frozenset({"z", "label", "value"}), is_open=False),
        Use("f.py:4", "D", frozenset(), is_open=True),
    ]


@pytest.mark.parametrize("use", USES, ids=lambda use: f"{use.at}-{use.code}")
def test_a_refusal_in_the_code_fills_every_placeholder_of_its_sentence(use: Use) -> None:
    assert use.code in REFUSALS
    missing = fields_of(use.code) - use.details
    assert not missing or use.is_open, f"{use.at} leaves {missing} unfilled"


def test_a_code_stands_in_one_part_of_the_catalogue() -> None:
    assert sum(len(part) for part in PARTS) == len(REFUSALS)


def test_no_code_of_the_catalogue_is_left_over() -> None:
    said = {
        node.value
        for path in SOURCE.rglob("*.py")
        if path.parent.name != "refusals"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert set(REFUSALS) - said == set()
