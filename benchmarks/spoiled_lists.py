"""Two lists of invented persons whose numbers and names are spoiled as people spoil them.

Drawn from a seed. The truth (who is who) is kept beside the lists, never among their columns. The
kinds of spoiling are those of `Rates`; a profile says how names are spread and what is delivered.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from huitoukan.domain.identity import check_character

SURNAMES: Final = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余杜叶程苏"
    "魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚"
    "邵万钱严覃武戴莫孔向汤单仇解查区"
)
# Two characters each, then one each.
_DOUBLE: Final = (
    "桂英秀英玉兰建国建华建军志强志明国强国庆海燕海波晓燕晓东春梅春花冬梅冬生秋菊秋生金花金山"
    "银花凤英凤兰玉珍玉梅淑珍淑英桂兰桂花腊梅红梅红霞永强永福德福德全文斌文华文军子涵子轩梓萱"
    "梓涵雨桐雨欣欣怡佳怡佳琪诗涵诗雨浩然浩宇宇航宇轩俊杰俊豪思远思琪一鸣一诺嘉豪嘉欣家旺家兴"
    "长生长春水生福生满香菊香莲香翠花翠兰巧云彩云彩霞美玲美兰小红小平小军大勇大伟祖德祖光世荣"
    "世平成才成林立新立春卫东卫国朝晖朝阳光明光荣振华振兴宏伟宏图云飞云龙天佑天明新民新华"
)
_SINGLE: Final = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚"
GIVEN: Final = (*(_DOUBLE[at : at + 2] for at in range(0, len(_DOUBLE), 2)), *_SINGLE)
FIRST_PARTS: Final = (
    "阿依古丽", "帕提古丽", "买买提", "艾力", "古丽娜尔", "热依汗", "木合塔尔", "阿不都拉",
)  # fmt: skip
LAST_PARTS: Final = (
    "库尔班", "吐尔逊", "玉素甫", "艾山", "阿不都热合曼", "买买提", "依明", "卡德尔", "艾则孜",
)  # fmt: skip
CHARACTERS: Final = (
    "文武成德清明春秋志新永建国大小玉金秀桂兰芳英荣华珍安平福林海山云月东南西北雪雨风霜竹松柏梅荷菊"
)
_UNLIKE: Final = "强兵涛飞龙霞娟凤"  # of which no two sound alike: twins are called by their names
HOMOPHONES: Final = {
    "超": "朝潮", "香": "湘乡", "玲": "铃灵", "红": "宏洪", "兰": "岚蓝", "刚": "钢岗",
    "军": "君均", "生": "升胜", "丽": "俐莉", "英": "瑛莹", "伟": "维炜", "志": "智治",
    "明": "铭鸣", "燕": "艳雁", "珍": "真贞", "华": "桦花", "平": "萍屏", "霞": "侠峡",
    "静": "靖敬", "梅": "媚玫", "强": "墙祥", "涛": "滔焘", "杰": "洁捷", "敏": "闽",
    "芳": "方房", "文": "雯纹", "子": "紫梓", "佳": "嘉家",
}  # fmt: skip
LOOKING_ALIKE: Final = {
    "建": "健", "玉": "王", "晓": "哓", "祖": "租", "宇": "字", "佳": "住", "新": "亲", "东": "车",
}  # fmt: skip


@dataclass(frozen=True)
class Person:
    """One invented person; the number is valid and begins with 98 or 99."""

    who: int
    surname: str
    given: str
    number: str
    village: str

    @property
    def name(self) -> str:
        """Surname and given name; names of two parts have the middle dot."""
        return (
            f"{self.surname}·{self.given}"
            if self.surname in FIRST_PARTS
            else self.surname + self.given
        )


@dataclass(frozen=True)
class Rates:
    """How often a row of the second list is spoiled in each way (shares of all its rows)."""

    substituted: float = 0.023
    transposed: float = 0.015
    dropped: float = 0.009
    inserted: float = 0.0
    two_wrong: float = 0.0
    missing: float = 0.0115
    fifteen: float = 0.008
    rounded: float = 0.0
    full_width: float = 0.008
    small_x: float = 0.03
    homophone: float = 0.03
    look_alike: float = 0.0
    cut: float = 0.007
    swapped: float = 0.0
    surname: float = 0.0075
    space: float = 0.015
    dot: float = 0.5
    """Share of the names with a middle dot."""
    moved: float = 0.058


@dataclass(frozen=True)
class Profile:
    """How a pair of lists is made."""

    rows: int = 4000
    villages: int = 32
    overlap: float = 0.8
    """Share of the second list's rows whose person is in the first."""
    rates: Rates = field(default_factory=Rates)
    twins: float = 0.0
    names: str = "few"
    """few: 40 surnames and 77 given names; wide: all, and drawn characters; clans: one surname
    has half of each village; two-part: a third of the names have a middle dot."""
    birth: bool = False
    both_spoiled: bool = False
    """Whether numbers of the first list are spoiled too, half as often."""


