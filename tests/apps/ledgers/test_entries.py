"""Entries of a ledger: who may write them where, what is refused, and the history that stays."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huitoukan.apps.journal.models import Entry as JournalEntry
from huitoukan.apps.ledgers.models import ChangeKind, Entry, EntryChange
from huitoukan.apps.ledgers.queries import entries_for, entry_for, ledger_for
from huitoukan.apps.ledgers.services.entries import (
    add_entry,
    change_entry,
    end_entry,
    restore_entry,
)
from huitoukan.domain.refusals import Refused
from tests.apps.ledgers.keeping import PAIRED, POSTS, company, entered, standing, welfare_post
from tests.cast import AT, TOWN_1, VILLAGE_1, VILLAGE_2, VILLAGE_3, Cast
from tests.factories import id_no

pytestmark = pytest.mark.django_db


class refused:  # noqa: N801 - read as a word of a sentence
    """Fails unless what stands inside is refused with this code; keeps the refusal's details."""

    def __init__(self, code: str) -> None:
        self.code = code
        self.details: dict[str, Any] = {}

    def __enter__(self) -> refused:
        return self

    def __exit__(self, kind: object, error: BaseException | None, _trace: object) -> bool:
        assert isinstance(error, Refused), f"{self.code} was not refused: {error!r}"
        assert error.code == self.code, f"{error.code}: {error}"
        self.details = error.details
        return True


# --- refusals ---


@pytest.mark.parametrize("who", ["wen", "shi", "lei", "qiao"])
def test_who_only_looks_on_enters_nothing(cast: Cast, who: str) -> None:
    with refused("NOT_ALLOWED"):
        entered(cast, cast.actor(who), PAIRED, company())


def test_another_village_is_refused_beside_its_field(cast: Cast) -> None:
    with refused("FORM_INVALID") as why:
        entered(cast, cast.ping, PAIRED, company(village_code=VILLAGE_2))
    assert set(why.details["fields"]) == {"village_code"}
    assert standing(PAIRED) == []


def test_another_departments_ledger_is_not_there(cast: Cast) -> None:
    with refused("NOT_FOUND"):
        entered(cast, cast.min, PAIRED, company())
    with refused("NOT_FOUND"):
        ledger_for(cast.min, cast.campaign, PAIRED)


def test_a_data_set_that_is_only_delivered_is_no_ledger(cast: Cast) -> None:
    with refused("NOT_FOUND"):
        entered(cast, cast.rui, "D14", {})


def test_a_village_does_not_keep_what_its_file_leaves_to_the_department(cast: Cast) -> None:
    fund = {
        "village_code": VILLAGE_1, "fund_no": "云财农〔2026〕1号", "fund_name": "衔接资金",
        "level": "县级", "fund_year": "2026", "amount_10k": "30",
    }  # fmt: skip
    with refused("FORM_INVALID") as why:
        entered(cast, cast.ping, "K03", fund)
    assert "核桃村" in why.details["fields"]["village_code"]
    assert entered(cast, cast.rui, "K03", fund).department == "finance"


def test_every_fault_of_a_form_is_told_beside_its_field(cast: Cast) -> None:
    with refused("FORM_INVALID") as why:
        entered(cast, cast.ping, PAIRED, company(company=" ", from_date="三月", jobs="十二"))
    assert set(why.details["fields"]) == {"company", "from_date", "jobs"}


def test_a_masked_number_is_not_taken_for_a_number(cast: Cast) -> None:
    with refused("FORM_INVALID") as why:
        entered(cast, cast.rui, POSTS, welfare_post("990101********7751"))
    assert set(why.details["fields"]) == {"id_no"}


def test_the_same_row_is_entered_once_and_named_to_who_may_see_it(cast: Cast) -> None:
    first = entered(cast, cast.ping, PAIRED, company())
    with refused("LEDGER_TWICE") as why:
        entered(cast, cast.ping, PAIRED, company(jobs="13"))
    assert why.details["code"] == first.code


def test_of_the_same_row_in_a_foreign_place_only_its_being_there_is_told(cast: Cast) -> None:
    post = welfare_post(id_no(7), village_code=VILLAGE_2)
    first = entered(cast, cast.rui, POSTS, post)
    with refused("LEDGER_ELSEWHERE") as why:
        entered(cast, cast.ping, POSTS, {**post, "village_code": VILLAGE_1})
    assert first.code not in str(why.details)


def test_an_old_form_is_refused_with_who_changed_what(cast: Cast) -> None:
    entry = entered(cast, cast.ping, PAIRED, company())
    change_entry(cast.tang, entry.code, {"jobs": "20"}, seen=1, at=AT)
    with refused("LEDGER_STALE") as why:
        change_entry(cast.ping, entry.code, {"jobs": "15"}, seen=1, at=AT)
    assert why.details["who"] == "唐守田"
    assert why.details["since"] == {"jobs": [12, 20]}
    # Whoever has seen the difference may save all the same.
    change_entry(cast.ping, entry.code, {"jobs": "15"}, seen=2, at=AT)
    assert standing(PAIRED)[0].values["jobs"] == 15


def test_saving_without_a_change_is_refused(cast: Cast) -> None:
    entry = entered(cast, cast.ping, PAIRED, company())
    with refused("LEDGER_NOTHING"):
        change_entry(cast.ping, entry.code, company(), seen=1, at=AT)


