"""Why something cannot be told, or counts as it does, in the language of the interface.

`assess` says it in Chinese sentences with values in them, as stored worksheets and the JSON have
them. Here each sentence has its holes, so that a page in English fills them in anew.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Final

from django.utils.translation import gettext, gettext_noop

from huitoukan.apps.core.language import translated
from huitoukan.apps.core.showing import language
from huitoukan.rules.pack import Pack

SENTENCES: Final = (
    # facts
    gettext_noop("没有材料"),
    gettext_noop("没有人提出"),
    gettext_noop("按出生日期算"),
    gettext_noop("收入测算表，按测算期"),
    gettext_noop("没有列出家庭成员"),
    gettext_noop("材料的日期在核查日之后"),
    gettext_noop("{day} 的材料已过期"),
    gettext_noop("来源不一致：{told}"),
    gettext_noop("出生日期：{told}"),
    gettext_noop("收入测算表不能用：{told}"),
    gettext_noop("规则包里没有区划 {place}在 {day} 的“{title}”"),
    gettext_noop("规则包里没有没有写明的区划在 {day} 的“{title}”"),
    gettext_noop("{title}不大于零，算不出比例"),
    # accounts
    gettext_noop("不计入家庭人口的人，他的收支不计"),
    gettext_noop("本口径不计"),
    gettext_noop("单列，不计入合计"),
    gettext_noop("计入，但不超过合计的一定比例"),
    gettext_noop("规则包里没有 {day} 的“{title}”，不能确定计多少"),
    gettext_noop("不超过“{title}” {amount}"),
    gettext_noop("规则包里没有区划“{place}”在 {day} 的值"),
    # accounts beside records
    gettext_noop("规则包没有写明这样的发放对应哪个收入项目"),
    gettext_noop("有记录，没有写明何时发放"),
    gettext_noop("有记录，没有金额"),
    gettext_noop("没有部门数据记录这一项"),
    gettext_noop("没有可以读的数据：{titles}"),
)
"""The sentences of `assess` that pages show, with their holes."""
_HOLE: Final = re.compile(r"\\\{(\w+)\\\}")
_PARTED: Final = re.compile(r"([，、；])")


def reason_text(text: str, pack: Pack | None = None) -> str:
    """The sentence in the language of the interface; titles of the pack in its own words."""
    if not text or not language().startswith("en"):
        return text
    return _said(text, _titles(pack) if pack is not None else {})


def _said(text: str, titles: Mapping[str, str]) -> str:
    if text in titles:
        return titles[text]
    for sentence, pattern in _patterns():
        found = pattern.fullmatch(text)
        if found:
            filled = {name: _filled(value, titles) for name, value in found.groupdict().items()}
            return gettext(sentence).format(**filled)
    return translated(text)


def _filled(text: str, titles: Mapping[str, str]) -> str:
    """A value of a sentence: a title, another sentence, or several of them."""
    whole = _said(text, titles)
    if whole != text:
        return whole
    parts = (
        gettext(part) if part in "，、；" else _said(part, titles) for part in _PARTED.split(text)
    )
    return "".join(parts)


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (sentence, re.compile(_HOLE.sub(r"(?P<\1>.+)", re.escape(sentence))))
        for sentence in SENTENCES
    )


def _titles(pack: Pack) -> dict[str, str]:
    """What the pack calls its facts, lines, data sets, items and sources: Chinese to English."""
    texts = [
        *(fact.title for table in pack.facts.values() for fact in table.facts),
        *(one for table in pack.facts.values() for one in table.stated_as),
        *(one.title for one in pack.lines.values()),
        *(one.title for one in pack.sources.values()),
        *(one.title for one in pack.items_by_word.values()),
        *(one.source for one in pack.readings.values()),
    ]
    return {text.zh: text.en for text in texts}
