"""Invented names of persons, towns, villages, schools and works; lists and drawing from them."""

from __future__ import annotations

import random
from typing import Final

PROVINCE: Final = "云岭省"
PREFECTURE: Final = "澜州市"
COUNTY: Final = "云岭县"

TOWNS: Final = ("青石镇", "柳溪镇", "白鹤镇", "枫桥镇", "龙潭镇", "松坪乡")
VILLAGES: Final = (
    "上河", "下河", "大坪", "小坪", "石门", "桐子", "竹园", "梨树", "桃园", "水井", "庙湾", "黄泥",
    "长岭", "双桥", "三岔", "四方", "五里", "六合", "七星", "八角", "九曲", "云台", "月亮", "日新",
    "红岩", "青龙", "白果", "黑松", "金鸡", "银杏", "铁炉", "铜厂", "茶店", "盐井", "油坊", "磨盘",
    "枣林", "杏花", "核桃", "板栗", "马鞍", "牛栏", "羊角", "鹿鸣", "鹤池", "燕窝", "前进", "团结",
    "永安", "太平", "兴隆", "福寿", "寨子", "关口", "渡口", "高桥",
)  # fmt: skip

# Common surnames weigh more; two-character ones and those with two readings are few but present.
SURNAMES: Final = tuple(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤"
)  # fmt: skip
RARE_SURNAMES: Final = (
    "欧阳", "司马", "上官", "诸葛", "尉迟", "单", "曾", "解", "仇", "查", "区", "盖", "朴",
    "乐", "翟",
)  # fmt: skip
OLD_MALE: Final = (
    "建国", "志强", "明", "军", "国庆", "永福", "德全", "长春", "新民", "光荣", "学文", "家旺",
    "宝林", "忠厚", "世平", "兴旺", "成才", "有田", "金山", "正清", "开元", "立春", "玉林", "松涛",
    "青山", "大山", "福生", "贵", "富", "全喜",
)  # fmt: skip
YOUNG_MALE: Final = (
    "大伟", "海波", "天佑", "文斌", "少华", "勇", "刚", "涛", "鹏", "俊", "浩", "泽宇", "子轩",
    "梓豪", "一鸣", "景行", "嘉树", "思远", "承志", "喆", "堃", "垚", "赟", "翀", "云飞",
)  # fmt: skip
OLD_FEMALE: Final = (
    "秀英", "桂兰", "玉珍", "凤英", "春梅", "秋菊", "月娥", "翠花", "素芬", "淑贞", "金花", "银凤",
    "腊梅", "冬梅", "莲香", "荷花", "巧云", "兰芝", "惠芳", "彩霞", "玉兰", "菊香", "桃", "杏",
)  # fmt: skip
YOUNG_FEMALE: Final = (
    "小红", "丽", "敏", "静", "燕", "娟", "霞", "芳", "慧", "婷", "雪", "玉洁", "文静", "佳怡",
    "欣怡", "梓涵", "诗雨", "思琪", "雨桐", "可馨", "一诺", "若兰", "采薇", "清扬", "㛃", "祎",
    "晓燕", "红梅", "美玲",
)  # fmt: skip
DOTTED: Final = (  # names of peoples whose names carry the middle dot
    ("阿依古·木合塔", "女"), ("木合塔·艾山", "男"), ("热依汗·吐逊", "女"), ("买买提·库尔", "男"),
    ("扎西·罗布", "男"), ("央金·卓玛", "女"),
)  # fmt: skip
SYLLABLES: Final = "文武成德清明春秋志新永建国大小玉金秀桂兰芳英荣华珍安平福林海山云月"


def surname(rng: random.Random) -> str:
    """A surname; about one in forty is rare, compound, or read in two ways."""
    if rng.random() < 0.025:
        return rng.choice(RARE_SURNAMES)
    # Squaring the draw makes the first, common surnames likelier.
    return SURNAMES[int(rng.random() ** 2 * len(SURNAMES))]


def given(rng: random.Random, sex: str, age: int) -> str:
    """A given name of one or two characters, of the fashion of the time of birth."""
    if sex == "男":
        pool: tuple[str, ...] = OLD_MALE if age >= 42 else YOUNG_MALE
    else:
        pool = OLD_FEMALE if age >= 42 else YOUNG_FEMALE
    name = pool[int(rng.random() * len(pool))]
    if len(name) == 1 and rng.random() < 0.5:
        return SYLLABLES[int(rng.random() * len(SYLLABLES))] + name
    return name