def test_ending_needs_a_reason_and_an_ended_entry_is_not_changed(cast: Cast) -> None:
    entry = entered(cast, cast.ping, PAIRED, company())
    with refused("FORM_INVALID"):
        end_entry(cast.ping, entry.code, seen=1, why="  ", at=AT)
    end_entry(cast.ping, entry.code, seen=1, why="企业搬走", at=AT)
    with refused("LEDGER_STATE"):
        change_entry(cast.ping, entry.code, {"jobs": "1"}, seen=2, at=AT)
    with refused("LEDGER_STATE"):
        end_entry(cast.ping, entry.code, seen=2, why="再结束", at=AT)
    with refused("LEDGER_ENDED"):
        entered(cast, cast.ping, PAIRED, company())


def test_an_entry_of_another_village_reads_like_an_absent_one(cast: Cast) -> None:
    entry = entered(cast, cast.ping, PAIRED, company())
    for code in (entry.code, "JL-00000000"):
        with refused("NOT_FOUND"):
            entry_for(cast.ning, code)
        with refused("NOT_FOUND"):
            end_entry(cast.ning, code, seen=1, why="误登", at=AT)


def test_the_database_refuses_to_change_or_delete_the_history(cast: Cast) -> None:
    entry = entered(cast, cast.ping, PAIRED, company())
    changes = EntryChange.objects.filter(entry=entry)
    with pytest.raises(DatabaseError), transaction.atomic():
        changes.update(why="改了")
    with pytest.raises(DatabaseError), transaction.atomic():
        changes.delete()


# --- what works ---


def test_each_sees_the_entries_of_their_own_places(cast: Cast) -> None:
    entered(cast, cast.ping, PAIRED, company())
    entered(cast, cast.rui, PAIRED, company(village_code=VILLAGE_3))
    seen = {who: entries_for(cast.actor(who), cast.campaign).count() for who in
            ("ping", "ning", "tang", "rui", "min", "shan", "shi")}  # fmt: skip
    assert seen == {"ping": 1, "ning": 0, "tang": 1, "rui": 2, "min": 0, "shan": 0, "shi": 2}


def test_a_township_keeps_its_meetings_and_a_village_does_not(cast: Cast) -> None:
    meeting = {"township_code": TOWN_1, "held_on": "2026-10-20", "kind": "工作调度会"}
    assert entered(cast, cast.tang, "K05", meeting).area.code == TOWN_1
    with refused("FORM_INVALID"):
        entered(cast, cast.ping, "K05", {**meeting, "held_on": "2026-10-21"})


def test_ending_and_restoring_keep_everything_that_was_ever_said(cast: Cast) -> None:
    entry = entered(cast, cast.ping, PAIRED, company())
    end_entry(cast.ping, entry.code, seen=1, why="企业搬走", at=AT)
    assert standing(PAIRED) == []
    restore_entry(cast.tang, entry.code, seen=2, why="又回来了", at=AT)
    (again,) = standing(PAIRED)
    assert again.number == entry.number
    told = [(one.kind, one.name, one.why) for one in again.changes.all()]
    assert told == [
        (ChangeKind.CREATED, "平小禾", ""),
        (ChangeKind.ENDED, "平小禾", "企业搬走"),
        (ChangeKind.RESTORED, "唐守田", "又回来了"),
    ]
    lines = JournalEntry.objects.filter(object_kind="entry", object_code=entry.code)
    assert lines.count() == 3


def test_a_form_that_shows_a_masked_number_leaves_the_number_as_it_is(cast: Cast) -> None:
    number = id_no(8)
    entry = entered(cast, cast.rui, POSTS, welfare_post(number))
    shown = f"{number[:6]}********{number[-4:]}"
    texts = welfare_post(shown, post="护路员")
    change_entry(cast.rui, entry.code, texts, seen=1, at=AT)
    (after,) = standing(POSTS)
    assert (after.values["id_no"], after.values["post"]) == (number, "护路员")


# --- laws ---

TEXTS = st.fixed_dictionaries(
    {},
    optional={
        "jobs": st.sampled_from(["", "0", "3", "40"]),
        "measures": st.sampled_from(["", "收购茶叶", "培训", "务工"]),
        "to_date": st.sampled_from(["", "2026-12-31"]),
        "invested_10k": st.sampled_from(["", "1", "2.5"]),
    },
)
ACTS = st.lists(st.one_of(TEXTS, st.sampled_from(["end", "restore"])), max_size=8)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(acts=ACTS)
def test_the_changes_taken_together_are_the_entry_as_it_stands(cast: Cast, acts: list[Any]) -> None:
    with transaction.atomic():
        entry = add_entry(cast.ping, cast.campaign, PAIRED, company(), at=AT)
        for act in acts:
            seen = Entry.objects.for_system("tests").get(pk=entry.pk).version
            said: dict[str, Any] = {"seen": seen, "at": AT}
            try:
                if act == "end":
                    end_entry(cast.ping, entry.code, why="误登", **said)
                elif act == "restore":
                    restore_entry(cast.ping, entry.code, why="补", **said)
                else:
                    change_entry(cast.ping, entry.code, act, **said)
            except Refused:
                continue
        now = Entry.objects.for_system("tests").get(pk=entry.pk)
        values: dict[str, Any] = {}
        is_ended = False
        for number, change in enumerate(now.changes.all(), start=1):
            assert change.version == number
            for name, (before, after) in change.fields.items():
                assert values.get(name) == before
                values[name] = after
            is_ended = {"ended": True, "restored": False}.get(change.kind, is_ended)
        assert {k: v for k, v in values.items() if v is not None} == now.values
        assert (now.version, now.ended_at is not None) == (now.changes.count(), is_ended)
        transaction.set_rollback(True)
