"""One place in a pack file: a plain value that knows its file and line, and takes itself apart.

Every wrong shape is a `BadEntry` with a sentence for the pack's author. What the fields mean is not
decided here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from huitoukan.rules.shapes.words import Text
from huitoukan.rules.yaml_lines import Lines, Path, Plain


@dataclass(frozen=True)
class Finding:
    """One fault of a pack: where it is (line 0 when unknown) and what is wrong, for its author."""

    file: str
    line: int
    code: str
    sentence: str

    def __str__(self) -> str:
        place = f"{self.file} 第 {self.line} 行" if self.line else self.file
        return f"{place}：{self.sentence}"


class BadEntry(Exception):  # noqa: N818 - carries a Finding
    """A value has the wrong shape."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(str(finding))
        self.finding = finding


@dataclass(frozen=True)
class Entry:
    """A value with its place; `lines` is empty for a pack that comes from released bytes."""

    value: Plain
    file: str
    lines: Lines
    path: Path = ()

    @property
    def line(self) -> int:
        """The line of this value, counted from 1; 0 when the pack came from bytes."""
        return self.lines.get(self.path, 0)

    def bad(self, code: str, sentence: str) -> BadEntry:
        """The error to raise about this very place."""
        return BadEntry(Finding(self.file, self.line, code, sentence))

    def at(self, key: str | int) -> Entry:
        """The part of this value under a key or position."""
        return Entry(self.value[key], self.file, self.lines, (*self.path, key))

    def items(self) -> list[Entry]:
        """The parts of a list."""
        if not isinstance(self.value, list):
            raise self.bad("SHAPE", f"“{self._name()}”应为列表")
        return [self.at(i) for i in range(len(self.value))]

    def pairs(self) -> list[tuple[str, Entry]]:
        """The keys of a mapping with their parts."""
        if not isinstance(self.value, dict):
            raise self.bad("SHAPE", f"“{self._name()}”应为“键: 值”")
        return [(key, self.at(key)) for key in self.value]

    def text(self) -> str:
        """Non-empty text; a plain number counts as the text that was typed."""
        if isinstance(self.value, bool) or not isinstance(self.value, str | int | float):
            raise self.bad("SHAPE", f"“{self._name()}”应为文字")
        text = str(self.value).strip()
        if not text:
            raise self.bad("SHAPE", f"“{self._name()}”是空的")
        return text

    def words(self) -> tuple[str, ...]:
        """A list of texts; one text alone counts as a list of one."""
        if isinstance(self.value, list):
            return tuple(item.text() for item in self.items())
        return (self.text(),)

    def texts(self) -> Text:
        """`{zh, en}`, or one text that serves for both languages."""
        if isinstance(self.value, dict):
            with Fields(self) as fields:
                return Text(fields.text("zh"), fields.text("en"))
        return Text(self.text(), self.text())

    def integer(self) -> int:
        """A whole number."""
        if isinstance(self.value, bool) or not isinstance(self.value, int):
            raise self.bad("SHAPE", f"“{self._name()}”应为整数")
        return self.value

    def number(self) -> int | float:
        """A number."""
        if isinstance(self.value, bool) or not isinstance(self.value, int | float):
            raise self.bad("SHAPE", f"“{self._name()}”应为数字")
        return self.value

    def flag(self) -> bool:
        """True or false."""
        if not isinstance(self.value, bool):
            raise self.bad("SHAPE", f"“{self._name()}”应为 true 或 false")
        return self.value

    def day(self) -> dt.date:
        """A day written 2026-10-31."""
        try:
            return dt.date.fromisoformat(self.text())
        except ValueError:
            raise self.bad(
                "DAY", f"“{self._name()}”应为 2026-10-31 这样的日期，不是“{self.value}”"
            ) from None

    def choice(self, options: Collection[str]) -> str:
        """One of the words of a closed list."""
        word = self.text()
        if word not in options:
            known = "、".join(sorted(options))
            raise self.bad("CHOICE", f"“{self._name()}”不能是“{word}”，只能是：{known}")
        return word

    def _name(self) -> str:
        return str(self.path[-1]) if self.path else self.file


@dataclass
class Fields:
    """A mapping that is taken apart key by key; leaving the block refuses the keys nobody took."""

    entry: Entry
    taken: set[str] = field(default_factory=set)

    def __enter__(self) -> Fields:
        self.entry.pairs()
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            for key, part in self.entry.pairs():
                if key not in self.taken:
                    raise part.bad("KEY_UNKNOWN", f"不认识的键“{key}”")

    def get(self, key: str) -> Entry | None:
        """The part under the key, None when it is absent or empty."""
        self.taken.add(key)
        part = self.entry.at(key) if key in self.entry.value else None
        return None if part is None or part.value is None else part

    def need(self, key: str) -> Entry:
        """The part under the key; its absence is an error at the mapping's own line."""
        part = self.get(key)
        if part is None:
            raise self.entry.bad("KEY_MISSING", f"缺少“{key}”")
        return part

    def text(self, key: str, default: str | None = None) -> str:
        """Required text, unless there is a default."""
        part = self.get(key) if default is not None else self.need(key)
        return part.text() if part is not None else str(default)

    def words(self, key: str) -> tuple[str, ...]:
        """A list of texts, empty when absent."""
        part = self.get(key)
        return part.words() if part is not None else ()

    def flag(self, key: str) -> bool:
        """True or false; absent means false."""
        part = self.get(key)
        return part.flag() if part is not None else False

    def integer(self, key: str) -> int | None:
        """A whole number, or None when absent."""
        part = self.get(key)
        return part.integer() if part is not None else None

    def day(self, key: str) -> dt.date | None:
        """A day, or None when absent."""
        part = self.get(key)
        return part.day() if part is not None else None

    def pairs(self, key: str) -> Iterator[tuple[str, Entry]]:
        """The parts of a mapping, nothing when absent."""
        part = self.get(key)
        return iter(part.pairs() if part is not None else [])

    def items(self, key: str) -> Iterator[Entry]:
        """The parts of a list, nothing when absent."""
        part = self.get(key)
        return iter(part.items() if part is not None else [])
