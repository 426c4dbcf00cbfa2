"""Signing by the person whom a paper names: on screen in the own name, or by hand with a scan."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db.models import F
from django.utils import timezone

from huitoukan.apps.accounts.queries import account_of
from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.files.models import StoredFile
from huitoukan.apps.files.services.keeping import keep_file
from huitoukan.apps.files.services.photographs import is_photograph, read_sent
from huitoukan.apps.journal.services import record, use_case
from huitoukan.apps.papers import queries
from huitoukan.apps.papers.models import Paper, Signature
from huitoukan.apps.papers.queries.signing import unsigned_of_own_papers
from huitoukan.apps.problems.services.evidence import refuse_unfit_files
from huitoukan.domain.refusals import Refused
from huitoukan.rules.shapes.campaign import PaperKind


def name_signatory(paper: Paper, kind: PaperKind, values: Mapping[str, Any], on: date) -> None:
    """Write down whom the paper names to sign, with the account if exactly one is that person's.

    Called by the service that issues it, inside its transaction. Where the paper names nobody,
    nobody is written down.
    """
    name = next((str(values[n]).strip() for n in kind.signer if str(values.get(n, "")).strip()), "")
    if not name:
        return
    Signature.objects.create(
        paper=paper, area=paper.area, name=name[:64],
        account=account_of(name, "paper.receive", paper.area, on),
    )  # fmt: skip


@use_case("paper.receive")
def sign(actor: Actor, code: str, *, at: datetime) -> Signature:
    """Sign a paper on screen, in the own name only.

    Raises Refused: NOT_FOUND, SIGN_NONE, SIGN_ANOTHER, SIGN_DONE, PAPER_VOID.
    """
    paper = queries.own_paper(actor, code, "paper.receive")
    one = _held(paper)
    if one.account != actor.code:
        raise Refused("SIGN_ANOTHER", code=code, name=one.name)
    one.signed_at = at
    one.save(update_fields=["signed_at"])
    record("paper", code, f"{one.name}在系统中签字", area_path=paper.area.depth_path, name=one.name)
    return one


@use_case("paper.issue")
def record_by_hand(
    actor: Actor, code: str, *, on: date, scan: tuple[str, bytes] | None, at: datetime
) -> Signature:
    """Take down that the person signed on paper, with the scan; by the office that issues it.

    Raises Refused: NOT_FOUND, SIGN_NONE, SIGN_DONE, SIGN_DATE, SIGN_SCAN, PAPER_VOID, and what
    keeping a file raises.
    """
    paper = queries.own_paper(actor, code, "paper.issue")
    if not queries.may_make(actor, queries.kind_named(paper.campaign, paper.kind), paper.area):
        raise Refused("NOT_FOUND", what="文书", code=code)
    one = _held(paper)
    issued_on = timezone.localtime(paper.made_at).date()
    if not issued_on <= on <= timezone.localtime(at).date():
        raise Refused("SIGN_DATE", on=on, issued_on=issued_on)
    if scan is None:
        raise Refused("SIGN_SCAN")
    one.scan = _kept(actor, paper, scan, at)
    one.signed_at, one.signed_on, one.recorded_name = at, on, actor.name
    one.save(update_fields=["signed_at", "signed_on", "recorded_name", "scan"])
    record(
        "paper", code, f"登记{one.name}在纸上签字", area_path=paper.area.depth_path,
        name=one.name, on=on.isoformat(), scan=one.scan.sha256,
    )  # fmt: skip
    return one


@use_case("paper.issue")
def remind_signatories(actor: Actor, campaign: Campaign, *, at: datetime) -> int:
    """Remind everybody who has not signed a paper of the own office's, each once a day; how many.

    Who has an account reads it in the own work. Raises Refused SIGN_REMINDED.
    """
    on = timezone.localtime(at).date()
    waiting = unsigned_of_own_papers(actor, campaign).exclude(reminded_on=on)
    found = Signature.objects.for_system("those that wait for a reminder of this office")
    n = found.filter(pk__in=list(waiting.order_by().values_list("pk", flat=True))).update(
        reminded_on=on, n_reminders=F("n_reminders") + 1
    )
    if not n:
        raise Refused("SIGN_REMINDED")
    record("campaign", campaign.code, f"催签 {n} 份", area_path=campaign.area.depth_path)
    return n


def _held(paper: Paper) -> Signature:
    """The signature that the paper waits for, locked."""
    rows = Signature.objects.for_system("of a paper in hand").filter(paper=paper)
    one = rows.select_for_update(of=("self",)).first()
    if one is None:
        raise Refused("SIGN_NONE", code=paper.code)
    if paper.is_void:
        raise Refused("PAPER_VOID", code=paper.code)
    if one.signed_at is not None:
        raise Refused("SIGN_DONE", code=paper.code, name=one.name)
    return one


def _kept(actor: Actor, paper: Paper, scan: tuple[str, bytes], at: datetime) -> StoredFile:
    """The scan; of a photograph the original is sealed and a copy without time and place shown."""
    name, content = scan
    refuse_unfit_files([scan])

    def keep(content: bytes, name: str, kind: str) -> StoredFile:
        return keep_file(actor, [content], name=name, kind=kind, area=paper.area, at=at)

    if not is_photograph(content):
        return keep(content, Path(name).name, "paper")
    read = read_sent(name, content).read
    keep(content, Path(name).name, "photograph")
    return keep(read.shown, f"{Path(name).stem[:190]}.jpg", "paper")
