"""What a caller hands over as JSON, taken apart strictly: a wrong shape is refused with its place.

Numbers are exact: a fraction is read as a Decimal, and NaN or Infinity is refused. Keys that nobody
took, and keys that stand twice, are refused too: a misspelt key must not count as "nothing said".
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Final, NoReturn

from huitoukan.domain.refusals import Refused

LARGEST: Final = Decimal(1_000_000_000)
"""Beyond this no figure of a household is meant; it also keeps arithmetic within its digits."""


def read_json(path: Path) -> Given:
    """The JSON of a file; Refused FILE_MISSING, ASSESS_JSON."""
    if not path.is_file():
        raise Refused("FILE_MISSING", name=path.name)
    try:
        value = json.loads(
            path.read_text(encoding="utf-8-sig"),
            parse_float=Decimal,
            parse_constant=_no_number,
            object_pairs_hook=_no_key_twice,
        )
    except UnicodeDecodeError:
        raise Refused("ASSESS_JSON", name=path.name, why="不是 UTF-8 编码") from None
    except (ValueError, RecursionError) as error:
        raise Refused("ASSESS_JSON", name=path.name, why=str(error)) from None
    return Given(value, path.name)


def _no_number(word: str) -> NoReturn:
    raise ValueError(f"{word} 不是数")


def _no_key_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        twice = next(key for key in made if sum(key == one for one, _ in pairs) > 1)
        raise ValueError(f"键“{twice}”重复")
    return made


class Given:
    """A value and where it stands, for the sentence of a refusal.

    The place is put into words when a refusal asks for it: batches make millions of these.
    """

    __slots__ = ("_above", "_place", "_taken", "value")

    def __init__(self, value: Any, place: str, above: Given | None = None) -> None:
        self.value = value
        self._place = place
        self._above = above
        self._taken: set[str] = set()

    @property
    def where(self) -> str:
        """Where the value stands: file, keys and positions."""
        return self._place if self._above is None else f"{self._above.where} {self._place}"

    def again(self) -> Given:
        """The same value with no key taken yet."""
        return Given(self.value, self._place, self._above)

    def expected(self, what: str) -> Refused:
        """The refusal to raise when the value is something else."""
        shown = "空" if self.value is None else str(self.value)[:40]
        return Refused("ASSESS_TYPE", where=self.where, expected=what, given=shown)

    def get(self, key: str) -> Given | None:
        """The part under a key; None when absent or null."""
        if not isinstance(self.value, dict):
            raise self.expected("“键: 值”")
        self._taken.add(key)
        part = self.value.get(key)
        return None if part is None else Given(part, key, self)

    def need(self, key: str) -> Given:
        """The part under a key; Refused ASSESS_MISSING when there is none."""
        part = self.get(key)
        if part is None:
            raise Refused("ASSESS_MISSING", where=self.where, key=key)
        return part

    def rest(self) -> dict[str, Given]:
        """The parts that nobody has taken yet, null included as absent; they count as taken."""
        if not isinstance(self.value, dict):
            raise self.expected("“键: 值”")
        left = [key for key in self.value if key not in self._taken]
        found = {key: self.get(key) for key in left}
        return {key: part for key, part in found.items() if part is not None}

    def done(self) -> None:
        """Refused ASSESS_KEY when a key is left that nobody took."""
        if self._taken.issuperset(self.value):
            return
        for key in self.value:
            if key not in self._taken:
                raise Refused("ASSESS_KEY", where=self.where, key=key)

    def items(self) -> list[Given]:
        """The parts of a list."""
        if not isinstance(self.value, list):
            raise self.expected("列表")
        return [Given(one, f"第 {n} 项", self) for n, one in enumerate(self.value, 1)]

    def text(self) -> str:
        """Text that is not blank; a whole number counts as what was typed."""
        value = str(self.value) if type(self.value) is int else self.value
        if not isinstance(value, str) or not value.strip():
            raise self.expected("文字")
        return value.strip()

    def flag(self) -> bool:
        """True or false."""
        if not isinstance(self.value, bool):
            raise self.expected("true 或 false")
        return self.value

    def choice(self, words: Collection[str]) -> str:
        """One of the words."""
        if self.value not in words:
            raise self.expected("、".join(words))
        return str(self.value)

    def integer(self) -> int:
        """A whole number."""
        if type(self.value) is not int:
            raise self.expected("整数")
        return self.value

    def day(self) -> dt.date:
        """A day written 2020-09-30."""
        try:
            return dt.date.fromisoformat(self.text())
        except ValueError:
            raise self.expected("2020-09-30 这样的日期") from None

    def amount(self) -> Decimal:
        """A number from zero up, exact; digits in quotes count. Refused AMOUNT_NEGATIVE, _LARGE."""
        value = self.value
        if isinstance(value, bool) or not isinstance(value, int | float | Decimal | str):
            raise self.expected("数字")
        try:
            number = Decimal(str(value))
        except InvalidOperation:
            raise self.expected("数字（不带单位和千分号）") from None
        if not number.is_finite():
            raise self.expected("数字")
        if number < 0:
            raise Refused("AMOUNT_NEGATIVE", where=self.where, given=value)
        if number > LARGEST:
            raise Refused("AMOUNT_LARGE", where=self.where, given=value)
        return number
