"""What a person should know before a staged import is merged: limits passed, persons listed twice.

The limits are dated numbers of the pack (`lines/import_*.yaml`); a pack without one has no limit.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from django.db.models import Count, F, OuterRef, Q, Subquery

from huitoukan.apps.registry.models import PLACE, ImportBatch, Member, StagedRow, Verdict
from huitoukan.rules.pack import Pack

SHOWN: Final = 100
LIMITS: Final = {
    "import_rejected_percent": "退回的行占 {share} %，上限 {limit} %",
    "import_changed_percent": "已有的行有 {share} % 要变更，上限 {limit} %",
    "import_moved_percent": "已有的户有 {share} % 要换村，上限 {limit} %",
}
"""Lines of the pack that limit an import, and what is said of one that is passed."""
SMALLEST: Final = "import_limit_rows"
"""Line of the pack: below so many rows in a table, shares say nothing."""


def report_of(batch: ImportBatch, pack: Pack, on: date) -> dict[str, Any]:
    """`over`: sentences about limits passed; `twice`: persons who would be listed twice."""
    over = []
    smallest = limit_on(pack, SMALLEST, on) or 0
    for account in batch.sheets.all():
        n_known = account.n_updated + account.n_unchanged
        moved = batch.own_changes.filter(table=account.table, after__has_key=PLACE)
        shares = {
            "import_rejected_percent": (account.n_rejected, account.n_rows),
            "import_changed_percent": (account.n_updated, n_known),
            "import_moved_percent": (
                moved.count() if account.table == "household" else 0, n_known
            ),
        }  # fmt: skip
        for line, (n, of) in shares.items():
            limit = limit_on(pack, line, on)
            if limit is not None and of >= max(smallest, 1) and n * 100 > limit * of:
                told = LIMITS[line].format(share=round(n * 100 / of, 1), limit=limit)
                over.append(f"工作表“{account.sheet}”：{told}。")
    return {"over": over, "twice": _listed_twice(batch)}


def limit_on(pack: Pack, line: str, on: date) -> float | None:
    """The number of a line on a day, or None where the pack has none."""
    found = pack.lines.get(line)
    values = [value for value in found.values if value.since <= on] if found else []
    return float(max(values, key=lambda value: value.since).value) if values else None


def _listed_twice(batch: ImportBatch) -> list[list[Any]]:
    """Persons of the import whose ID number another person has, in the import or the registry.

    Each is [row, sheet, the other's person number]; the first hundred. A doubt for a person to look
    at: one of the numbers may be a mistake, so neither row is refused.
    """
    rows = StagedRow.objects.filter(account__batch=batch, table="member").exclude(
        Q(id_no="") | Q(verdict=Verdict.REJECTED)
    )
    here = rows.values("id_no").annotate(n=Count("key", distinct=True)).filter(n__gt=1)
    other = (
        Member.objects.for_system("an import looks for persons who are listed already")
        .filter(id_no=OuterRef("id_no"), ended_on=None)
        .exclude(person_no=OuterRef("key"))
    )
    found = rows.annotate(other=Subquery(other.values("person_no")[:1]), sheet=F("account__sheet"))
    twice = found.filter(Q(other__isnull=False) | Q(id_no__in=here.values("id_no")))
    return [
        [row.row, row.sheet, row.other or ""]
        for row in twice.order_by("id_no", "account_id", "row")[:SHOWN]
    ]
