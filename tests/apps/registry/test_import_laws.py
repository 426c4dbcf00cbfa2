"""Laws that every import keeps, whatever stands in its rows: the properties of reliability.

The same file twice changes nothing (I3); order of rows and cutting into files make no difference
(I4); a rehearsal says what will be (I7); rows are accounted for, in the database too (I2).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any

import hypothesis.strategies as st
import pytest
from django.db import DatabaseError, transaction
from hypothesis import HealthCheck, example, given, settings

from huitoukan.apps.registry.models import (
    Household,
    ImportBatch,
    ImportReject,
    ImportSheet,
    Member,
    VillageFacts,
)
from huitoukan.apps.registry.services import imports
from huitoukan.apps.registry.services.staging import Incoming
from tests.apps.registry.sheets import Row, registry_rows, streams_of
from tests.cast import AT, Cast
from tests.factories import id_no, nothing_told

pytestmark = pytest.mark.django_db
Rows = dict[str, list[Row]]
# Hundreds in `make test-long`, whose profile asks for thousands.
is_long = settings().max_examples > 100
laws = settings(
    max_examples=300 if is_long else 8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

NAMES = st.sampled_from(["王大山", "买买提·阿不都", "李小花", "㐂田", "王大山户主"])
HOUSEHOLDS = st.fixed_dictionaries(
    {
        "household_no": st.sampled_from(["H1", "H2", "H3", "H4", "H5"]),
        "township": st.sampled_from(["龙潭镇", "龙潭镇", "没有的镇"]),
        "village": st.sampled_from(["核桃村", "核桃村", "茶坪村", "不知道的村"]),
        "head_name": NAMES,
    },
    optional={
        "member_count": st.integers(1, 9),
        "household_phone": st.just("13900000001"),
        "house_area_m2": st.sampled_from([60.0, 87.5]),
    },
)
MEMBERS = st.fixed_dictionaries(
    {
        "household_no": st.sampled_from(["H1", "H2", "H3", "H6", "H9"]),
        "person_no": st.sampled_from([f"P{n}" for n in range(1, 12)]),
        "name": NAMES,
    },
    optional={
        "id_no": st.sampled_from([id_no(1), id_no(2), id_no(7)]),
        "relation_to_head": st.sampled_from(["户主", "之子"]),
    },
)
BOOKS = st.fixed_dictionaries(
    {"household": st.lists(HOUSEHOLDS, max_size=6), "member": st.lists(MEMBERS, max_size=8)}
)
Book = dict[str, list[Row]]


class _Back(Exception):  # noqa: N818 - no error: it only takes the example back
    pass


@contextmanager
def taken_back() -> Iterator[None]:
    """What one example writes is gone after it."""
    try:
        with transaction.atomic():
            yield
            raise _Back
    except _Back:
        pass


def state() -> tuple[list[Any], ...]:
    """What the registry holds; a member's row number is where a file had it, no content."""
    why = "tests"
    homes = Household.objects.for_system(why).order_by("household_no")
    people = Member.objects.for_system(why).order_by("person_no")
    villages = VillageFacts.objects.for_system(why).order_by("area__code")
    return (
        list(homes.values_list("household_no", "area__code", "facts", "row_hash", "n_members")),
        list(people.values_list("person_no", "household__household_no", "facts", "row_hash")),
        list(villages.values_list("area__code", "facts")),
    )


def given_back(batch: ImportBatch) -> Counter[tuple[str, str]]:
    """The rows given back, by table and code: each row once for each of its reasons."""
    found = ImportReject.objects.filter(account__batch=batch)
    return Counter(found.values_list("account__table", "code"))


def counted(batch: ImportBatch) -> Counter[str]:
    total: Counter[str] = Counter()
    for sheet in batch.sheets.all():
        total.update(
            {
                f"{sheet.table}.rows": sheet.n_rows,
                f"{sheet.table}.created": sheet.n_created,
                f"{sheet.table}.updated": sheet.n_updated,
                f"{sheet.table}.unchanged": sheet.n_unchanged,
                f"{sheet.table}.rejected": sheet.n_rejected,
            }
        )
    return total


@pytest.fixture
def begun(cast: Cast, tmp_path: Path) -> Cast:
    """A county that has imported a small registry already."""
    _import(cast, tmp_path, [registry_rows()])
    return cast


def _sources(cast: Cast, folder: Path, books: Sequence[Book]) -> list[Incoming]:
    path = folder / "law.xlsx"
    path.write_bytes(b"law")
    return [
        Incoming(path, f"第{n}份.xlsx", lambda _tell, rows=rows: streams_of(cast.pack, rows))
        for n, rows in enumerate(books, start=1)
    ]


