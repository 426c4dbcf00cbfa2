"""Freezing the ledger of a month."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.campaigns.queries import demand_right
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.files.services.keeping import keep_file
from huitoukan.apps.journal.services import record, use_case
from huitoukan.apps.problems.models import FrozenMonth, Problem
from huitoukan.apps.problems.queries.months import WHOLE, books, moves_of
from huitoukan.domain.inspection import is_sent_back
from huitoukan.domain.ledger_month import next_month, refuse_unbalanced
from huitoukan.domain.problem_words import ENDINGS
from huitoukan.domain.refusals import Refused

# Beside these a line has the due date, the day it ended, and how often it came back that month.
COLUMNS = (
    "code", "area__code", "area__name", "type", "topic", "severity", "title", "household_no",
    "origin_kind", "department", "unit", "person", "recurs_from__code",
)  # fmt: skip


@use_case("problem.freeze")
def freeze_month(actor: Actor, campaign: Campaign, month: date, *, at: datetime) -> FrozenMonth:
    """Freeze the ledger of a month that has ended: its books, and each problem as it stood.

    Raises Refused: MONTH_OPEN, MONTH_FROZEN, MONTH_UNBALANCED. What was frozen is kept by its hash
    and prints again unchanged.
    """
    demand_right(actor, campaign, "problem.freeze")
    end = next_month(month)
    name = f"{month:%Y-%m}"
    if timezone.localtime(at).date() < end:
        raise Refused("MONTH_OPEN", month=name, day=end)
    frozen = FrozenMonth.objects.for_system("one ledger per month")
    if frozen.filter(campaign=campaign, month=month).exists():
        raise Refused("MONTH_FROZEN", month=name)
    figures = books(campaign, month)
    for part in figures.values():
        refuse_unbalanced(part)
    lines = list(_lines(campaign, end))
    file = keep_file(
        actor, lines or [b""], name=f"{campaign.area.name}_月台账_{name}.jsonl",
        kind="ledger-month", area=campaign.area, at=at,
    )  # fmt: skip
    made = FrozenMonth.objects.create(
        campaign=campaign,
        month=month,
        figures={
            axis: {key: asdict(one) for key, one in part.items()} for axis, part in figures.items()
        },
        n_rows=len(lines),
        rows=file,
        frozen_by_name=actor.name,
        frozen_at=at,
    )
    record(
        "ledger", f"{campaign.code}-{name}", f"冻结 {name} 月台账 {len(lines)} 条",
        area_path=campaign.area.depth_path, sha256=file.sha256,
        closing=figures[WHOLE][WHOLE].closing,
    )  # fmt: skip
    return made


def _lines(campaign: Campaign, end: date) -> Iterator[bytes]:
    """Each problem found before `end` as one line of JSON, with the state it had then."""
    stood: dict[int, tuple[str, str]] = {}
    ended: dict[int, str] = {}
    returned: Counter[int] = Counter()
    first = (end - timedelta(days=1)).replace(day=1)
    for problem, day, before, after in moves_of(campaign, end):
        stood[problem] = (after.value, day.isoformat())
        if after not in ENDINGS:
            ended.pop(problem, None)
        elif before not in ENDINGS:
            ended[problem] = day.isoformat()
        if day >= first and is_sent_back(before, after):
            returned[problem] += 1
    rows = (
        Problem.objects.for_system("the frozen ledger holds the whole campaign")
        .filter(campaign=campaign)
        .order_by("code")
        .values("pk", "due_on", *COLUMNS)
    )
    for row in rows.iterator(chunk_size=5000):
        if row["pk"] not in stood:
            continue
        told: dict[str, Any] = {name: row[name] for name in COLUMNS}
        told["state"], told["since"] = stood[row["pk"]]
        told["due_on"] = row["due_on"].isoformat() if row["due_on"] else ""
        told["ended_on"] = ended.get(row["pk"], "")
        told["returned"] = returned[row["pk"]]
        yield json.dumps(told, ensure_ascii=False).encode() + b"\n"
