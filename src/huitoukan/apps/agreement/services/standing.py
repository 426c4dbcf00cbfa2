"""Which round counts, what follows from it, and the mismatches that it shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone

from huitoukan.apps.agreement.models import Agreement, Mismatch, MismatchState, Reading, Round
from huitoukan.apps.agreement.queries.lines import SIDES
from huitoukan.apps.agreement.queries.rounds import contradictions
from huitoukan.apps.problems.services.steps import reserve_numbers
from huitoukan.domain.agreement import Standing, Verdict, worst


def refresh(agreement: Agreement, *, at: datetime, changed: Round | None = None) -> None:
    """Work out the counting round, the counts and the mismatches anew, and store them.

    A decision between rounds falls when a round that was saved after it contradicts it.
    """
    rounds = list(agreement.rounds.prefetch_related("readings"))
    decided = next((r for r in rounds if r.pk == agreement.decided_id), None)
    pack = agreement.campaign.pack.opened()
    if decided is not None and changed is not None and changed.pk != decided.pk:
        newer = next(r for r in rounds if r.pk == changed.pk)
        if contradictions([decided, newer], pack):
            decided = agreement.decided = None
            agreement.decided_by = agreement.decided_name = agreement.reason = ""
            agreement.decided_at = None
    if decided is not None:
        counting: Round | None = decided
    else:
        counting = None if contradictions(rounds, pack) else rounds[-1]
    readings = list((counting or rounds[-1]).readings.all())
    counts = Counter(reading.verdict for reading in readings)
    agreement.counting = counting
    agreement.n_agree = counts[Verdict.AGREE]
    agreement.n_differ = counts[Verdict.DIFFER]
    agreement.n_cannot_tell = counts[Verdict.CANNOT_TELL]
    agreement.standing = (
        worst(Verdict(reading.verdict) for reading in readings)
        if counting is not None
        else Standing.RECONCILE
    )
    agreement.save()
    _store_mismatches(agreement, readings if counting is not None else (), at)


def values_of(reading: Reading) -> dict[str, Any]:
    """The three sides as plain values: by these a judged mismatch is known again."""
    found: dict[str, Any] = {"system": reading.system}
    for side in SIDES:
        entry = reading.entries[side]
        found[side.value] = [entry.seen.value, entry.value]
    return found


def _store_mismatches(agreement: Agreement, readings: Sequence[Reading], at: datetime) -> None:
    """New doubts appear, known ones stay with their verdicts, others are no longer present."""
    known = {
        (m.person_no, m.column): m for m in agreement.mismatches.for_system("of the household")
    }
    differing = [reading for reading in readings if reading.verdict == Verdict.DIFFER]
    new = [reading for reading in differing if reading.key not in known]
    year = timezone.localtime(at).year
    first = reserve_numbers(f"mismatch-{year}", len(new)) if new else 0
    Mismatch.objects.bulk_create(
        Mismatch(
            code=f"BY-{year}-{number:06d}",
            agreement=agreement,
            person_no=reading.person_no,
            column=reading.column,
            reading=reading,
        )
        for number, reading in enumerate(new, start=first)
    )
    present = {reading.key: reading for reading in differing}
    for key, mismatch in known.items():
        reading = present.get(key)
        mismatch.is_present = reading is not None
        if reading is not None:
            mismatch.reading = reading
            is_other = mismatch.judged != values_of(reading)
            if mismatch.state == MismatchState.DISMISSED and is_other:
                _forget_verdict(mismatch)
        mismatch.save()


def _forget_verdict(mismatch: Mismatch) -> None:
    """A dismissal was about other values; the journal keeps it."""
    mismatch.state = MismatchState.NEW
    mismatch.verdict_by = mismatch.verdict_name = mismatch.reason_code = mismatch.note = ""
    mismatch.verdict_at, mismatch.judged = None, {}
