"""Importing registry files: read and staged, matched, then merged, refused or taken back.

`stage_files` reads and works out what would change, without touching the registry. A second person
then merges or refuses. The command line, for which its operator answers, does all at once
(`import_files`). Merging is one transaction.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import transaction

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.campaigns.queries import demand_right
from huitoukan.apps.campaigns.services import report_gate
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.files.services.intake import Tell
from huitoukan.apps.files.services.keeping import keep_file, pieces_of
from huitoukan.apps.journal.services import record, use_case
from huitoukan.apps.registry import queries
from huitoukan.apps.registry.models import Household, ImportBatch, ImportState, StagedRow
from huitoukan.apps.registry.services import merging
from huitoukan.apps.registry.services.holding import hold, sweep
from huitoukan.apps.registry.services.limits import report_of
from huitoukan.apps.registry.services.matching import marker_of, match
from huitoukan.apps.registry.services.search import refresh_lists
from huitoukan.apps.registry.services.staging import Incoming, discard, read_into
from huitoukan.domain.refusals import Refused
from huitoukan.domain.verbs import verb_label

Fence = Callable[[], None]


def _alone() -> None:
    """No fence: the caller is the only one who could write."""


def stage_files(
    actor: Actor,
    campaign: Campaign,
    files: Sequence[Incoming],
    *,
    at: datetime,
    tell: Tell,
    fence: Fence = _alone,
    clears_blanks: bool = False,
    about: Mapping[str, Any] | None = None,
) -> ImportBatch:
    """Read the files, work out what they would change, and leave that for a second person.

    The registry stays as it is. Of several files, one that cannot be taken carries its reason and
    the others are read. Raises the first reason when none could be taken. `clears_blanks`: a blank
    cell empties the field; otherwise it says nothing, and what the registry knows stays. `about` is
    kept in the report: what whoever made the files wants to say of them.
    """
    with _reading(
        actor,
        campaign,
        files,
        at=at,
        tell=tell,
        fence=fence,
        clears_blanks=clears_blanks,
        about=about,
    ) as batch:
        _propose(actor, batch, fence=fence)
    return batch


def import_files(
    actor: Actor,
    campaign: Campaign,
    files: Sequence[Incoming],
    *,
    at: datetime,
    tell: Tell,
    fence: Fence = _alone,
    clears_blanks: bool = False,
    about: Mapping[str, Any] | None = None,
) -> ImportBatch:
    """Read the files and merge them at once; the files are one import, in whatever order.

    Raises what `stage_files` raises.
    """
    with _reading(
        actor,
        campaign,
        files,
        at=at,
        tell=tell,
        fence=fence,
        clears_blanks=clears_blanks,
        about=about,
    ) as batch:
        tell(0, 1, "写入名册")
        _merge_at_once(actor, batch, at=at, fence=fence)
        tell(1, 1, "写入名册")
    return batch


@contextmanager
def _reading(
    actor: Actor,
    campaign: Campaign,
    files: Sequence[Incoming],
    *,
    at: datetime,
    tell: Tell,
    fence: Fence,
    clears_blanks: bool,
    about: Mapping[str, Any] | None,
) -> Iterator[ImportBatch]:
    """A batch with the files' rows, alive while the block runs; discarded when it raises."""
    if not actor.may("registry.import"):
        raise Refused("NOT_ALLOWED", verb=verb_label("registry.import"))
    demand_right(actor, campaign, "registry.import")
    code = f"DR-{secrets.token_hex(4)}"
    with hold(code):
        with transaction.atomic():
            fence()
            sweep(campaign)
            batch = ImportBatch.objects.create(
                code=code,
                campaign=campaign,
                imported_by=actor.code,
                imported_at=at,
                clears_blanks=clears_blanks,
                report=dict(about or {}),
            )
        try:
            _read(actor, batch, files, at=at, tell=tell, fence=fence)
            yield batch
        except Exception:
            discard(batch)
            raise


def _read(
    actor: Actor,
    batch: ImportBatch,
    files: Sequence[Incoming],
    *,
    at: datetime,
    tell: Tell,
    fence: Fence,
) -> None:
    refusals = []
    for source in files:
        with transaction.atomic():
            fence()
            kept = keep_file(
                actor,
                pieces_of(source.path),
                name=source.name,
                kind="registry",
                area=batch.campaign.area,
                at=at,
            )
        refusals.append(read_into(batch, kept, source, tell=tell, fence=fence))
    if (refused := next(iter(refusals), None)) and all(refusals):
        raise refused


@use_case("registry.import")
def _propose(actor: Actor, batch: ImportBatch, *, fence: Fence) -> None:  # noqa: ARG001
    fence()
    _settle(batch)
    batch.state = ImportState.STAGED
    batch.save(update_fields=["state"])
    _journal(batch, f"读入“{batch.title}”，等待合并")


@use_case("registry.import")
def _merge_at_once(actor: Actor, batch: ImportBatch, *, at: datetime, fence: Fence) -> None:
    fence()
    _settle(batch)
    _merge(batch, at=at, by=actor.code, why="")
    _journal(batch, f"导入“{batch.title}”")


