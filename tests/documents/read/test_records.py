"""What the child says is not trusted: it becomes plain values, or it is broken."""

from __future__ import annotations

import pickle
from datetime import date, datetime
from io import BytesIO

import pytest

from huitoukan.documents.read import records


def sent(kind: bytes, body: object) -> BytesIO:
    stream = BytesIO()
    records.send(stream, kind, body)
    stream.seek(0)
    return stream


def framed(data: bytes) -> BytesIO:
    return BytesIO(records.HEAD.pack(records.ROWS, len(data)) + data)


@pytest.mark.parametrize(
    "stream",
    [
        BytesIO(b""),
        BytesIO(b"R\x00"),
        BytesIO(records.HEAD.pack(records.ROWS, 10) + b"[]"),
        BytesIO(records.HEAD.pack(records.ROWS, records.LONGEST + 1)),
        framed(b"not JSON"),
        framed(b"\xff\xfe"),
        framed(b'[{"d": "2026-13-01"}]'),
        framed(b"[" * 100_000),
        framed(pickle.dumps(["x"])),
    ],
)
def test_a_stream_that_is_no_record_is_broken(stream: BytesIO) -> None:
    with pytest.raises(records.BrokenStream):
        records.receive(stream)


def test_cells_survive_the_way_with_their_kind() -> None:
    rows = [[1, ["甲", 3, 2.5, True, None, date(2026, 1, 2), datetime(2026, 1, 2, 8, 30)]]]  # noqa: DTZ001
    kind, read = records.receive(sent(records.ROWS, rows))
    assert (kind, read) == (records.ROWS, rows)


def test_details_of_a_refusal_are_known_names_and_plain_values() -> None:
    body = {"details": {"why": "x", "limit": 5, "code": "FILE_TYPE", "found": ["x"]}}
    assert records.details_of(body) == {"why": "x", "limit": 5}
    assert records.details_of("x") == {}
