"""Keeping the files that show how a problem was found or put right."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from huitoukan.apps.core.actor import Actor
from huitoukan.apps.files.models import StoredFile
from huitoukan.apps.files.services.keeping import keep_file
from huitoukan.apps.files.services.photographs import (
    Sent,
    is_photograph,
    keep_photograph,
    read_sent,
)
from huitoukan.apps.journal.services import record, use_case
from huitoukan.apps.problems import queries
from huitoukan.apps.problems.models import Problem
from huitoukan.documents.photographs import is_heic
from huitoukan.domain.refusals import Refused

SIGNATURES: Final[tuple[tuple[bytes, str], ...]] = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"%PDF-", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/msword"),
)
"""What may be evidence, told by the first bytes: photographs, scans, Word and Excel files."""
OFFICE_ENDINGS: Final = (".docx", ".xlsx", ".doc", ".xls")
LARGEST: Final = 20 * 1024 * 1024


def kind_of(name: str, content: bytes) -> str:
    """The kind of an evidence file by its content, or a refusal."""
    for signature, kind in SIGNATURES:
        if content.startswith(signature):
            is_office = kind in {"application/zip", "application/msword"}
            if is_office and not name.lower().endswith(OFFICE_ENDINGS):
                break
            return kind
    raise Refused("EVIDENCE_TYPE", name=name)


def refuse_unfit_files(files: Sequence[tuple[str, bytes]]) -> None:
    """Refuse what is no picture, scan or office file, and what is too large."""
    for name, content in files:
        if is_heic(content):
            raise Refused("PHOTO_HEIC", name=name)
        kind_of(name, content)
        if len(content) > LARGEST:
            raise Refused(
                "EVIDENCE_TOO_BIG",
                name=name,
                size_mb=len(content) // 2**20,
                limit_mb=LARGEST // 2**20,
            )


@use_case("evidence.add")
def keep_evidence(
    actor: Actor, code: str, files: Sequence[tuple[str, bytes]], *, at: datetime
) -> tuple[StoredFile, ...]:
    """Keep evidence files for a problem the actor may see; the step that follows names them.

    A photograph's original is sealed; what is returned for it is the copy for show. Raises Refused:
    EVIDENCE_TYPE, EVIDENCE_TOO_BIG, PHOTO_HEIC, PHOTO_PIXELS, PHOTO_BROKEN.
    """
    problem = queries.problem_for(actor, code)
    return keep_for(actor, problem, files, at=at)


def keep_for(
    actor: Actor, problem: Problem, files: Sequence[tuple[str, bytes]], *, at: datetime
) -> tuple[StoredFile, ...]:
    """The same inside another use case, for a problem that it holds."""
    refuse_unfit_files(files)
    read = [
        read_sent(name, content) if is_photograph(content) else (name, content)
        for name, content in files
    ]
    kept = tuple(_keep(actor, problem, one, at) for one in read)
    record(
        "problem",
        problem.code,
        f"上传佐证 {len(kept)} 份",
        area_path=problem.area.depth_path,
        sha256=[file.sha256 for file in kept],
    )
    return kept


def _keep(
    actor: Actor, problem: Problem, one: Sent | tuple[str, bytes], at: datetime
) -> StoredFile:
    area, department = problem.area, problem.department
    if isinstance(one, Sent):
        return keep_photograph(
            actor, one, area=area, within=problem.campaign.area, at=at, department=department
        )
    name, content = one
    return keep_file(
        actor, [content], name=name, kind="evidence", area=area, at=at, department=department
    )