@use_case("registry.merge")
def merge_import(
    actor: Actor, code: str, *, why: str = "", at: datetime, fence: Fence = _alone
) -> ImportBatch:
    """Merge a staged import into the registry, as a second person.

    Raises Refused SAME_PERSON when the actor read the files, IMPORT_STALE when the registry has
    changed since the proposal was worked out, IMPORT_OVER_LIMITS when a limit of the pack is
    passed and no reason is given, IMPORT_DECIDED.
    """
    fence()
    batch = queries.batch_to_decide(actor, code)
    refuse_merge(actor, batch, why=why)
    _merge(batch, at=at, by=actor.code, why=why.strip())
    _journal(batch, f"合并导入“{batch.title}”")
    return batch


def refuse_merge(actor: Actor, batch: ImportBatch, *, why: str) -> None:
    """Refuse what `merge_import` refuses of an import that waits."""
    if actor.code == batch.imported_by:
        raise Refused("IMPORT_SAME_PERSON")
    if batch.marker != marker_of(batch.campaign):
        raise Refused("IMPORT_STALE", code=batch.code)
    if batch.report.get("over") and not why.strip():
        raise Refused("IMPORT_OVER_LIMITS", what=tuple(batch.report["over"]))


@use_case("registry.merge")
def match_again(actor: Actor, code: str, *, fence: Fence = _alone) -> ImportBatch:
    """Work a staged import out anew against the registry of today, for who is to decide on it."""
    fence()
    batch = queries.batch_to_decide(actor, code)
    _settle(batch)
    _journal(batch, f"重新核对“{batch.title}”")
    return batch


@use_case(lambda _batch, is_own, **_: "registry.import" if is_own else "registry.merge")
def _refuse(
    actor: Actor,
    batch: ImportBatch,
    is_own: bool,  # noqa: ARG001 - decides which right is asked for
    *,
    why: str,
    at: datetime,
) -> None:
    batch.own_changes.filter(at=None).delete()
    StagedRow.objects.filter(account__batch=batch).delete()
    _decide(batch, ImportState.REFUSED, at=at, by=actor.code, why=why)
    _journal(batch, f"不采用导入“{batch.title}”：{why}")


def refuse_import(actor: Actor, code: str, *, why: str, at: datetime) -> ImportBatch:
    """Leave a staged import unused; who read it may take it back too. A reason is needed."""
    if not why.strip():
        raise Refused("REASON_NEEDED")
    verb = "registry.merge" if actor.may("registry.merge") else "registry.import"
    with transaction.atomic():
        batch = queries.batch_to_decide(actor, code, verb)
        _refuse(actor, batch, batch.imported_by == actor.code, why=why.strip(), at=at)
    return batch


@use_case("registry.merge")
def undo_import(actor: Actor, code: str, *, why: str, at: datetime) -> ImportBatch:
    """Take a merged import back, as long as nothing later depends on it; a reason is needed.

    Raises Refused IMPORT_BUILT_UPON, which names what depends on it.
    """
    if not why.strip():
        raise Refused("REASON_NEEDED")
    batch = queries.batch_held(actor, code, "registry.merge")
    merging.refuse_what_is_built_upon(batch)
    left = merging.villages_touched(batch)
    touched = merging.take_back(batch, at=at, by=actor.code)
    refresh_lists(batch.campaign, touched, left=left)
    _decide(batch, ImportState.UNDONE, at=at, by=actor.code, why=why.strip())
    _journal(batch, f"撤销导入“{batch.title}”：{why.strip()}")
    _report_gate(batch.campaign, at)
    return batch


# --- what these steps share ---


def _settle(batch: ImportBatch) -> None:
    """Match, count, and look for what a person should know."""
    match(batch)
    found = report_of(batch, batch.campaign.pack.opened(), batch.imported_at.date())
    batch.report = {**batch.report, **found}
    batch.save(update_fields=["report"])


def _merge(batch: ImportBatch, *, at: datetime, by: str, why: str) -> None:
    merging.write(batch, at=at, by=by)
    touched = sorted(merging.touched_households(batch))
    refresh_lists(batch.campaign, touched, left=merging.villages_left(batch))
    StagedRow.objects.filter(account__batch=batch).delete()
    _decide(batch, ImportState.MERGED, at=at, by=by, why=why)
    _report_gate(batch.campaign, at)


def _decide(batch: ImportBatch, state: ImportState, *, at: datetime, by: str, why: str) -> None:
    batch.state, batch.decided_by, batch.decided_at, batch.decided_why = state, by, at, why[:300]
    batch.save(update_fields=["state", "decided_by", "decided_at", "decided_why"])


def _journal(batch: ImportBatch, summary: str) -> None:
    sheets: dict[str, Any] = {
        account.sheet: [account.n_accepted, account.n_rejected] for account in batch.sheets.all()
    }
    record(
        "registry",
        batch.campaign.code,
        summary,
        area_path=batch.campaign.area.depth_path,
        batch=batch.code,
        sha256=[each.file.sha256 for each in batch.files.select_related("file")],
        sheets=sheets,
    )


def _report_gate(campaign: Campaign, at: datetime) -> None:
    found = Household.objects.for_system("the gate counts the county").filter(
        area__path__startswith=campaign.area.depth_path, ended_on=None
    )
    n = found.count()
    report_gate(campaign, "registry.imported", is_passed=n > 0, told=f"{n} 户", at=at)
