"""Collecting and judging messages without GNU gettext."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.messages import (
    Message,
    complaints,
    python_messages,
    read,
    template_messages,
    updated,
    write,
)

TEMPLATE = """{# 页面：总览 #}
{% extends "base.html" %}
   {% load i18n %}
<p title="{% translate "总览" %}">don't "x {{ _("你好")|lower }}</p>{% translate "另" %}
  {% blocktranslate count n=n trimmed %}
   共 {{ n }} 户
{% plural %}
   共 {{ n }} 户家庭
  {% endblocktranslate %}
{% comment %} don't " ( {% endcomment %}
{% translate "占 50%" context "份额" %} {{ a|default:_("无") }}
"""


def _table(*messages: Message) -> dict[tuple[str, str], Message]:
    return {message.key: message for message in messages}


@pytest.fixture
def english(tmp_path: Path) -> Path:
    path = tmp_path / "django.po"
    path.write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
        'msgid "总览"\nmsgstr "Overview"\n\n'
        'msgid "共 %(n)s 户"\nmsgstr "%(n)s households"\n\n'
        'msgid "旧的"\nmsgstr "Old"\n',
        encoding="utf-8",
    )
    return path


def test_a_text_without_english_is_named(english: Path) -> None:
    said = complaints(read(english), _table(Message("总览"), Message("新的", place="a.html")))
    assert "missing: '新的' (a.html)" in said


def test_an_empty_english_is_named(english: Path) -> None:
    messages = _table(Message("总览"), Message("新的", place="a.html"))
    said = complaints(updated(read(english), messages), messages)
    assert said == ["no English: '新的' (a.html)"]


def test_a_text_that_nobody_says_any_longer_is_named(english: Path) -> None:
    said = complaints(read(english), _table(Message("总览"), Message("共 %(n)s 户")))
    assert said == ["nobody says any longer: '旧的'"]


def test_an_english_that_fills_in_other_fields_is_named(tmp_path: Path) -> None:
    path = tmp_path / "django.po"
    path.write_text('msgid "共 {n} 户"\nmsgstr "{m} households"\n', encoding="utf-8")
    said = complaints(read(path), _table(Message("共 {n} 户")))
    assert said == ["other fields than the Chinese: '{m} households'"]


def test_chinese_left_in_the_english_is_named(tmp_path: Path) -> None:
    path = tmp_path / "django.po"
    path.write_text('msgid "总览"\nmsgstr "总览"\n', encoding="utf-8")
    assert complaints(read(path), _table(Message("总览"))) == ["Chinese in the English: '总览'"]


def test_messages_of_a_template_are_found_beside_quotes_and_comments() -> None:
    found = [(m.singular, m.plural, m.context) for m in template_messages(TEMPLATE, "a.html")]
    assert found == [
        ("总览", "", ""),
        ("你好", "", ""),
        ("另", "", ""),
        ("共 %(n)s 户", "共 %(n)s 户家庭", ""),
        ("占 50%%", "", "份额"),
        ("无", "", ""),
    ]


def test_messages_of_a_module_are_found_with_context_and_plural() -> None:
    source = '_("甲")\nngettext("乙", "乙们", n)\npgettext_lazy("处", "丙")\nother("丁")\n'
    found = [(m.singular, m.plural, m.context) for m in python_messages(source, "a.py")]
    assert found == [("甲", "", ""), ("乙", "乙们", ""), ("丙", "", "处")]


def test_collecting_again_keeps_the_translations_and_drops_what_is_gone(english: Path) -> None:
    messages = _table(Message("总览", place="a.html"), Message("共 %(n)s 户", place="a.html"))
    write(updated(read(english), messages), english)
    assert complaints(read(english), messages) == []
    assert "旧的" not in english.read_text(encoding="utf-8")
    once = english.read_bytes()
    write(updated(read(english), messages), english)
    assert english.read_bytes() == once
