"""Steps of many problems at once, with an outcome for each: handing over, a department's word."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.utils import timezone

from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.language import refusal_text, translated
from huitoukan.apps.journal.services import record, use_case
from huitoukan.apps.problems.services.filled import Filled
from huitoukan.apps.problems.services.steps import reserve_numbers, take_step
from huitoukan.domain import problems as life
from huitoukan.domain.problems import Action
from huitoukan.domain.refusals import Refused

CONFIRMATIONS: Final = (Action.CONFIRM, Action.REJECT, Action.REPORT_DATA_ERROR)
"""The answers that a department may give."""

Outcome = tuple[str, bool, str]
"""What became of one problem of many: its code, whether it was done, the sentence."""


def take_many(
    actor: Actor, codes: Sequence[str], action: Action, filled: Filled, *, at: datetime
) -> list[Outcome]:
    """Take the same step of several problems, each for itself."""
    rows: list[Outcome] = []
    for code in codes:
        try:
            problem = take_step(actor, code, action, filled, at=at)
        except Refused as refused:
            rows.append((code, False, refusal_text(refused)))
        else:
            rows.append((code, True, translated(life.STATE_WORDS[problem.stands].zh)))
    return rows


def assign_many(
    actor: Actor, codes: Sequence[str], *, unit: str, person: str, at: datetime
) -> list[Outcome]:
    """Hand over several problems to one unit and person."""
    return take_many(actor, codes, Action.ASSIGN, Filled(unit=unit, person=person), at=at)


def accept_many(
    actor: Actor, codes: Sequence[str], *, meeting: str = "", at: datetime
) -> list[Outcome]:
    """Take over several problems, at the named feedback meeting or without one."""
    return take_many(actor, codes, Action.ACCEPT, Filled(meeting=meeting), at=at)


@use_case("problem.confirm")
def confirm_many(
    actor: Actor, codes: Sequence[str], action: Action, filled: Filled, *, at: datetime
) -> tuple[str, list[Outcome]]:
    """A department's word about several problems, under one signature: the batch and outcomes.

    The batch has a number of its own, QR-2026-000012, that stands with each problem's step (R130).
    """
    if action not in CONFIRMATIONS:
        raise ValueError(f"{action} is no answer of a department")
    year = timezone.localtime(at).year
    batch = f"QR-{year}-{reserve_numbers(f'confirmation-{year}', 1):06d}"
    rows = take_many(actor, codes, action, Filled(**{**vars(filled), "batch": batch}), at=at)
    n_done = sum(is_done for _code, is_done, _sentence in rows)
    record(
        "confirmation", batch, f"{life.ACTION_WORDS[action].zh} {n_done} / {len(rows)} 条",
        seal_no=filled.seal_no,
    )  # fmt: skip
    return batch, rows