Row = dict[str, str]


@dataclass(frozen=True)
class Lists:
    """Two lists and, for each, the person behind every row."""

    a: list[Row]
    b: list[Row]
    who_a: list[int]
    who_b: list[int]
    kinds_b: list[str]

    def truth(self) -> set[tuple[int, int]]:
        """The pairs of rows that are one person."""
        place = {who: row for row, who in enumerate(self.who_a)}
        return {(place[who], row) for row, who in enumerate(self.who_b) if who in place}

    def write(self, folder: Path) -> tuple[Path, Path]:
        """Both lists as CSV files."""
        paths = folder / "a.csv", folder / "b.csv"
        for path, rows in zip(paths, (self.a, self.b), strict=True):
            with path.open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, list(rows[0]))
                writer.writeheader()
                writer.writerows(rows)
        return paths


def make_lists(seed: int, profile: Profile | None = None) -> Lists:
    """Two lists of a profile; the same seed gives the same lists."""
    profile = profile or Profile()
    rng = random.Random(f"lists:{seed}")  # noqa: S311 - repeatable, not secret
    common = round(profile.rows * profile.overlap)
    people = _people(rng, profile, profile.rows * 2 - common)
    # Twins stand beside each other, so that drawing at random parts some of them.
    rng.shuffle(people)
    first, second = people[: profile.rows], people[profile.rows - common :]
    rng.shuffle(second)
    half = replace(
        profile.rates,
        **{
            name: getattr(profile.rates, name) / 2
            for name in ("substituted", "transposed", "missing")
        },
    )
    clean = Rates(*(0.0,) * 18)
    rows_a = [_row(rng, one, half if profile.both_spoiled else clean, profile) for one in first]
    rows_b = [_row(rng, one, profile.rates, profile) for one in second]
    return Lists(
        [row for row, _ in rows_a],
        [row for row, _ in rows_b],
        [one.who for one in first],
        [one.who for one in second],
        [kinds for _, kinds in rows_b],
    )


def _people(rng: random.Random, profile: Profile, n: int) -> list[Person]:
    villages = [f"V{number:03}" for number in range(1, profile.villages + 1)]
    clans = {village: rng.choice(SURNAMES[:60]) for village in villages}
    surnames = list(SURNAMES)
    given = list(GIVEN)
    rng.shuffle(surnames)
    rng.shuffle(given)
    if profile.names == "few":
        surnames, given = surnames[:38], given[:77]
    # A few surnames have half of a county: 11, 10, 9 … per cent.
    weights = [0.4 + 11 * 0.85**rank for rank in range(len(surnames))]
    people: list[Person] = []
    used: set[str] = set()

    def add(surname: str, own: str, village: str, near: str | None) -> str:
        number = near if near else _number(rng)
        while number in used:
            number = _twin_of(rng, near) if near else _number(rng)
        used.add(number)
        people.append(Person(len(people), surname, own, number, village))
        return number

    while len(people) < n:
        village = rng.choice(villages)
        surname = rng.choices(surnames, weights)[0]
        if profile.names == "clans" and rng.random() < 0.5:
            surname = clans[village]
        own = rng.choice(given)
        if profile.names == "wide" and rng.random() < 0.6:
            own = "".join(rng.choices(CHARACTERS, k=rng.choice((1, 2, 2, 2))))
        if rng.random() < (0.33 if profile.names == "two-part" else 0.03):
            surname, own = rng.choice(FIRST_PARTS), rng.choice(LAST_PARTS)
        number = add(surname, own, village, None)
        if rng.random() < profile.twins and len(people) < n:
            other = rng.choice(given)
            if surname in FIRST_PARTS:
                add(
                    rng.choice([one for one in FIRST_PARTS if one != surname]), own, village, number
                )
                continue
            if len(own) == 2 and rng.random() < 0.5:  # twins often share a character
                other = own[0] + rng.choice([c for c in _UNLIKE if c != own[1]])
            if other != own:
                add(surname, other, village, number)
    return people


