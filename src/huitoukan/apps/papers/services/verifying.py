"""Reading the results of an item-by-item verification back: kept, looked at, then taken (R198)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any

from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.language import refusal_text, translated
from huitoukan.apps.files.models import StoredFile
from huitoukan.apps.files.services.intake import read_sheets
from huitoukan.apps.files.services.keeping import keep_file, path_of
from huitoukan.apps.journal.services import record, use_case
from huitoukan.apps.papers.models import Paper
from huitoukan.apps.papers.queries.verifying import (
    VERB,
    Sorted,
    bars_to,
    checklist_for,
    filled_from,
    moment_day,
    sort_rows,
)
from huitoukan.apps.problems.services.steps import take_step
from huitoukan.documents.layouts.verification import VERIFIED
from huitoukan.domain.problems import STATE_WORDS
from huitoukan.domain.refusals import Refused
from huitoukan.domain.verification import Checked

Outcome = tuple[str, bool, str]
KIND = "paper"


@use_case(VERB)
def keep_results(
    actor: Actor, code: str, name: str, pieces: Iterable[bytes], *, at: datetime
) -> tuple[Paper, StoredFile, Sorted]:
    """Keep a filled checklist and read it; nothing else is written.

    Raises Refused as `checklist_for`, and as reading tables does.
    """
    paper = checklist_for(actor, code)
    kept = keep_file(actor, pieces, name=name[:120], kind=KIND, area=paper.area, at=at)
    found = _read(paper, kept, moment_day(at))
    record(
        "paper", code, f"读入核查结果“{name[:80]}”，可办 {len(found[0])} 行",
        area_path=paper.area.depth_path, file=kept.sha256,
    )  # fmt: skip
    return paper, kept, found


@use_case(VERB)
def take_results(
    actor: Actor, code: str, sha256: str, *, at: datetime, seen: int | None = None
) -> tuple[Paper, str, list[Outcome]]:
    """Take the step that each row asks for, each for itself.

    `seen` is how many rows the preview said could be taken; Refused VERIFY_CHANGED when that has
    changed since.
    """
    paper = checklist_for(actor, code)
    kept = StoredFile.objects.visible_to(actor, VERB).filter(
        sha256=sha256, kind=KIND, area=paper.area
    )
    file = kept.order_by("-id").first()
    if file is None:
        raise Refused("NOT_FOUND", what="文件", code=sha256[:12])
    good, refused, _blank = _read(paper, file, moment_day(at))
    ready = sum(bar is None for bar in bars_to(actor, good).values())
    if seen is not None and seen != ready:
        raise Refused("VERIFY_CHANGED", seen=seen, now=ready)
    outcomes = [_take(actor, one, at) for one in good]
    outcomes += [(named or f"第 {line} 行", False, why) for line, named, why in refused]
    n_done = sum(done for _code, done, _told in outcomes)
    record(
        "paper", code, f"按核查结果办理 {n_done} / {len(outcomes)} 条",
        area_path=paper.area.depth_path, file=sha256,
    )  # fmt: skip
    return paper, file.name, outcomes


def _take(actor: Actor, one: Checked, at: datetime) -> Outcome:
    try:
        problem = take_step(actor, one.code, one.action, filled_from(one), at=at)
    except Refused as refused:
        return one.code, False, refusal_text(refused)
    return one.code, True, translated(STATE_WORDS[problem.stands].zh)


def _read(paper: Paper, file: StoredFile, today: date) -> Sorted:
    sheets = read_sheets(Path(path_of(file.sha256)), file.name, [VERIFIED], {}, _nothing)
    rows = [_checked(line, values) for sheet in sheets for line, values in sheet.rows]
    spoilt = [
        (line, f"{problem.sentence}{problem.remedy}")
        for sheet in sheets
        for line, problem in sheet.rejects
    ]
    return sort_rows(paper, rows, spoilt, today)


def _checked(line: int, values: dict[str, Any]) -> Checked:
    def text(name: str) -> str:
        return str(values.get(name) or "").strip()

    return Checked(
        row=line,
        code=text("code").upper(),
        result=text("result"),
        told=text("told")[:500],
        household_word=text("household_word")[:200],
        checker=text("checker")[:64],
        checked_on=values.get("checked_on"),
    )


def _nothing(_done: int, _total: int, _told: str) -> None:
    pass