def _import(cast: Cast, folder: Path, books: Sequence[Book]) -> ImportBatch:
    return imports.import_files(
        cast.system, cast.campaign, _sources(cast, folder, books), at=AT, tell=nothing_told
    )


def _rows(book: Book) -> Book:
    return {table: rows for table, rows in book.items() if rows}


@laws
@given(BOOKS.filter(_rows))
def test_the_same_file_twice_changes_nothing(begun: Cast, tmp_path: Path, book: Book) -> None:
    with taken_back():
        first = _import(begun, tmp_path, [_rows(book)])
        after = state()
        again = _import(begun, tmp_path, [_rows(book)])
        assert state() == after
        assert sum(s.n_created + s.n_updated for s in again.sheets.all()) == 0
        assert given_back(again) == given_back(first)


@laws
@example(
    book={
        "household": [],
        "member": [
            {"household_no": "H1", "person_no": "P1", "name": "王大山"},
            {"household_no": "H1", "person_no": "P1", "name": "王大山", "id_no": id_no(1)},
            {"household_no": "H1", "person_no": "P1", "name": "王大山"},
        ],
    },
    chance=Random(1),  # noqa: S311 - shuffles rows
)
@given(BOOKS.filter(_rows), st.randoms(use_true_random=False))
def test_the_order_of_rows_makes_no_difference(
    begun: Cast, tmp_path: Path, book: Book, chance: Any
) -> None:
    with taken_back():
        first = _import(begun, tmp_path, [_rows(book)])
        one = state(), given_back(first)
    shuffled = {table: chance.sample(rows, len(rows)) for table, rows in book.items()}
    with taken_back():
        second = _import(begun, tmp_path, [_rows(shuffled)])
        assert (state(), given_back(second)) == one


@laws
@given(BOOKS.filter(_rows), st.randoms(use_true_random=False), st.integers(2, 4))
def test_a_registry_cut_into_files_becomes_the_same_registry(
    begun: Cast, tmp_path: Path, book: Book, chance: Any, n_files: int
) -> None:
    with taken_back():
        _import(begun, tmp_path, [_rows(book)])
        whole = state()
    files: list[Book] = [{} for _ in range(n_files)]
    # Rows of one key stay together: what files say of one object apart is completed, not doubled.
    homes: dict[tuple[str, str], int] = {}
    for table, rows in book.items():
        key = "household_no" if table == "household" else "person_no"
        for row in rows:
            place = homes.setdefault((table, row[key]), chance.randrange(n_files))
            files[place].setdefault(table, []).append(row)
    chance.shuffle(files)
    with taken_back():
        _import(begun, tmp_path, [file for file in files if file])
        assert state() == whole


@laws
@given(BOOKS.filter(_rows))
def test_a_rehearsal_says_what_the_merge_does(begun: Cast, tmp_path: Path, book: Book) -> None:
    with taken_back():
        before = state()
        staged = imports.stage_files(
            begun.rui, begun.campaign, _sources(begun, tmp_path, [_rows(book)]),
            at=AT, tell=nothing_told,
        )  # fmt: skip
        assert state() == before
        told = counted(staged), given_back(staged)
        merged = imports.merge_import(begun.lei, staged.code, why="核过", at=AT)
        by_second_person = state()
        assert (counted(merged), given_back(merged)) == told
    with taken_back():
        at_once = _import(begun, tmp_path, [_rows(book)])
        assert (counted(at_once), given_back(at_once)) == told
        assert state() == by_second_person


@laws
@given(BOOKS.filter(_rows))
def test_every_row_is_accounted_for(begun: Cast, tmp_path: Path, book: Book) -> None:
    with taken_back():
        batch = _import(begun, tmp_path, [_rows(book)])
        for sheet in batch.sheets.all():
            assert sheet.n_rows == len(book[sheet.table])
            done = sheet.n_created + sheet.n_updated + sheet.n_unchanged
            assert sheet.n_rows == done + sheet.n_rejected
            rows = set(sheet.rejects.values_list("row", flat=True))
            assert len(rows) == sheet.n_rejected
            assert all(r.code and r.sentence and r.remedy for r in sheet.rejects.all())


def test_the_database_itself_refuses_an_account_that_does_not_add_up(begun: Cast) -> None:
    sheet = ImportSheet.objects.first()
    assert sheet is not None
    with pytest.raises(DatabaseError), transaction.atomic():
        ImportSheet.objects.filter(pk=sheet.pk).update(n_rows=sheet.n_rows + 1)
