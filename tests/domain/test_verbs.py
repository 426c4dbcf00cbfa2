"""The vocabulary of rights: well formed, translated, and the only words that code may use."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import huitoukan
from huitoukan.domain.problems import TRANSITIONS
from huitoukan.domain.verbs import VERBS, verb_label

SOURCE = Path(huitoukan.__file__).parent
FORM = re.compile(r"[a-z]+\.[a-z_]+")


def test_a_word_that_is_no_verb_has_no_label() -> None:
    with pytest.raises(KeyError):
        verb_label("problem.forgive")


@pytest.mark.parametrize("verb", sorted(VERBS))
def test_a_verb_is_a_noun_and_a_verb_in_both_languages(verb: str) -> None:
    assert FORM.fullmatch(verb)
    zh, en = VERBS[verb]
    assert zh
    assert not zh.isascii()
    assert en
    assert en.isascii()
    assert (verb_label(verb), verb_label(verb, "zh-hans")) == (zh, zh)
    assert (verb_label(verb, "en"), verb_label(verb, "en-gb")) == (en, en)


def test_no_two_verbs_read_the_same() -> None:
    assert len({zh for zh, _ in VERBS.values()}) == len(VERBS)
    assert len({en for _, en in VERBS.values()}) == len(VERBS)


def test_every_step_of_a_problem_asks_for_a_verb_of_the_vocabulary() -> None:
    assert {row.verb for row in TRANSITIONS} <= set(VERBS)


def verbs_said(tree: ast.AST) -> set[str]:
    """First words of `access("…")` and `use_case("…")`, and of `verb="…"`."""
    said = set()
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        words = [*node.args[:1]] if name in {"access", "use_case"} else []
        words += [k.value for k in node.keywords if k.arg == "verb"]
        said |= {w.value for w in words if isinstance(w, ast.Constant) and FORM.match(str(w.value))}
    return said


def test_the_search_sees_a_verb_in_a_decorator_and_in_a_keyword() -> None:
    code = '@access("a.see")\ndef f(): g(verb="b.see", other="c.see")'
    assert verbs_said(ast.parse(code)) == {"a.see", "b.see"}


def test_the_code_asks_for_no_verb_outside_the_vocabulary() -> None:
    said = set()
    for path in SOURCE.rglob("*.py"):
        said |= verbs_said(ast.parse(path.read_text(encoding="utf-8")))
    assert said
    assert said <= set(VERBS)
