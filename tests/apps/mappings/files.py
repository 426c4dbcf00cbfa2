"""Workbooks of a county with its own headings, and what is asked about them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from huitoukan.apps.jobs.models import Job
from huitoukan.apps.jobs.services import run_here
from tests.factories import id_no

OWN = ("户码", "镇", "所属村", "户主名", "人数", "备注")
"""Headings of a county: 户编号, 乡镇 and 行政村 are not among them under a known name."""
ROWS: tuple[tuple[object, ...], ...] = (
    ("H1", "龙潭镇", "核桃村", "王大山", 2, "x"),
    ("H2", "龙潭镇", "核桃村", "单雄信", 1, ""),
)
ANSWER = {
    "户码": "household_no",
    "镇": "township",
    "所属村": "village",
    "户主名": "head_name",
    "人数": "member_count",
    "备注": "",
}
DIBAO = ("证号", "享受人", "何时起", "每月多少")
DIBAO_ROWS: tuple[tuple[object, ...], ...] = ((id_no(1), "王大山", "2026-01", 300),)


def book(
    path: Path, headings: Sequence[str], rows: Sequence[Sequence[object]], sheet: str = "户"
) -> Path:
    """A workbook of one sheet."""
    with xlsxwriter.Workbook(str(path)) as made:
        page = made.add_worksheet(sheet)
        page.write_row(0, 0, headings)
        for number, row in enumerate(rows, 1):
            page.write_row(number, 0, row)
    return path


def upload(path: Path) -> SimpleUploadedFile:
    return SimpleUploadedFile(path.name, path.read_bytes())


def newest_job() -> Job:
    job = Job.objects.for_system("tests").first()
    assert job is not None
    return job


def imported(client: Client, path: Path, table: str = "household") -> Job:
    """Upload a workbook and do the job that comes of it."""
    client.post("/registry/import/", {"file": upload(path), "table": table})
    return run_here(newest_job().code)


def form_of(job: Job, answer: dict[str, str], sheet: int = 0) -> dict[str, Any]:
    """What the form of the question sends for an answer."""
    headings = job.result["questions"][sheet]["headings"]
    return {
        f"s{sheet}-h{place}": answer.get(heading["text"], heading["column"])
        for place, heading in enumerate(headings)
    }


def answered(client: Client, job: Job, answer: dict[str, str]) -> Job:
    """Answer the question of a job and do the job that follows."""
    client.post(f"/mappings/{job.code}/", form_of(job, answer))
    return run_here(newest_job().code)