def _number(rng: random.Random) -> str:
    area = rng.choices(("990123", "990101", "990122", "982229", "991221"), (70, 10, 10, 5, 5))[0]
    born = date(1935, 1, 1) + timedelta(days=rng.randrange(31_000))
    return _checked(f"{area}{born:%Y%m%d}{rng.randrange(120):03}")


def _twin_of(rng: random.Random, number: str) -> str:
    """A number of the same area and day, issued shortly before or after."""
    order = (int(number[14:17]) + rng.choice((-3, -2, -1, 1, 2, 3))) % 1000
    return _checked(f"{number[:14]}{order:03}")


def _checked(body: str) -> str:
    return body + check_character(body)


# --- spoiling ---


def _row(rng: random.Random, one: Person, rates: Rates, profile: Profile) -> tuple[Row, str]:
    kinds: list[str] = []
    name = _spoiled_name(rng, one, rates, kinds)
    number = _spoiled_number(rng, one.number, rates, kinds)
    village = one.village
    if rng.random() < rates.moved:
        village = f"V{rng.randrange(profile.villages) + 1:03}"
        kinds.append("moved")
    row = {"name": name, "idno": number, "village": village}
    if profile.birth:
        born = one.number[6:14]
        row["birth"] = f"{born[:4]}-{born[4:6]}-{born[6:]}"
    return row, "|".join(kinds)


def _drawn(rng: random.Random, chances: Sequence[tuple[str, float]]) -> str:
    at = rng.random()
    for kind, chance in chances:
        at -= chance
        if at < 0:
            return kind
    return ""


def _spoiled_name(rng: random.Random, one: Person, rates: Rates, kinds: list[str]) -> str:
    name = one.name
    kind = _drawn(
        rng,
        [
            (kind, getattr(rates, kind))
            for kind in ("homophone", "look_alike", "cut", "swapped", "surname")
        ],
    )
    is_dotted = one.surname in FIRST_PARTS
    table = HOMOPHONES if kind == "homophone" else LOOKING_ALIKE
    places = [at for at, character in enumerate(name) if at and character in table]
    if kind in {"homophone", "look_alike"} and places:
        at = rng.choice(places)
        name = name[:at] + rng.choice(table[name[at]]) + name[at + 1 :]
    elif kind == "cut" and len(name) == 3:
        name = name[:2]
    elif kind == "swapped" and len(name) == 3 and name[1] != name[2]:
        name = name[0] + name[2] + name[1]
    elif kind == "surname" and not is_dotted:
        name = rng.choice([each for each in SURNAMES[:20] if each != one.surname]) + one.given
    else:
        kind = ""
    if kind:
        kinds.append(kind)
    if is_dotted and rng.random() < rates.dot:
        name = name.replace("·", rng.choice(("", "•", "・", ".", "‧")))
        kinds.append("dot")
    if rng.random() < rates.space:
        name = f"{name[0]} {name[1:]}"
        kinds.append("space")
    return name


_NUMBER_KINDS: Final = (
    "substituted", "transposed", "dropped", "inserted", "two_wrong", "missing", "fifteen",
    "rounded", "full_width", "small_x",
)  # fmt: skip


def _spoiled_number(rng: random.Random, number: str, rates: Rates, kinds: list[str]) -> str:
    kind = _drawn(rng, [(kind, getattr(rates, kind)) for kind in _NUMBER_KINDS])
    spoiled = _spoil(rng, number, kind) if kind else number
    if spoiled != number:
        kinds.append(kind)
    return spoiled


def _spoil(rng: random.Random, number: str, kind: str) -> str:
    at = rng.randrange(17)
    match kind:
        case "substituted":
            return _substituted(rng, number, at)
        case "two_wrong":
            return _substituted(rng, _substituted(rng, number, at), rng.randrange(17))
        case "transposed":
            unlike = [place for place in range(16) if number[place] != number[place + 1]]
            at = rng.choice(unlike)
            return number[:at] + number[at + 1] + number[at] + number[at + 2 :]
        case "dropped":
            return number[:at] + number[at + 1 :]
        case "inserted":
            return number[:at] + rng.choice("0123456789") + number[at:]
        case "fifteen":
            return number[:6] + number[8:17]
        case "rounded":
            return number[:15] + "000"
        case "full_width":
            return "".join(chr(ord(character) + 0xFEE0) for character in number)
        case "small_x":
            return number.lower()
        case _:
            return ""


def _substituted(rng: random.Random, number: str, at: int) -> str:
    digit = rng.choice([one for one in "0123456789" if one != number[at]])
    return number[:at] + digit + number[at + 1 :]
