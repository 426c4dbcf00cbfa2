"""Who reads which lines, and the check of the chain: every tampering is named."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection, transaction

from huitoukan.apps.core.actor import Actor, system_actor
from huitoukan.apps.journal import queries
from huitoukan.apps.journal.models import Entry
from huitoukan.apps.journal.services import record, use_case
from tests.cast import COUNTY, OTHER_COUNTY, VILLAGE_1, VILLAGE_2, Cast

pytestmark = pytest.mark.django_db


@use_case("todo.see")
def note(actor: Actor, code: str, summary: str, area_path: str = "") -> None:
    record("problem", code, summary, area_path=area_path, n=len(summary), words=["甲", "乙"])


@pytest.fixture
def lines() -> list[Entry]:
    """Five lines about each of three objects, written in turns."""
    for step in range(5):
        for code in ("WT-1", "WT-2", "WT-3"):
            note(system_actor(), code, f"第 {step + 1} 步")
    return list(Entry.objects.order_by("object_code", "seq"))


@contextmanager
def as_owner_of_the_database() -> Iterator[None]:
    """The journal without its triggers, until the end of the block; then as it was."""
    names = (
        ("journal_entry_no_update", "journal_entry_no_delete")
        if connection.vendor == "sqlite"
        else ("journal_entry_stays ON journal_entry",)
    )
    with transaction.atomic():
        for name in names:
            connection.cursor().execute(f"DROP TRIGGER {name}")
        yield
        transaction.set_rollback(True)


def broken() -> list[tuple[str, str]]:
    return [(found.code, found.why) for found in queries.breaks()]


def test_an_honest_journal_has_no_break(lines: list[Entry]) -> None:
    assert len(lines) == 15
    assert broken() == []


EDITS: dict[str, Callable[[Entry], object]] = {
    "at": lambda line: line.at - timedelta(seconds=1),
    "actor_code": lambda _: "somebody",
    "actor_name": lambda _: "某人",
    "actor_post": lambda _: "县长",
    "verb": lambda _: "problem.sign_off",
    "reason": lambda _: "另有依据",
    "area_path": lambda _: "1.9.",
    "summary": lambda line: line.summary + " ",
    "details": lambda line: {**line.details, "n": -1},
    "previous": lambda _: "0" * 64,
    "hash": lambda _: "0" * 64,
    "object_kind": lambda _: "hit",
    "seq": lambda line: line.seq + 100,
}


@pytest.mark.parametrize("column", EDITS)
@pytest.mark.parametrize("which", [0, 2, 4])
def test_an_edit_of_any_column_is_named(column: str, which: int, lines: list[Entry]) -> None:
    line = [found for found in lines if found.object_code == "WT-2"][which]
    with as_owner_of_the_database():
        Entry.objects.filter(pk=line.pk).update(**{column: EDITS[column](line)})
        assert {code for code, _ in broken()} == {"WT-2"}
    assert broken() == []


def test_the_break_says_which_line_and_what_is_wrong(lines: list[Entry]) -> None:
    third = lines[2]
    with as_owner_of_the_database():
        Entry.objects.filter(pk=third.pk).update(summary="另一件事")
        (found,) = queries.breaks()
    assert (found.entry_id, found.kind, found.code) == (third.pk, "problem", "WT-1")
    assert found.why == "内容与校验值不符"


def test_an_edit_whose_check_value_was_made_anew_is_named_at_the_next_line(
    lines: list[Entry],
) -> None:
    line = lines[1]
    line.summary = "另一件事"
    with as_owner_of_the_database():
        Entry.objects.filter(pk=line.pk).update(summary=line.summary, hash=line.computed_hash())
        assert broken() == [("WT-1", "与上一行接不上")]


@pytest.mark.parametrize("which", [0, 1, 3])
def test_a_deleted_line_is_named(which: int, lines: list[Entry]) -> None:
    with as_owner_of_the_database():
        Entry.objects.filter(pk=lines[which].pk).delete()
        assert broken()[0] == ("WT-1", f"应为第 {which + 1} 行，实为第 {which + 2} 行")


def test_two_lines_that_changed_places_are_named(lines: list[Entry]) -> None:
    second, third = lines[1], lines[2]
    with as_owner_of_the_database():
        Entry.objects.filter(pk=second.pk).update(seq=99)
        Entry.objects.filter(pk=third.pk).update(seq=2)
        Entry.objects.filter(pk=second.pk).update(seq=3)
        assert broken()[0] == ("WT-1", "与上一行接不上")


def test_a_line_put_in_between_or_lent_from_another_object_is_named(lines: list[Entry]) -> None:
    forged = Entry.objects.get(pk=lines[4].pk)
    forged.pk = None
    forged.seq = 6
    with transaction.atomic():
        forged.save(force_insert=True)
        assert broken() == [("WT-1", "与上一行接不上")]
        transaction.set_rollback(True)
    with as_owner_of_the_database():
        Entry.objects.filter(pk=lines[14].pk).update(object_code="WT-1", seq=6)
        assert broken()[0][0] == "WT-1"


def test_each_of_two_hundred_random_tamperings_is_named(lines: list[Entry]) -> None:
    rng = random.Random(980122)  # noqa: S311 - the same tamperings every time
    missed = []
    for n in range(200):
        line = rng.choice(lines)
        is_last = line.seq == 5
        with as_owner_of_the_database():
            if rng.random() < 0.25 and not is_last:
                Entry.objects.filter(pk=line.pk).delete()
                done = "deleted"
            else:
                done = rng.choice(list(EDITS))
                Entry.objects.filter(pk=line.pk).update(**{done: EDITS[done](line)})
            if not broken():
                missed.append((n, line.pk, done))
    assert missed == []


def test_a_cut_tail_leaves_no_trace_inside_the_table(lines: list[Entry]) -> None:
    """The limit of the chain that `breaks` and SECURITY.md name: only a copy elsewhere sees it."""
    with as_owner_of_the_database():
        Entry.objects.filter(pk=lines[4].pk).delete()
        assert broken() == []


def test_lines_of_other_areas_are_not_shown(cast: Cast) -> None:
    system = cast.system
    for code, area in (("a", VILLAGE_1), ("b", VILLAGE_2), ("c", OTHER_COUNTY)):
        note(system, code, area, cast.area(area).depth_path)
    note(system, "d", "没有区划")

    def seen(account: str) -> set[str]:
        rows = queries.lines_for(cast.actor(account)).filter(object_kind="problem")
        return set(rows.values_list("object_code", flat=True))

    whole_county = {"a", "b", "d"}  # and the lines that belong to no area
    assert seen("wen") == seen("lei") == whole_county
    assert seen("shan") == seen("ping") == seen("min") == set(), "without the verb nothing"


def test_everybody_reads_the_own_lines(cast: Cast) -> None:
    note(cast.ping, "a", "自己的事", cast.area(COUNTY).depth_path)
    assert [line.object_code for line in queries.lines_for(cast.ping)] == ["a"]


def test_the_system_reads_everything_and_a_history_is_in_its_order(lines: list[Entry]) -> None:
    assert queries.lines_for(system_actor()).count() == 15
    history = queries.history_of("problem", "WT-3")
    assert [line.seq for line in history] == [1, 2, 3, 4, 5]
