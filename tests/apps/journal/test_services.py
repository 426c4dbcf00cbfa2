"""A use case: the right asked, one transaction, a line written; and lines that never change."""

from __future__ import annotations

import threading

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import Max

from huitoukan.apps.core.actor import Actor, Grant, system_actor
from huitoukan.apps.journal import queries
from huitoukan.apps.journal.models import Entry
from huitoukan.apps.journal.services import details_of, record, use_case
from huitoukan.apps.places.models import Area
from huitoukan.domain.refusals import Refused
from tests.cast import AT

pytestmark = pytest.mark.django_db

RUI = Actor(
    "rui", "瑞县办", "县级数据员", (Grant("1.", frozenset({"places.import"}), "云岭县县级数据员"),)
)


@use_case("places.import")
def name_place(actor: Actor, code: str, *, breaks: bool = False, is_silent: bool = False) -> Area:
    area = Area.objects.create(code=code, name="x", level="county", path=f"{code}.")
    if not is_silent:
        record("area", code, f"建立区划 {code}", area_path=area.depth_path, source="tests")
    if breaks:
        raise RuntimeError("a bug in mid-work")
    return area


@use_case("people.open")
def invite(actor: Actor) -> None:
    record("people", "accounts", "开设账号")


@use_case("places.import")
def name_and_invite(actor: Actor) -> None:
    record("area", "9801", "先建区划")
    invite(actor)


@use_case(lambda step: f"problem.{step}")
def take(actor: Actor, step: str) -> str:
    record("problem", "WT-1", step)
    return step


def test_a_verb_outside_the_vocabulary_cannot_become_a_use_case() -> None:
    with pytest.raises(KeyError):
        use_case("places.forget")


def test_without_the_verb_nothing_happens() -> None:
    with pytest.raises(Refused) as refusal:
        name_place(Actor("x", "某人"), "980122")
    assert refusal.value.code == "NOT_ALLOWED"
    assert "导入区划" in refusal.value.sentence()
    assert not Area.objects.exists()
    assert not Entry.objects.exists()


def test_a_use_case_inside_another_asks_for_its_own_right_and_takes_both_back() -> None:
    with pytest.raises(Refused):
        name_and_invite(RUI)
    assert not Entry.objects.exists()


def test_an_error_takes_back_the_change_and_its_line() -> None:
    with pytest.raises(RuntimeError, match="mid-work"):
        name_place(RUI, "980122", breaks=True)
    assert not Area.objects.exists()
    assert not Entry.objects.exists()


def test_a_change_without_a_line_is_a_bug_and_is_taken_back() -> None:
    with pytest.raises(RuntimeError, match="wrote no journal line"):
        name_place(RUI, "980122", is_silent=True)
    assert not Area.objects.exists()


def test_a_line_outside_a_use_case_is_a_bug_also_after_one_has_failed() -> None:
    with pytest.raises(RuntimeError, match="mid-work"):
        name_place(RUI, "980122", breaks=True)
    with pytest.raises(RuntimeError, match="outside a use case"):
        record("area", "980122", "x")


def test_a_line_says_who_by_what_right_did_what_where() -> None:
    name_place(RUI, "980122")
    line = Entry.objects.get()
    assert (line.actor_code, line.actor_name, line.actor_post) == ("rui", "瑞县办", "县级数据员")
    assert (line.verb, line.reason) == ("places.import", "云岭县县级数据员")
    assert (line.object_kind, line.object_code, line.area_path) == ("area", "980122", "980122.")
    assert line.summary == "建立区划 980122"
    assert line.details == {"source": "tests"}
    assert (line.seq, line.previous) == (1, "")
    assert line.hash == line.computed_hash()


def test_the_verb_may_follow_from_the_step() -> None:
    with pytest.raises(Refused) as refusal:
        take(RUI, "sign_off")
    assert "销号" in refusal.value.sentence()
    assert take(system_actor(), "sign_off") == "sign_off"
    assert Entry.objects.get().verb == "problem.sign_off"


def test_lines_of_one_object_are_chained_and_objects_do_not_wait_for_each_other() -> None:
    for step in ("confirm", "assign", "accept"):
        take(system_actor(), step)
    name_place(RUI, "980122")
    first, second, third = queries.history_of("problem", "WT-1")
    assert [line.seq for line in (first, second, third)] == [1, 2, 3]
    assert second.previous == first.hash
    assert third.previous == second.hash
    assert queries.history_of("area", "980122").get().previous == ""
    assert list(queries.breaks()) == []


def test_empty_details_are_left_out() -> None:
    assert details_of(a="", b=None, c=[], d=(), e=0, f=False, g="x") == {
        "e": 0,
        "f": False,
        "g": "x",
    }


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal_entry SET summary = 'x'",
        "DELETE FROM journal_entry",
        "UPDATE journal_entry SET hash = hash",
    ],
)
def test_the_database_refuses_to_change_a_line(statement: str) -> None:
    name_place(RUI, "980122")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        connection.cursor().execute(statement)
    assert Entry.objects.get().summary == "建立区划 980122"


def test_django_cannot_change_a_line_either() -> None:
    name_place(RUI, "980122")
    line = Entry.objects.get()
    for change in (line.save, line.delete, Entry.objects.all().delete):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Entry.objects.update(at=AT)
    assert Entry.objects.count() == 1


def test_a_second_line_with_the_same_number_is_refused() -> None:
    name_place(RUI, "980122")
    line = Entry.objects.get()
    line.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        line.save(force_insert=True)


@pytest.mark.django_db(transaction=True)
def test_writers_about_one_object_at_once_wait_for_each_other() -> None:
    start, errors = threading.Barrier(6), []

    def write() -> None:
        try:
            start.wait()
            take(system_actor(), "confirm")
        except Exception as error:  # noqa: BLE001 - the test shows it
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=write) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert queries.history_of("problem", "WT-1").aggregate(n=Max("seq"))["n"] == 6
    assert list(queries.breaks()) == []
