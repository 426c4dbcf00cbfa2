"""Files with random faults: each is read or refused with a reason, and the parent lives on."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huitoukan.documents.read import Limits
from huitoukan.documents.tables import read_table
from huitoukan.domain.refusals import REFUSALS, Refused
from tests.bad_input.catalogue import ALSO_GOOD, CODE_LISTS, GOOD, HEAD, PEOPLE
from tests.bad_input.files import (
    SHEET,
    STRINGS,
    good_book,
    parts_of,
    raw,
    text_file,
    xml_row,
    zipped,
)

PARTS = [SHEET, STRINGS, "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml"]
SMALL = Limits(memory=1 << 30, cpu_seconds=10, rows=5000, columns=64)
Mutation = tuple[str, float, bytes]

# What to do (put in, write over, take out, double, cut), where (share of the whole), with what.
mutations = st.lists(
    st.tuples(
        st.sampled_from(["insert", "overwrite", "delete", "double", "cut"]),
        st.floats(0, 1),
        st.one_of(
            st.binary(min_size=1, max_size=8),
            st.sampled_from(
                [b"\x00", b"\xff\xfe", b'"', b",", b"\r", b"<", b"</row>", b"&#x0;", b"&x;", b"]]>",
                 b'r="A1"', b'r="XFD1048576"', b't="e"', b't="s"', b"<v>1e999</v>", b"<f/></c>",
                 b"<!DOCTYPE x>", b"<v>-1</v>", b"=1+1", b"\xef\xbf\xbd", b"9" * 40]
            ),
        ),
    ),
    min_size=1,
    max_size=4,
)  # fmt: skip


def mutated(data: bytes, changes: list[Mutation]) -> bytes:
    """The bytes after each change in turn."""
    for what, share, text in changes:
        place = int(len(data) * share)
        before, behind = data[:place], data[place:]
        data = {
            "insert": before + text + behind,
            "overwrite": before + text + behind[len(text) :],
            "delete": before + behind[len(text) :],
            "double": before + behind[:200] + behind,
            "cut": before,
        }[what]
    return data


@cache
def _plain() -> bytes:
    return good_book()


@cache
def _own_xml() -> bytes:
    return raw(xml_row(2, GOOD), xml_row(3, ALSO_GOOD))


def read_or_refused(data: bytes, name: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        try:
            rows = list(read_table(path, PEOPLE, CODE_LISTS, limits=SMALL))
        except Refused as refused:
            refusal = refused
        else:
            refusal, seen = None, [problem for row in rows for problem in row.problems]
            assert all(each.label and each.sentence and each.remedy for each in seen)
    if refusal is not None:
        assert refusal.code in REFUSALS
        assert refusal.sentence()
        assert refusal.remedy()


def _in_part(book: Callable[[], bytes], part: str, changes: list[Mutation]) -> bytes:
    parts = parts_of(book())
    parts[part if part in parts else SHEET] = mutated(parts.get(part, parts[SHEET]), changes)
    return zipped(parts.items())


# 300 files in `make test`, 2,000 in `make test-long`, whose profile asks for thousands.
N_FILES = 300 if settings().max_examples <= 100 else 2_000
quick = settings(
    max_examples=-(-N_FILES // 3), deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


@quick
@given(mutations)
def test_a_workbook_with_faults_in_its_zip_is_read_or_refused(changes: list[Mutation]) -> None:
    read_or_refused(mutated(_plain(), changes), "a.xlsx")


@quick
@given(st.sampled_from([_plain, _own_xml]), st.sampled_from(PARTS), mutations)
def test_a_workbook_with_faults_in_a_part_is_read_or_refused(
    book: Callable[[], bytes], part: str, changes: list[Mutation]
) -> None:
    read_or_refused(_in_part(book, part, changes), "a.xlsx")


@quick
@given(st.sampled_from(["utf-8", "gb18030", "utf-16", "utf-8-sig"]), mutations)
def test_a_text_with_faults_is_read_or_refused(encoding: str, changes: list[Mutation]) -> None:
    read_or_refused(mutated(text_file([HEAD, GOOD, ALSO_GOOD], encoding), changes), "a.csv")
