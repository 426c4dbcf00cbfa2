"""Surnames whose reading or length a dictionary of single characters does not know.

Surnames of two characters: the closing part of the Hundred Family Surnames (百家姓, a text of the
Song dynasty, free of rights), without the pairs that are two surnames each or no longer in use.
Readings are those that public lists of easily misread surnames agree on, without tones.
A reading that is missing here only makes a person harder to find, so the list may grow.
"""

from __future__ import annotations

from typing import Final

_PAIRS: Final = """
万俟 mo qi|司马 si ma|上官 shang guan|欧阳 ou yang|夏侯 xia hou|诸葛 zhu ge|闻人 wen ren|
东方 dong fang|赫连 he lian|皇甫 huang fu|尉迟 yu chi|公羊 gong yang|澹台 tan tai|公冶 gong ye|
宗政 zong zheng|濮阳 pu yang|淳于 chun yu|单于 chan yu|太叔 tai shu|申屠 shen tu|公孙 gong sun|
仲孙 zhong sun|轩辕 xuan yuan|令狐 ling hu|钟离 zhong li|宇文 yu wen|长孙 zhang sun|慕容 mu rong|
鲜于 xian yu|闾丘 lv qiu|司徒 si tu|司空 si kong|亓官 qi guan|司寇 si kou|子车 zi ju|颛孙 zhuan sun|
端木 duan mu|巫马 wu ma|公西 gong xi|漆雕 qi diao|乐正 yue zheng|壤驷 rang si|公良 gong liang|
拓跋 tuo ba|夹谷 jia gu|宰父 zai fu|谷梁 gu liang|段干 duan gan|百里 bai li|东郭 dong guo|
南门 nan men|呼延 hu yan|羊舌 yang she|微生 wei sheng|梁丘 liang qiu|左丘 zuo qiu|东门 dong men|
西门 xi men|南宫 nan gong|第五 di wu
"""
OF_TWO_CHARACTERS: Final[dict[str, tuple[str, str]]] = {
    pair: (first, second)
    for pair, first, second in (entry.split() for entry in _PAIRS.strip().split("|"))
}
"""Each surname with the readings of its two characters."""

OF_ONE_CHARACTER: Final[dict[str, str]] = {
    "单": "shan", "查": "zha", "仇": "qiu", "解": "xie", "曾": "zeng", "区": "ou",
    "朴": "piao", "缪": "miao", "种": "chong", "盖": "ge", "员": "yun", "折": "she",
    "尉": "yu", "召": "shao", "黑": "he", "秘": "bi", "翟": "zhai", "佴": "nai",
    "郇": "xun", "繁": "po", "隽": "juan", "祭": "zhai", "牟": "mu", "都": "du",
    "晁": "chao", "乐": "yue", "覃": "qin", "能": "nai", "乜": "nie", "句": "gou",
    "逄": "pang", "冼": "xian", "车": "che", "万": "wan", "宁": "ning", "卜": "bu",
}  # fmt: skip
"""Readings as a surname, beside all that a dictionary gives for the character."""
