"""Whole columns of texts to typed values, with the very converters that read single cells.

Few different texts are converted once each; citizen numbers and plain decimals are checked as
numbers are: all at once. What is not a plain value is left to the careful reader, row by row.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from huitoukan.documents.cells import LARGEST, CellProblem, Converter, Doubtful, converter_of
from huitoukan.documents.columns import Cell, CodeLists, Value
from huitoukan.domain.identity import EARLIEST_BIRTH_YEAR, person_key
from huitoukan.engine import api as engine
from huitoukan.rules.shapes.tables import Column

Mask = npt.NDArray[np.bool_]

ID_LENGTH: Final = 18
REMEMBERED: Final = 200_000
_FEW: Final = 0.5
"""Up to this share of different values a column is converted value by value."""
_SAMPLE: Final = 2_000
_NUMBERS: Final = frozenset({int, float, type(None)})
_PLAIN_NUMBER: Final = {
    "decimal": np.isin(np.arange(256), list(b"0123456789.-")),
    "int": np.isin(np.arange(256), list(b"0123456789-")),
}
_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # GB 11643-1999
_CHECKS: Final = np.frombuffer(b"10X98765432", np.uint8)
_DAYS: Final = np.array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31, *[0] * 87])


class Cells(NamedTuple):
    """A column of a workbook in which there is more than text; None is blank."""

    cells: list[Cell]

    def as_texts(self) -> pa.StringArray:
        """Its texts; a nought stands for what is no text."""
        texts = (c if c is None or c.__class__ is str else "0" for c in self.cells)
        return pa.array(texts, pa.string())


class Typed(NamedTuple):
    """A converted column: its values, the rows that need care, and the person keys of numbers."""

    values: pa.Array
    doubtful: Mask | None = None
    keys: pa.Array | None = None


class ColumnReader:
    """Reads one column of a table, block by block; remembers what it has converted."""

    def __init__(self, column: Column, codes: CodeLists, *, is_key: bool) -> None:
        self.column = column
        self.is_key = is_key
        self.type = engine.arrow_type(column)
        self._convert: Converter = converter_of(column, codes)
        self._known: dict[str, Value | CellProblem | Doubtful] = {}
        self._known_cells: dict[tuple[type, Cell], Value | CellProblem | Doubtful] = {}
        blank = self._convert(None)
        self._refuses_blank = blank is not None

    def read(self, texts: pa.StringArray | Cells) -> Typed:
        """The typed values of plain texts, where blank cells are null, or of cells of any kind."""
        if isinstance(texts, Cells):
            return self._cells(texts.cells)
        if self.column.type == "text":
            typed = Typed(texts)
        elif self.column.type == "id_no":
            typed = self._numbers(texts)
        elif self.column.type in _PLAIN_NUMBER and (found := self._plain(texts)) is not None:
            typed = found
        else:
            typed = self._each(texts)
        if self._refuses_blank and texts.null_count:
            blank = np.asarray(texts.is_null())
            doubtful = blank if typed.doubtful is None else typed.doubtful | blank
            typed = typed._replace(doubtful=doubtful)
        return typed

    def _outcome(self, text: str) -> Value | CellProblem | Doubtful:
        try:
            return self._known[text]
        except KeyError:
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            outcome = self._known[text] = self._convert(text)
            return outcome

    def _cells(self, cells: list[Cell]) -> Typed:
        """Cells of several kinds: numbers all at once, everything else one by one."""
        if self.column.type == "decimal" and (numbers := self._numbers_of(cells)) is not None:
            return numbers
        found = [self._outcome_of(cell) for cell in cells]
        bad = [isinstance(one, CellProblem | Doubtful) for one in found]
        plain = [None if is_bad else one for one, is_bad in zip(found, bad, strict=True)]
        keys = None
        if self.is_key:
            known = [None if one is None else person_key(str(one)) for one in plain]
            keys = pa.array(known, pa.int64())
        return Typed(pa.array(plain, self.type), np.array(bad, np.bool_), keys)

    def _outcome_of(self, cell: Cell) -> Value | CellProblem | Doubtful:
        key = (cell.__class__, cell)
        try:
            return self._known_cells[key]
        except KeyError:
            if len(self._known_cells) >= REMEMBERED:
                self._known_cells.clear()
            outcome = self._known_cells[key] = self._convert(cell)
            return outcome

    def _numbers_of(self, cells: list[Cell]) -> Typed | None:
        """Nothing but numbers and blanks, which may be blank, or None."""
        if self._refuses_blank or not set(map(type, cells)) <= _NUMBERS:
            return None
        try:
            values = pa.array(cells, self.type)
        except (pa.ArrowInvalid, OverflowError):  # a whole number beyond any float
            return None
        bounds = pc.min_max(values)
        low, high = bounds["min"].as_py(), bounds["max"].as_py()
        if low is None or not -LARGEST < low <= high < LARGEST:
            return None
        return Typed(pc.add(values, 0.0))  # no negative nought

    def _each(self, texts: pa.StringArray) -> Typed:
        """Each different text once."""
        coded = texts.dictionary_encode()
        found = [self._outcome(text) for text in coded.dictionary.to_pylist()]
        bad = [isinstance(one, CellProblem | Doubtful) for one in found]
        plain = [None if is_bad else one for one, is_bad in zip(found, bad, strict=True)]
        values = pa.array(plain, self.type).take(coded.indices)
        if not any(bad):
            return Typed(values)
        doubtful = pa.array(bad).take(coded.indices).fill_null(False)
        return Typed(values, np.asarray(doubtful))

    def _plain(self, texts: pa.StringArray) -> Typed | None:
        """Numbers of digits only, unless few different ones stand in the column."""
        sample = texts.slice(0, _SAMPLE)
        if len(texts) > _SAMPLE and pc.count_distinct(sample).as_py() < _FEW * _SAMPLE:
            return None
        data = _data_of(texts)
        if not _PLAIN_NUMBER[self.column.type][data].all():
            return None
        try:
            values = texts.cast(self.type)
        except pa.ArrowInvalid:
            return None
        if self.column.type == "decimal":
            values = pc.add(values, 0.0)  # no negative nought
        bounds = pc.min_max(values)
        low, high = bounds["min"].as_py(), bounds["max"].as_py()
        if low is not None and not -LARGEST < low <= high < LARGEST:
            return None
        return Typed(values)

    def _numbers(self, texts: pa.StringArray) -> Typed:
        """Citizen numbers of 18 characters all at once, the others one by one."""
        valid, keys = valid_numbers(texts)
        if valid.all():
            return Typed(texts, None, pa.array(keys) if self.is_key else None)
        at = np.flatnonzero(~valid)
        found = texts.take(pa.array(at)).to_pylist()
        outcomes = [None if text is None else self._outcome(text) for text in found]
        bad = [isinstance(one, CellProblem | Doubtful) for one in outcomes]
        doubtful = np.zeros(len(texts), np.bool_)
        doubtful[at] = bad
        plain = [None if is_bad else one for one, is_bad in zip(outcomes, bad, strict=True)]
        values = texts
        if plain != found:
            values = pc.replace_with_mask(texts, pa.array(~valid), pa.array(plain, pa.string()))
        if not self.is_key:
            return Typed(values, doubtful)
        others = [None if text is None else person_key(str(text)) for text in plain]
        known = pc.replace_with_mask(pa.array(keys), pa.array(~valid), pa.array(others, pa.int64()))
        return Typed(values, doubtful, known)


def valid_numbers(texts: pa.StringArray) -> tuple[Mask, npt.NDArray[np.int64]]:
    """Which texts are valid citizen numbers of 18 characters, and the person key of each of these.

    The same as `domain.identity.id_valid` and `person_key`; a test holds them together.
    """
    starts, lengths = _places_of(texts)
    wanted = lengths == ID_LENGTH
    data = _data_of(texts, whole=True)
    valid = np.zeros(len(texts), np.bool_)
    keys = np.zeros(len(texts), np.int64)
    if not wanted.any():
        return valid, keys
    if wanted.all() and not texts.null_count:
        table = data[starts[0] : starts[0] + ID_LENGTH * len(texts)].reshape(-1, ID_LENGTH)
    else:
        table = data[starts[wanted][:, None] + np.arange(ID_LENGTH)]
    digits = np.ascontiguousarray(table.T)  # one row for each place: whole vectors of one digit
    last_sign = digits[17]
    digits = digits[:17] - np.uint8(ord("0"))
    good = (digits <= 9).all(axis=0)
    digits *= good  # what is no digit would overflow the sums
    sums = np.zeros(digits.shape[1], np.uint16)
    for weight, digit in zip(_WEIGHTS, digits, strict=True):
        sums += np.uint16(weight) * digit
    good &= last_sign == _CHECKS[sums % 11]
    year = _number_of(digits[6:10], np.int16)
    month, day = _number_of(digits[10:12], np.int16), _number_of(digits[12:14], np.int16)
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    good &= (
        (year >= EARLIEST_BIRTH_YEAR) & (day >= 1) & (day <= _DAYS[month] + (leap & (month == 2)))
    )
    valid[wanted] = good
    body = _number_of(digits[:8], np.int32).astype(np.int64) * 1_000_000_000
    keys[wanted] = body + _number_of(digits[8:], np.int32)
    return valid, keys


def _number_of(digits: npt.NDArray[np.uint8], kind: type[np.signedinteger[Any]]) -> Any:
    """The numbers whose digits stand in the rows, the highest first."""
    found = np.zeros(digits.shape[1], kind)
    for digit in digits:
        found *= 10
        found += digit
    return found


def begins_with(texts: pa.StringArray, beginnings: pa.StringArray) -> Mask:
    """Which texts begin with the same character, or the same three letters, as one of the others.

    Too many rather than too few: three bytes are compared, or as many as there are.
    """
    known = _first_bytes(beginnings, np.arange(len(beginnings)))
    starts, _ = _places_of(texts)
    data = np.append(_data_of(texts, whole=True), np.uint8(0))
    first = np.zeros(256, np.bool_)
    first[known >> 16] = True
    found = first[data[starts]]
    at = np.flatnonzero(found)
    if len(at):
        found[at] = np.isin(_first_bytes(texts, at), known)
    return found


def _first_bytes(texts: pa.StringArray, at: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    starts, lengths = _places_of(texts)
    starts, lengths = starts[at], lengths[at]
    data = np.append(_data_of(texts, whole=True), np.zeros(3, np.uint8))
    found = np.where(lengths > 0, data[starts], 0).astype(np.int64) << 16
    found |= np.where(lengths > 1, data[starts + 1], 0).astype(np.int64) << 8
    return found | np.where(lengths > 2, data[starts + 2], 0)


def _places_of(texts: pa.StringArray) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    offsets = np.frombuffer(texts.buffers()[1], np.int32)
    places: npt.NDArray[np.int64] = offsets[texts.offset : texts.offset + len(texts) + 1].astype(
        np.int64
    )
    return places[:-1], np.diff(places)


def _data_of(texts: pa.StringArray, *, whole: bool = False) -> npt.NDArray[np.uint8]:
    """The bytes of the texts, or of all texts of which these are a slice."""
    buffer = texts.buffers()[2]
    data = np.frombuffer(buffer, np.uint8) if buffer is not None else np.zeros(0, np.uint8)
    if whole or not len(texts):
        return data
    offsets = np.frombuffer(texts.buffers()[1], np.int32)
    return data[offsets[texts.offset] : offsets[texts.offset + len(texts)]]
