"""How the reading child speaks to its parent: a kind byte, a length, and JSON.

JSON, because what comes out of the child is not trusted: it can only become plain values.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from struct import Struct
from typing import IO, Any, Final

HEAD: Final = Struct(">cI")
SHEET: Final = b"S"  # {"name", "hidden", "commented"}: the rows that follow belong to it
ROWS: Final = b"R"  # [number of the first, how many, [column, …]], see batches.Batch
REFUSED: Final = b"F"  # {"code", "details"}: the file is refused
END: Final = b"E"
LONGEST: Final = 256 << 20
_DETAILS: Final = frozenset({"why", "found", "limit", "sheet", "row"})


class BrokenStream(Exception):  # noqa: N818 - what happened, not a mistake of ours
    """The child stopped in the middle, or spoke something else."""


def _as_json(value: object) -> object:
    if isinstance(value, datetime):
        return {"t": value.isoformat()}
    if isinstance(value, date):
        return {"d": value.isoformat()}
    if isinstance(value, time):
        return value.isoformat("minutes")
    if isinstance(value, timedelta):
        return str(value)
    raise TypeError(type(value).__name__)


def _from_json(tagged: dict[str, Any]) -> object:
    if tagged.keys() == {"d"}:
        return date.fromisoformat(tagged["d"])
    if tagged.keys() == {"t"}:
        return datetime.fromisoformat(tagged["t"])
    return tagged


def send(stream: IO[bytes], kind: bytes, body: object) -> None:
    """Writes one record."""
    data = json.dumps(
        body, default=_as_json, ensure_ascii=False, separators=(",", ":"), check_circular=False
    ).encode("utf-8", "surrogatepass")
    stream.write(HEAD.pack(kind, len(data)))
    stream.write(data)


def receive(stream: IO[bytes]) -> tuple[bytes, Any]:
    """Reads one record, or raises BrokenStream."""
    kind, length = HEAD.unpack(_exactly(stream, HEAD.size))
    if length > LONGEST:
        raise BrokenStream(f"a record of {length} bytes")
    try:
        return kind, json.loads(
            _exactly(stream, length).decode("utf-8", "surrogatepass"), object_hook=_from_json
        )
    except (ValueError, RecursionError) as broken:
        raise BrokenStream("a record that is not JSON") from broken


def _exactly(stream: IO[bytes], length: int) -> bytes:
    data = stream.read(length)
    if len(data) != length:
        raise BrokenStream("the stream ends too early")
    return data


def details_of(body: object) -> Mapping[str, object]:
    """The details of a refusal as plain text and numbers."""
    details = body.get("details") if isinstance(body, dict) else None
    if not isinstance(details, dict):
        return {}
    return {
        key: value
        for key, value in details.items()
        if key in _DETAILS and isinstance(value, str | int)
    }
