"""Many households at once, by the same decision functions: in this process, or spread over several.

A batch keeps verdicts and drops worksheets; the worksheet of one household is made again when
somebody asks for it.
"""

from __future__ import annotations

import datetime as dt
import multiprocessing
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice
from typing import Any, Final

from huitoukan.assess.facts import NUMBERS, read_facts
from huitoukan.assess.given import Given
from huitoukan.assess.verdicts import CANNOT_TELL, assess_household, assess_place, standard_of
from huitoukan.domain.refusals import Refused
from huitoukan.rules.pack import Pack
from huitoukan.rules.shapes.standards import Standard

CHUNK: Final = 500
"""Households handed to a process at a time: enough to hide the handing over, little memory."""
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Brief:
    """The verdict on one household (or village), whole and by indicator; `refused` with its facts.

    `n_members` are those listed; `per_head` is the exact income, `by_kind` the same by kind before
    caps, in yuan of the period for each member who counts, where there was an account.
    """

    number: str
    verdict: str
    indicators: tuple[str, ...]
    refused: str = ""
    n_members: int = 0
    per_head: Decimal | None = None
    by_kind: Mapping[str, Decimal] = field(default_factory=dict)


def brief_of(row: Row, pack: Pack, standard: Standard, on: dt.date) -> Brief:
    """The verdict on one object; facts that are refused leave it untold, with the code."""
    number = str(row.get(NUMBERS[standard.about], ""))
    try:
        facts = read_facts(Given(row, number), pack, on, standard.about)
    except Refused as refused:
        untold = (CANNOT_TELL,) * len(standard.indicators)
        return Brief(number, CANNOT_TELL, untold, refused.code)
    if standard.about != "household":
        sheet = assess_place(facts, pack, standard, on)
        return Brief(number, sheet.verdict, tuple(one.verdict for one in sheet.indicators))
    sheet = assess_household(facts, pack, standard, on)
    verdicts, account = tuple(one.verdict for one in sheet.indicators), sheet.reckoning
    if account is None:
        return Brief(facts.number, sheet.verdict, verdicts, n_members=len(facts.members))
    return Brief(
        facts.number,
        sheet.verdict,
        verdicts,
        n_members=len(facts.members),
        per_head=account.exact_per_head,
        by_kind={kind: yuan / account.n_members for kind, yuan in account.by_kind.items()},
    )


def assess_many(
    rows: Iterable[Row], pack: Pack, on: dt.date, *, standard: str = "", processes: int = 1
) -> Iterator[Brief]:
    """The verdicts in the order of the rows, which have the shape of FACTS.json.

    Lazy: no more than a few chunks are held, however many rows there are.
    """
    wanted = standard_of(pack, standard)
    if processes == 1:
        yield from (brief_of(row, pack, wanted, on) for row in rows)
        return
    task = (pack.to_bytes(), wanted.id, on)
    # A clean process instead of a copy of this one: it may hold threads and connections.
    context = multiprocessing.get_context("spawn")
    with context.Pool(processes, _begin, task) as pool:
        for briefs in pool.imap(_chunk, _chunks(rows)):
            yield from briefs


def _chunks(rows: Iterable[Row]) -> Iterator[list[Row]]:
    waiting = iter(rows)
    while chunk := list(islice(waiting, CHUNK)):
        yield chunk


_task: dict[str, tuple[Pack, Standard, dt.date]] = {}


def _begin(pack: bytes, standard: str, on: dt.date) -> None:
    made = Pack.from_bytes(pack)
    _task["all"] = (made, made.standards[standard], on)


def _chunk(rows: list[Row]) -> list[Brief]:
    pack, standard, on = _task["all"]
    return [brief_of(row, pack, standard, on) for row in rows]
