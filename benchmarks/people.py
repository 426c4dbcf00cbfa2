"""A registry of any size, made from a seed and poured into PostgreSQL; for measuring lists.

Invented people of the invented area 98: names drawn from real surnames by their frequency, so that
common and rare words of a search are as common and rare as in a county.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from typing import Any

from huitoukan.apps.registry.fields import place_key
from huitoukan.apps.registry.names import keys_of_household

SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈"
    "姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
    "单解仇查区"
)
RARE_SURNAMES = ("欧阳", "司马", "上官", "尉迟", "诸葛")
GIVEN = (
    "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂文辉玲建华国庆海燕春梅志林生金玉凤龙云山水木火土天"
    "地日月光年永福贵财宝德仁义礼智信忠孝廉耻和顺安康泰宁美珍珠翠红青蓝紫白松柏竹菊荷莲桃李杏枝叶根花果"
)
HOUSEHOLDS_OF_A_VILLAGE = 250
VILLAGES_OF_A_TOWN = 40
MEMBERS = (1, 2, 3, 3, 4, 4, 5, 6)  # 3.5 on average
EXITS = ("已脱贫享受政策",) * 70 + ("已脱贫不享受政策",) * 28 + ("返贫", "未脱贫")
_WEIGHTS = [1 / (rank + 3) for rank in range(len(SURNAMES))]


def name_of(draw: random.Random) -> str:
    """A name of two or three characters, once in a thousand with a surname of two."""
    rare = draw.random() < 0.001
    surname = draw.choice(RARE_SURNAMES) if rare else draw.choices(SURNAMES, _WEIGHTS)[0]
    return surname + "".join(draw.choices(GIVEN, k=2 if draw.random() < 0.8 else 1))


def villages(n_households: int) -> list[str]:
    """Codes of as many villages as the households need."""
    n = -(-n_households // HOUSEHOLDS_OF_A_VILLAGE)
    return [
        f"980122{100 + i // VILLAGES_OF_A_TOWN:03d}{201 + i % VILLAGES_OF_A_TOWN:03d}"
        for i in range(n)
    ]


def _one(number: int, village: str, draw: random.Random) -> tuple[dict[str, Any], list[Any]]:
    no = f"{village}{number % HOUSEHOLDS_OF_A_VILLAGE + 1:04d}"
    people = [
        (
            f"{no}{i:02d}",
            name_of(draw),
            f"980122{draw.randrange(19400101, 20201231)}{draw.randrange(10**4):04d}",
        )
        for i in range(draw.choice(MEMBERS))
    ]
    facts = {
        "household_no": no,
        "head_name": people[0][1],
        "township": f"第{village[6:9]}乡",
        "village": f"第{village[9:]}村",
        "household_type": "脱贫户",
        "exit_status": draw.choice(EXITS),
        "exit_year": draw.randrange(2014, 2021),
        "member_count": len(people),
        "household_phone": f"19{draw.randrange(10**9):09d}",
        "cause_main": "因病",
        "income_net_per_capita": draw.randrange(8000, 20000),
    }
    if draw.random() < 0.03:
        facts["monitor_category"] = "边缘易致贫户"
    return facts, people


def listed(
    n_households: int, seed: int = 2026
) -> Iterator[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """For each household its facts and those of its members, as a county's export has them."""
    draw = random.Random(seed)  # noqa: S311 - repeatable, not secret
    codes = villages(n_households)
    for number in range(n_households):
        facts, people = _one(number, codes[number // HOUSEHOLDS_OF_A_VILLAGE], draw)
        no = facts["household_no"]
        yield (
            facts,
            [
                {
                    "household_no": no,
                    "person_no": person_no,
                    "name": name,
                    "id_no": id_no,
                    "relation_to_head": "其他" if at else "户主",
                    "health_status": "健康",
                    "ins_resident_medical": "是",
                }
                for at, (person_no, name, id_no) in enumerate(people)
            ],
        )


def rows(
    n_households: int, area_ids: dict[str, int], seed: int = 2026
) -> Iterator[tuple[tuple[Any, ...], list[tuple[Any, ...]], list[tuple[Any, ...]]]]:
    """For each household its row, the rows of its members, and the rows of its search keys."""
    draw = random.Random(seed)  # noqa: S311 - repeatable, not secret
    codes = villages(n_households)
    member = 0
    for number in range(n_households):
        village = codes[number // HOUSEHOLDS_OF_A_VILLAGE]
        facts, people = _one(number, village, draw)
        pk, no, phone = number + 1, facts["household_no"], facts["household_phone"]
        household = (
            pk, no, area_ids[village], facts["head_name"], facts["household_type"],
            facts["exit_status"], facts.get("monitor_category", ""), len(people),
            place_key(village, no), json.dumps(facts, ensure_ascii=False), "0" * 64,
            "2026-11-02T09:00:00+08:00", "", "",
        )  # fmt: skip
        listed = []
        for person_no, name, id_no in people:
            member += 1
            stored = {"person_no": person_no, "name": name, "id_no": id_no, "household_no": no}
            listed.append(
                (
                    member,
                    pk,
                    person_no,
                    name,
                    id_no,
                    json.dumps(stored, ensure_ascii=False),
                    "0" * 64,
                    1,
                    "",
                )
            )
        keys = keys_of_household(no, [phone], [(name, id_no) for _, name, id_no in people])
        yield household, listed, [(pk, key, kind.value) for kind, key in sorted(keys)]


HOUSEHOLD_COLUMNS = (
    "id, household_no, area_id, head_name, household_type, exit_status, monitor_category,"
    " n_members, place_key, facts, row_hash, changed_at, natural_group, ended_by"
)
MEMBER_COLUMNS = "id, household_id, person_no, name, id_no, facts, row_hash, row_no, ended_by"
KEY_COLUMNS = "household_id, key, kind"
