"""Taking a list of problems that somebody else handed over: read, shown, written or dropped.

Every row is new, in the ledger already, or given back with its reason. Nothing is written before a
person has seen the account and the types; the same file twice then changes nothing.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Final

from django.utils import timezone

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.files.services.intake import ReadSheet, Tell, keep_rejects, read_sheets
from huitoukan.apps.files.services.keeping import keep_bytes, keep_file, path_of, pieces_of
from huitoukan.apps.files.services.returns import reasons_of, returned_rows
from huitoukan.apps.jobs.models import Job
from huitoukan.apps.jobs.services import ask
from huitoukan.apps.journal.services import record, use_case
from huitoukan.apps.ledgers.models import ImportState
from huitoukan.apps.mappings.queries import mappings_for
from huitoukan.apps.places.queries import widest_area
from huitoukan.apps.problems.models import FindingList, ListedFinding, ListReject, Problem
from huitoukan.apps.problems.queries.lists import list_for
from huitoukan.apps.problems.queries.spreading import suggestions
from huitoukan.apps.problems.services.entering import Entered, enter_problem
from huitoukan.apps.problems.services.reading_lists import ListLetter, Reader
from huitoukan.documents.layouts.finding_list import FINDING_LIST
from huitoukan.documents.mapping import Mappings
from huitoukan.domain.refusals import Refused

LIST_JOB: Final = "problems.import"


def letter_of(
    campaign: Campaign, source: str, ref: str, found_on: date | None, answer_due_on: date | None,
    *, at: datetime,
) -> ListLetter:  # fmt: skip
    """What the letter of a list says, checked: FINDING_SOURCE, FINDING_DATE."""
    known = campaign.pack.opened().finding_sources
    if source not in known:
        raise Refused("FINDING_SOURCE", source=source, known=tuple(known))
    today = timezone.localtime(at).date()
    if found_on is not None and found_on > today:
        raise Refused("FINDING_DATE", found_on=found_on)
    return ListLetter(source, ref.strip()[:80], found_on or today, answer_due_on)


@use_case("problem.enter")
def ask_list(
    actor: Actor, campaign: Campaign, letter: ListLetter, name: str, pieces: Iterable[bytes]
) -> Job:
    """Keep an uploaded list and ask for its reading; the job's page leads to the account."""
    sha256, size = keep_bytes(pieces)
    area = widest_area(actor, campaign.area)
    job = ask(
        actor, LIST_JOB, title=f"读入问题清单“{name}”", area=area, campaign=campaign.code,
        sha256=sha256, name=name, letter=letter.as_json(),
    )  # fmt: skip
    record(
        "job", job.code, f"上传“{name}”，请求读入问题清单", area_path=area.depth_path,
        sha256=sha256, size=size, source=letter.source,
    )  # fmt: skip
    return job


def read_list(
    path: Path, name: str, campaign: Campaign, *, tell: Tell, mappings: Mappings
) -> list[ReadSheet]:
    """The sheets of a file that are lists of problems; raises what reading raises."""
    codes = campaign.pack.opened().codes
    return read_sheets(path, name, [FINDING_LIST], codes, tell, mappings=mappings)


@use_case("problem.enter")
def stage_list(
    actor: Actor,
    campaign: Campaign,
    letter: ListLetter,
    path: Path,
    *,
    name: str,
    sheets: Sequence[ReadSheet],
    at: datetime,
    fence: Callable[[], None] = lambda: None,
) -> FindingList:
    """Keep the file, each row that can be entered, and those given back; the ledger stays."""
    fence()
    area = widest_area(actor, campaign.area)
    reader = Reader.of(actor, campaign, letter, timezone.localtime(at).date())
    rows = [row for sheet in sheets for row in reader.rows(sheet)]
    _suggest(campaign, [row for row in rows if not row.type and row.problem is None])
    file = keep_file(actor, pieces_of(path), name=name, kind="findings", area=area, at=at)
    n_rejected = sum(sheet.n_rejected for sheet in sheets)
    n_known = sum(row.problem is not None for row in rows)
    made = FindingList.objects.create(
        code=f"QD-{secrets.token_hex(4)}", campaign=campaign, area=area, file=file,
        source=letter.source, source_ref=letter.ref, found_on=letter.found_on,
        answer_due_on=letter.answer_due_on, state=ImportState.STAGED,
        notes=[note for sheet in sheets for note in sheet.notes],
        read_by=actor.code, read_name=actor.name, read_at=at,
        n_rows=len(rows) + n_rejected, n_created=len(rows) - n_known, n_unchanged=n_known,
        n_rejected=n_rejected, n_skipped=sum(sheet.n_skipped for sheet in sheets),
        header_row=sheets[0].header_row if sheets else 0,
    )  # fmt: skip
    for row in rows:
        row.account = made
    ListedFinding.objects.bulk_create(rows, batch_size=500)
    for sheet in sheets:
        keep_rejects(ListReject, made, sheet.sheet, sheet.rejects)
    record(
        "finding_list", made.code, f"读入问题清单“{name}”{made.n_rows} 行，待写入"[:300],
        area_path=area.depth_path, sha256=file.sha256, source=letter.source,
        n_rejected=n_rejected,
    )  # fmt: skip
    return made


