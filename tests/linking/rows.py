"""Short ways to write the persons of a list; numbers are completed with their check character."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from benchmarks.spoiled_lists import Row
from huitoukan.domain.identity import check_character
from huitoukan.linking.links import Link, link
from huitoukan.linking.people import Person, person_of

AREA = "990123"


def number(born: str = "19800101", order: str = "011", area: str = AREA) -> str:
    """A valid number."""
    body = f"{area}{born}{order}"
    return body + check_character(body)


def row(name: str, idno: str = "", village: str = "石门村", born: str = "") -> Person:
    """One row; `born` as 1980-01-01."""
    return person_of(name, idno, village, date.fromisoformat(born) if born else None)


def crowd(n: int = 200) -> list[Person]:
    """People of other villages with valid numbers, so that names and villages have a frequency."""
    names = ("王", "李", "张", "刘", "陈", "杨", "赵", "黄")
    given = ("伟", "秀英", "建国", "春梅", "志强", "桂兰", "明", "霞", "玉珍", "涛")
    return [
        row(
            names[at % 8] + given[at * 3 % 10],
            number(f"{1940 + at % 60}0{1 + at % 9}{10 + at % 17}", f"{at % 130:03}"),
            f"第{at % 9}村",
        )
        for at in range(n)
    ]


def linked(a: Sequence[Person], b: Sequence[Person]) -> list[Link]:
    """The links of two short lists, each in a crowd that is in both lists."""
    others = crowd()
    found = link([*a, *others], [*b, *others])
    return [one for one in found if one.a < len(a) or one.b < len(b)]


def pairs(a: Sequence[Person], b: Sequence[Person]) -> list[tuple[int, int]]:
    """The linked rows of two short lists."""
    return [(one.a, one.b) for one in linked(a, b)]


def people(rows: Sequence[Row]) -> list[Person]:
    """The rows of a generated list."""
    return [row(one["name"], one["idno"], one["village"], one.get("birth", "")) for one in rows]
