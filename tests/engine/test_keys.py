"""The person key in SQL is the person key of the domain."""

from __future__ import annotations

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from huitoukan.domain.identity import person_key
from huitoukan.engine.examples import invented_id
from huitoukan.engine.keys import off_registry_key, person_key_sql

VALID = invented_id(7)
OLD = "990101" + VALID[8:17]


def _key(text: str | None) -> int | None:
    row = "SELECT CAST(? AS VARCHAR) AS id"
    select = f"SELECT {person_key_sql('t.id')} FROM ({row}) AS t"  # noqa: S608 - under test
    found = duckdb.execute(select, [text]).fetchone()
    assert found is not None
    return None if found[0] is None else int(found[0])


@pytest.mark.parametrize(
    "text",
    [
        VALID,
        VALID[:17] + ("0" if VALID[17] != "0" else "1"),
        VALID + "43",
        VALID + "43B1",
        VALID + "93",
        VALID + "4",
        VALID + "43b1",
        OLD,
        OLD[:-1] + "X",
        OLD[:8] + "1399" + OLD[12:],
        " " + VALID,
        VALID + "\n",
        VALID.lower(),
        "",
        "无",
    ],
)
def test_each_form_of_a_number_has_the_same_key_in_both(text: str) -> None:
    assert _key(text) == person_key(text)


@given(st.text("0123456789XB", min_size=14, max_size=23))
def test_any_number_has_the_same_key_in_both(text: str) -> None:
    assert _key(text) == person_key(text)


def test_nobody_has_no_key() -> None:
    assert _key(None) is None


def test_a_stranger_is_named_without_the_number() -> None:
    key = off_registry_key(int(VALID[:17]))
    assert key.startswith("N")
    assert len(key) == 17
    assert VALID[:17] not in key
    assert key == off_registry_key(int(VALID[:17]))
    assert key != off_registry_key(int(invented_id(8)[:17]))
