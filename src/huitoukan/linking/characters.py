"""Single characters: how they sound, and which look so alike that one is written for the other."""

from __future__ import annotations

import os
from functools import lru_cache
from typing import Final

# Only single characters are asked for: the phrases would cost 40 MB and half a second.
os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")

from pypinyin import Style, pinyin

# Compiled for this program from the pairs that proof-readers and schoolbooks warn of (形近字), as
# far as they occur in names. There is no official list. A pair that is missing here only makes a
# score lower, so the list may grow.
_LOOK_ALIKES: Final = """
己已巳 未末 土士 日曰 戊戌戍 天夭 干千于 人入八 大太犬 王玉 田由甲申 木本术 贝见 刀力 白自 目且
问间闲 亨享 晴睛 侯候 拨拔 折拆 治冶 洗冼 清请情 券卷 晓哓 宇字 祖租 萍苹 茵菌 梁粱 枝技 渊洲 炳柄
烁砾 琳淋 瑛映 玲伶铃 珍诊 珠株 环坏 秀季 秋秒 穗稳 竟竞 筠均 维唯 绢娟捐 胜性 腾滕 若苦 蕊芯
薇微徽 贵责 辉晖 远运 连莲 郎朗 郑邓 金全 铭名 锋峰 陈阵 霞假 颖颗 凤风 鸟乌马 鹏朋 丁了 万方 丹舟
云去 令今 任仕 传付 住往 佩佣 俊峻 倩清 偶隅 傅博 元无 兵乒 凯剀 勤勒 厚原 友反 古吉 含合 咏泳 固因
园圆 坤伸 城诚 培倍 复夏 妍研 妹妺 娜挪 婉碗 婷停 孟盂 宁宇 宏宠 定宛 宣宜 小少 山出 岚风 岩崖 崇祟
川州 左右 巧功 平乎 庆床 延廷 彬杉 德得 志忘 恒桓 成戍 扬杨 振震 捷睫 敏繁 文父 旭旦 昊吴 昌冒 星皇
春舂 晟晨 景影 曼蔓 建健 燕蒸 喜嘉 亚业 桂挂 伟伊 泽译 涛寿 浩洁 淑椒 湘相 波坡 洪供
"""


def _pairs(text: str) -> frozenset[tuple[str, str]]:
    found = set()
    for group in text.split():
        found |= {(one, other) for one in group for other in group if one != other}
    return frozenset(found)


LOOK_ALIKES: Final = _pairs(_LOOK_ALIKES)


@lru_cache(maxsize=30_000)
def readings(character: str) -> tuple[str, ...]:
    """All readings of one character without tones, the usual one first; none when unknown."""
    found = pinyin(character, style=Style.NORMAL, heteronym=True, errors="ignore")
    return tuple(found[0]) if found else ()


@lru_cache(maxsize=30_000)
def sounds_alike(one: str, other: str) -> bool:
    """Whether two characters are the same or share a reading, tones aside."""
    return one == other or not set(readings(one)).isdisjoint(readings(other))


def looks_alike(one: str, other: str) -> bool:
    """Whether two characters are the same or written for each other by eye."""
    return one == other or (one, other) in LOOK_ALIKES


_MERGED: Final = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ng", "n"))


@lru_cache(maxsize=30_000)
def sounds_near(one: str, other: str) -> bool:
    """Whether two characters sound alike where zh is z, n is l and -ng is -n, as in dialects."""
    return not {_blurred(each) for each in readings(one)}.isdisjoint(
        _blurred(each) for each in readings(other)
    )


def _blurred(reading: str) -> str:
    for clear, blurred in _MERGED:
        reading = reading.replace(clear, blurred)
    return f"l{reading[1:]}" if reading.startswith("n") else reading
