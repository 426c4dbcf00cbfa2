"""Every text that people read can be read in both languages, and comes from one catalogue."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from django.template.base import Lexer, TokenType

from huitoukan.domain.refusals import REFUSALS
from tests.architecture.tree import PACKAGE, files, python_files, shown, syntax, text
from tools import messages

TEMPLATES = files(".html", ".txt", under=PACKAGE / "templates")
CATALOGUE = PACKAGE / "domain" / "refusals"
# Codes that wait for the part of the program that will say them.
NOT_YET_SAID: set[str] = set()


def test_the_english_is_complete() -> None:
    said = messages.complaints(messages.read(), messages.collected())
    assert said == []


# A character drawn as a picture, which is not read aloud.
DRAWN = re.compile(r"""<span[^>]*aria-hidden="true"[^>]*>[^<]*</span>""")


def untranslated(source: str) -> list[str]:
    """Chinese in a template that stands outside a translation."""
    found, is_inside = [], False
    for token in Lexer(source).tokenize():
        words = token.contents.split()
        if token.token_type == TokenType.BLOCK and words:
            if words[0] in {"blocktranslate", "blocktrans", "comment"}:
                is_inside = True
            elif words[0] in {"endblocktranslate", "endblocktrans", "endcomment"}:
                is_inside = False
        if is_inside or token.token_type != TokenType.TEXT:
            continue
        shown_text = DRAWN.sub("", token.contents)
        found += [line.strip() for line in shown_text.splitlines() if chinese(line)]
    return found


def chinese(line: str) -> bool:
    """Whether a line has Chinese characters."""
    return messages.CHINESE.search(line) is not None


def test_the_check_sees_chinese_outside_a_translation() -> None:
    source = (
        '{# 说明 #}<p>总览</p>{% translate "户" %}'
        "{% blocktranslate %}{{ n }} 户{% endblocktranslate %}"
    )
    assert untranslated(source) == ["<p>总览</p>"]


@pytest.mark.parametrize("path", TEMPLATES, ids=shown)
def test_chinese_in_a_template_can_be_translated(path: Path) -> None:
    assert untranslated(text(path)) == []


def refused_codes(tree: ast.AST) -> set[str]:
    """Codes given as constants to `Refused`."""
    return {
        node.args[0].value
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "Refused"
        and node.args
        and isinstance(node.args[0], ast.Constant)
        and isinstance(node.args[0].value, str)
    }


def test_every_refusal_is_in_the_catalogue() -> None:
    used = {
        f"{shown(path)}: {code}"
        for path in python_files()
        for code in refused_codes(syntax(path)) - set(REFUSALS)
    }
    assert used == set()


def test_every_refusal_of_the_catalogue_is_said_somewhere() -> None:
    said: set[str] = set()
    for path in python_files():
        if path.parent != CATALOGUE:
            said |= {
                node.value
                for node in ast.walk(syntax(path))
                if isinstance(node, ast.Constant) and isinstance(node.value, str)
            }
    silent = {code for code in REFUSALS if code not in said}
    assert silent == NOT_YET_SAID


def test_a_refusal_says_what_happened_and_what_to_do() -> None:
    for code, refusal in REFUSALS.items():
        assert code.isupper(), code
        assert refusal.sentence.endswith(("。", "}")), code
        assert refusal.remedy.endswith(("。", "}")), code