def _suggest(campaign: Campaign, rows: Sequence[ListedFinding]) -> None:
    """Fill in the likeliest types; a person looks at each before it is written."""
    known = campaign.pack.opened().problem_types
    for row, found in zip(rows, suggestions(campaign, [row.title for row in rows]), strict=True):
        row.suggested = [
            [one.type, round(one.p * 100)] for one in found.top if one.type in known and one.p > 0
        ]
        row.type = row.suggested[0][0] if row.suggested else ""


@use_case("problem.enter")
def choose_types(actor: Actor, code: str, chosen: Mapping[int, str]) -> FindingList:
    """Write down the types that a person chose for rows of a list, by their id; what was shown
    with its type and left so counts as chosen.

    Raises Refused: LEDGER_IMPORT_DONE, FINDING_TYPE.
    """
    one = _staged(actor, code)
    known = one.campaign.pack.opened().problem_types
    rows = list(one.rows.filter(pk__in=chosen, problem__isnull=True))
    for row in rows:
        if chosen[row.pk] not in known:
            raise Refused("FINDING_TYPE", type=chosen[row.pk])
        row.type, row.is_sure = chosen[row.pk], True
    ListedFinding.objects.bulk_update(rows, ["type", "is_sure"], batch_size=500)
    record("finding_list", code, f"核对 {len(rows)} 行的问题类型", area_path=one.area.depth_path)
    return one


def accept_suggested(actor: Actor, code: str) -> FindingList:
    """Take every suggested type as it is; whoever does so answers for each row."""
    rows = list_for(actor, code).rows.filter(problem__isnull=True, is_sure=False).exclude(type="")
    return choose_types(actor, code, dict(rows.values_list("pk", "type")))


def returned_of(actor: Actor, code: str) -> list[ListReject]:
    """The rows that a list gave back, with their reasons."""
    return list(list_for(actor, code).rejects.all())


@use_case("problem.enter")
def write_list(actor: Actor, code: str, *, at: datetime) -> FindingList:
    """Enter every new row of a staged list into the ledger, all or nothing.

    Each gets the number of its source and its answering day. Raises Refused:
    LEDGER_IMPORT_DONE, LIST_TYPES, LIST_STALE, and what entering a problem refuses.
    """
    one = _staged(actor, code)
    rows = list(one.rows.filter(problem__isnull=True).select_related("area"))
    if without := [row.row for row in rows if not row.is_sure]:
        raise Refused("LIST_TYPES", n=len(without), rows=tuple(without[:10]))
    since = Problem.objects.for_system("whether a row was entered since it was read").filter(
        campaign=one.campaign, origin_kind=one.source, title__in=[row.title for row in rows]
    )
    entered = set(since.values_list("title", "area_id", "household_no"))
    stale = [r.row for r in rows if (r.title, r.area_id, r.household_no) in entered]
    if stale:
        raise Refused("LIST_STALE", rows=tuple(stale[:10]), code=code)
    for row in rows:
        row.problem = enter_problem(
            actor,
            one.campaign,
            Entered(
                source=one.source, type=row.type, title=row.title, place=row.area.code,
                household_no=row.household_no, found_on=row.found_on, source_ref=row.source_ref,
                answer_due_on=row.answer_due_on,
            ),
            at=at,
        )  # fmt: skip
    ListedFinding.objects.bulk_update(rows, ["problem"], batch_size=500)
    _decide(one, ImportState.WRITTEN, at)
    record(
        "finding_list", code, f"问题清单写入台账：登记 {len(rows)} 条",
        area_path=one.area.depth_path, source=one.source, ref=one.source_ref,
    )  # fmt: skip
    return one


@use_case("problem.enter")
def drop_list(actor: Actor, code: str, *, at: datetime) -> FindingList:
    """Drop a staged list; the ledger stays as it is."""
    one = _staged(actor, code)
    _decide(one, ImportState.DROPPED, at)
    record("finding_list", code, "放弃写入问题清单", area_path=one.area.depth_path)
    return one


def _staged(actor: Actor, code: str) -> FindingList:
    """The list, its row locked, if it still waits for a decision."""
    one = list_for(actor, code, lock=True)
    if one.state != ImportState.STAGED:
        raise Refused("LEDGER_IMPORT_DONE", code=code, state=str(ImportState(one.state).label))
    return one


def _decide(one: FindingList, state: ImportState, at: datetime) -> None:
    one.state, one.decided_at = state, at
    one.save(update_fields=["state", "decided_at"])


def export_returned_list(actor: Actor, code: str, *, at: datetime) -> tuple[str, bytes]:
    """File name and workbook of the rows that a list gave back, whole, with their reasons."""
    one = list_for(actor, code)
    content = returned_rows(
        [(path_of(one.file.sha256), one.file.name, reasons_of(list(one.rejects.all())))],
        [FINDING_LIST],
        one.campaign.pack.opened().codes,
        made_at=at,
        mappings=mappings_for(one.campaign, [FINDING_LIST]),
    )
    _write_down_return(actor, one)
    return f"问题清单 {one.code}退回数据.xlsx", content


@use_case("problem.enter")
def _write_down_return(actor: Actor, one: FindingList) -> None:  # noqa: ARG001 - asked for
    record(
        "finding_list", one.code, f"下载退回的 {one.n_rejected} 行",
        area_path=one.area.depth_path, n_rows=one.n_rejected,
    )  # fmt: skip
