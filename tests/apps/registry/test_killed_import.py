"""An import that dies at any of forty points: run again, it ends as if nothing had happened.

Death is an exception that nobody catches, thrown at a statement to the database: open transactions
are lost with it, and no line of ours runs afterwards. What a killed process does to its job is
shown in tests/apps/jobs/test_kill.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection

from huitoukan.apps.registry.models import (
    Household,
    ImportBatch,
    ImportState,
    ListedPerson,
    Member,
    SearchKey,
    StagedRow,
    VillageFacts,
)
from tests.apps.registry.sheets import Import, Row, household, member, registry_rows
from tests.apps.registry.test_services import counts, everything

N_POINTS = 40


class Killed(BaseException):
    """The process is gone."""


@contextmanager
def killed_at(statement: int) -> Iterator[list[str]]:
    """Die when the n-th statement is about to be sent; yields those that were."""
    sent: list[str] = []

    def send(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        sent.append(sql)
        if len(sent) == statement:
            raise Killed(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(send):
        yield sent


def second_delivery() -> dict[str, list[Row]]:
    """New, changed, unchanged and faulty rows of every table."""
    rows = registry_rows()
    rows["village"][0]["n_households"] = 7
    rows["household"][0].update(head_name="王大川", village="茶坪村")
    rows["household"] += [household("H4"), household("H4"), household("H9", place="无名村")]
    rows["member"][4]["household_no"] = "H4"
    rows["member"] += [member("H4", "P9"), member("H8", "P10")]
    rows["helper"] = [{"household_no": "H1", "name": "帮扶甲", "unit": "教育局"}]
    return rows


def standing_now() -> list[Any]:
    """Everything that an import makes, without the marks of which import and when."""
    marks = {"id", "created_in_id", "created_at", "changed_at", "household_id"}
    rows = [
        [{k: v for k, v in row.items() if k not in marks} for row in everything(model)]
        for model in (VillageFacts, Household, Member, ListedPerson)
    ]
    keys = SearchKey.objects.for_system("tests").order_by("household__household_no", "key", "kind")
    return [*rows, list(keys.values_list("household__household_no", "key", "kind"))]


def test_an_import_that_died_at_any_of_forty_points_ends_the_same_when_it_is_run_again(
    bring: Import,
) -> None:
    from django.db import transaction

    bring(registry_rows())
    before = standing_now()
    for _ in range(2):  # the first time, what is read once and remembered is still to be read
        undisturbed = transaction.savepoint()
        with killed_at(0) as sent:
            batch = bring(second_delivery())
        account, wanted = counts(batch), standing_now()
        transaction.savepoint_rollback(undisturbed)
    assert before != wanted
    # Savepoints are the test's own: in life they are the beginnings and ends of transactions.
    n = len(sent)
    own = [at for at, sql in enumerate(sent, start=1) if "SAVEPOINT" not in sql]
    points = sorted({own[at * (len(own) - 1) // (N_POINTS - 1)] for at in range(N_POINTS)})
    assert len(points) == N_POINTS, f"only {len(own)} statements"
    for point in points:
        name = f"statement {point} of {n}: {sent[point - 1][:60]}"
        mark = transaction.savepoint()
        with pytest.raises(Killed), killed_at(point):
            bring(second_delivery())
        assert standing_now() == before, f"half an import stood there after {name}"
        again = bring(second_delivery())
        assert (counts(again), standing_now()) == (account, wanted), name
        left = ImportBatch.objects.for_system("tests").filter(state=ImportState.READING)
        assert not left.exists(), name
        assert not StagedRow.objects.exists(), name
        transaction.savepoint_rollback(mark)
