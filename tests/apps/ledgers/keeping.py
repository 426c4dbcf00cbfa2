"""What the tests of ledgers share: texts of a form, files, the persons' own ledger."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import xlsxwriter

from huitoukan.apps.core.actor import Actor
from huitoukan.apps.files.services.keeping import keep_bytes, pieces_of
from huitoukan.apps.jobs.services import do_now
from huitoukan.apps.ledgers.models import Entry, LedgerImport
from huitoukan.apps.ledgers.services.entries import add_entry
from tests.cast import AT, VILLAGE_1, Cast
from tests.factories import nothing_told

PAIRED = "K01"
POSTS = "D46"


def company(**more: str) -> dict[str, str]:
    """A company paired with village 1, as typed."""
    return {
        "village_code": VILLAGE_1, "company": "云岭茶业公司", "from_date": "2025-03-01",
        "jobs": "12", "invested_10k": "8.5", **more,
    }  # fmt: skip


def welfare_post(id_no: str, **more: str) -> dict[str, str]:
    """A welfare post in village 1, as typed."""
    return {
        "id_no": id_no, "name": "石山", "post": "保洁员", "from_month": "2026-01",
        "monthly_pay": "600", "village_code": VILLAGE_1, **more,
    }  # fmt: skip


def entered(cast: Cast, actor: Actor, dataset: str, texts: dict[str, str]) -> Entry:
    """An entry that stands."""
    return add_entry(actor, cast.campaign, dataset, texts, at=AT)


def table(path: Path, cast: Cast, dataset: str, rows: list[dict[str, Any]]) -> Path:
    """A workbook of a ledger under the headings of its template."""
    columns = cast.pack.sources[dataset].columns
    with xlsxwriter.Workbook(str(path), {"strings_to_numbers": False}) as book:
        page = book.add_worksheet("台账")
        for place, column in enumerate(columns):
            page.write_string(0, place, column.label)
        for number, row in enumerate(rows, start=1):
            for place, column in enumerate(columns):
                value = row.get(column.name)
                if isinstance(value, int | float) and not isinstance(value, bool):
                    page.write_number(number, place, value)
                elif value is not None:
                    page.write_string(number, place, str(value))
    return path


def read(cast: Cast, actor: Actor, dataset: str, path: Path) -> LedgerImport:
    """The import that a file left, waiting to be written."""
    sha256, _ = keep_bytes(pieces_of(path))
    job = do_now(
        actor, "ledgers.import", nothing_told, title="读入台账", area=cast.campaign.area,
        campaign=cast.campaign.code, sha256=sha256, name=path.name, dataset=dataset,
    )  # fmt: skip
    return LedgerImport.objects.for_system("tests").get(code=job.result["import"])


def standing(dataset: str) -> list[Entry]:
    """The entries of a ledger that have not ended, in order of number."""
    every = Entry.objects.for_system("tests").filter(dataset=dataset, ended_at=None)
    return list(every.order_by("number"))
