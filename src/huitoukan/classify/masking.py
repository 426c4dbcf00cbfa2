"""What a text says about nobody in particular: names, villages and numbers taken out.

They differ from text to text of one kind and would outweigh the words that matter
(statistics.md D: mask before vectorising). A name is guessed by its surname and its place in the
clause; a wrong guess costs a word or two and changes no text that people see.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from huitoukan.classify.traditional import simplified
from huitoukan.domain.surnames import OF_TWO_CHARACTERS

LONGEST = 400
"""Characters of a text that are looked at: a type is told in its first sentences."""
# The most frequent surnames (Ministry of Public Security, list of 2020) and some of the
# south-west; characters that mostly begin other words of this field (安, 万, 方, 石) are left out.
_SURNAMES: Final = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林郑谢罗梁宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡"
    "余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金廖贾夏韦付邹孟熊秦邱江尹薛闫段雷侯龙史陶"
    "黎贺顾毛郝龚邵覃冉向瞿滕"
)
_SURNAME: Final = f"(?:{'|'.join(OF_TWO_CHARACTERS)}|[{_SURNAMES}])"
_BEFORE: Final = (
    r"(?:(?<=^)|(?<=[，。；、：！？\s（）“”])|(?<=户主)|(?<=家长)|(?<=涉及)|(?<=对象)|(?<=村民)|(?<=学生)"
    r"|(?<=群众)|(?<=老人)|(?<=系统中)|(?<=〇)|(?<=搬迁户)|(?<=贫困户)|(?<=脱贫户)|(?<=监测户))"
)
# What follows a person in a sentence; without it, a name is believed only at the end of a clause.
_AFTER: Final = (
    r"(?=$|[，。；、：！？\s（）“”〇]|家|户|之|的|女|儿|孙|子|妻|夫|母|父|反|为|不|没|未|说|做|返|受|搬|旧|委|产|外|重"
    r"|因|在|已|有|是|与|和|被|把|对|住|房|患|名|人|一|至|从|经|自|系|领|享|到|常|仍|尚|拿|答|身|医|低|本|全)"
)
_NAME: Final = re.compile(f"{_BEFORE}{_SURNAME}[一-鿿]{{1,2}}?{_AFTER}")
_VILLAGE: Final = re.compile(
    r"(?:(?<=^)|(?<=[，。；、：\s])|(?<=时))[一-鿿]{2,3}(?<![困政然])村(?=[〇一二三四五六七八九十]|[^委级民集卫支干里内组])"
    r"(?:[〇一二三四五六七八九十]+(?:组|社|屯))?|[一-鿿]{2,3}村[〇一二三四五六七八九十]+(?:组|社|屯)"
)
_NUMBER: Final = re.compile(r"[0-9０-９]+(?:[.,．，][0-9]+)*")
_MARKED: Final = re.compile(r"某+(?:某)?")
_CLAUSE: Final = re.compile(r"[^0-9A-Za-z一-鿿㐀-䶿]+")


def masked(text: str) -> str:
    """The text without names, villages and numbers, its clauses parted by single blanks.

    At most LONGEST characters are looked at, traditional ones as simplified. What is neither
    letter nor digit parts clauses, so that control characters and emoji do no harm.
    """
    text = simplified(unicodedata.normalize("NFKC", text[:LONGEST]))
    text = text.replace(",", "，").replace(";", "；").replace(":", "：")
    text = _NUMBER.sub("〇", text)
    text = _VILLAGE.sub("〇", text)
    text = _NAME.sub("〇", text)
    text = _MARKED.sub("〇", text)
    return _CLAUSE.sub(" ", text).strip()
