"""Issuing papers: one, the numbered list of problems, or many copies in one batch."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.files.models import StoredFile
from huitoukan.apps.files.services.keeping import keep_bytes, keep_file, name_bytes, path_of
from huitoukan.apps.journal.services import record, use_case
from huitoukan.apps.papers import queries
from huitoukan.apps.papers.models import Paper, PaperBatch, Receipt
from huitoukan.apps.papers.queries.spot_checks import REPORT
from huitoukan.apps.papers.queries.subjects import Copy, Wanted, copies_of
from huitoukan.apps.papers.queries.templates import InForce, template_in_force
from huitoukan.apps.papers.queries.values import Making, Subject, rows_of, title_of, values_of
from huitoukan.apps.papers.services.drawing import draw_book, draw_word
from huitoukan.apps.papers.services.signing import name_signatory
from huitoukan.apps.places.models import Area
from huitoukan.apps.problems.models import Problem
from huitoukan.apps.problems.services.papers import issue_bulletin
from huitoukan.apps.problems.services.steps import reserve_numbers
from huitoukan.apps.registry.queries import newest_of
from huitoukan.documents.layouts.problem_bulletin import Bulletin as BulletinPaper
from huitoukan.documents.paper_template import join
from huitoukan.documents.steady import steady_zip
from huitoukan.domain.papers import About, paper_number
from huitoukan.domain.refusals import Refused

Tell = Callable[[int, int, str], None]


def _numbers(at: datetime, n: int) -> list[str]:
    """`n` new numbers of papers; one that is not used afterwards stays unused."""
    year = timezone.localtime(at).year
    first = reserve_numbers(f"paper-{year}", n)
    return [paper_number(year, number) for number in range(first, first + n)]


@use_case("paper.issue")
def issue(
    actor: Actor, campaign: Campaign, wanted: Wanted, *, at: datetime, seen: int | None = None
) -> Paper:
    """Issue one paper: number, values, files, addressees; `seen` is the preview's count.

    Raises Refused PAPER_… when it is about nothing or several things, TEMPLATE_… for its template.
    """
    making = _making(actor, campaign, wanted, at)
    copies = copies_of(making, wanted)
    if len(copies) > 1:
        raise Refused("PAPER_TOO_MANY", most=1, n=len(copies))
    (one,) = copies
    if seen is not None and seen != len(one.problems):
        raise Refused("PAPER_CHANGED", seen=seen, now=len(one.problems))
    template = template_in_force(campaign, making.kind)
    (code,) = _numbers(at, 1)
    if making.kind.is_issued:
        return _issue_list(making, one, template, code)
    values = values_of(making, one.subject, rows_of(making, one.problems), code=code, issue=None)
    files = _files(making, one, values, draw_word(making.kind, template.content, values))
    return _written(making, one, template, values, files)


def _making(actor: Actor, campaign: Campaign, wanted: Wanted, at: datetime) -> Making:
    kind = queries.kind_named(campaign, wanted.kind)
    if not queries.may_make(actor, kind):
        raise Refused("NOT_ALLOWED", verb=kind.title.zh)
    return Making(actor, campaign, kind, at, wanted.asks)


def _issue_list(making: Making, one: Copy, template: InForce, code: str) -> Paper:
    """问题清单第N期: the ledger gives issue and workbook, our template the letter."""
    drawn: dict[str, Any] = {}

    def draw(paper: BulletinPaper, problems: Sequence[Problem]) -> bytes:
        rows = rows_of(making, problems)
        drawn.update(values_of(making, one.subject, rows, code=code, issue=paper.issue_no))
        return draw_word(making.kind, template.content, drawn)

    chosen = [problem.code for problem in one.problems]
    bulletin = issue_bulletin(making.actor, making.campaign, at=making.at, chosen=chosen, draw=draw)
    files = {"word": bulletin.word, "excel": bulletin.excel}
    return _written(making, one, template, drawn, files, issue=bulletin.issue)


def _files(
    making: Making, one: Copy, values: dict[str, Any], word: bytes
) -> dict[str, StoredFile | None]:
    """Keep the files of a paper, its template's bytes among them."""
    stem = f"{values['编号']}_{title_of(values)}"[:120]
    area, department = one.subject.area, one.subject.department

    def keep(content: bytes, ending: str) -> StoredFile:
        return keep_file(
            making.actor, [content], name=f"{stem}.{ending}", kind="paper", area=area,
            at=making.at, department=department,
        )  # fmt: skip

    book = draw_book(making, values, one.problems)
    made: dict[str, StoredFile | None] = {
        "word": keep(word, "docx"),
        "excel": keep(book, "xlsx") if book else None,
    }
    if About(making.kind.about) is About.CITY and making.kind.id != REPORT:
        made["packed"] = keep(_city_zip(making, one.subject, {f"{stem}.docx": word}), "zip")
    return made


def _city_zip(making: Making, subject: Subject, parts: dict[str, bytes]) -> bytes:
    """The city's summary with its newest spot-check report, and each county's report and ledger."""
    own = queries.papers_for(making.actor).filter(kind=REPORT, area=subject.area, voided_at=None)
    if (newest := own.order_by("-id").first()) is not None:
        parts[newest.word.name] = path_of(newest.word.sha256).read_bytes()
    reports = queries.papers_for(making.actor).filter(
        kind="county_report", area__path__startswith=subject.area.depth_path, voided_at=None
    )
    done: set[int] = set()
    for report in reports.order_by("-id"):
        if report.area_id in done:
            continue
        done.add(report.area_id)
        for file in (report.word, report.excel):
            if file is not None:
                parts[f"{report.area.name}/{file.name}"] = path_of(file.sha256).read_bytes()
    return steady_zip(parts)


def _written(
    making: Making,
    one: Copy,
    template: InForce,
    values: dict[str, Any],
    files: dict[str, Any],
    *,
    issue: int | None = None,
) -> Paper:
    """Write the paper, its addressees and the journal's line."""
    keep_bytes([template.content])
    paper = Paper(**_row(making, one, template, values), issue=issue, **files)
    paper.save(force_insert=True)
    Receipt.objects.bulk_create(_receipts(paper, values))
    name_signatory(paper, making.kind, values, making.today)
    record(
        "paper",
        paper.code,
        f"印发“{paper.title}”",
        area_path=paper.area.depth_path,
        paper_kind=paper.kind,
        word=paper.word.sha256,
        template=paper.template_version,
    )
    return paper


def _row(making: Making, one: Copy, template: InForce, values: dict[str, Any]) -> dict[str, Any]:
    snapshot = newest_of(making.campaign)
    return {
        "code": values["编号"],
        "kind": making.kind.id,
        "title": title_of(values)[:200],
        "campaign": making.campaign,
        "area": one.subject.area,
        "department": one.subject.department,
        "household_no": one.subject.household_no,
        "problem_code": one.subject.problem.code if one.subject.problem else "",
        "data": values,
        "n_problems": len(values["问题"]),
        "snapshot": snapshot.code if snapshot else "",
        "data_at": making.at,
        "template_version": template.version,
        "template": template.sha256,
        "made_by": making.actor.code,
        "made_name": making.actor.name,
        "made_at": making.at,
    }


def _receipts(paper: Paper, values: dict[str, Any]) -> list[Receipt]:
    areas = Area.objects.in_bulk([row["area"] for row in values["签收"]], field_name="code")
    return [
        Receipt(
            paper=paper, to=row["to"], area=areas[row["area"]], department=row["department"],
            addressee=row["单位"],
        )
        for row in values["签收"]
    ]  # fmt: skip


# --- many copies at once ---


def issue_many(
    actor: Actor,
    campaign: Campaign,
    wanted: Wanted,
    *,
    at: datetime,
    tell: Tell,
    fence: Callable[[], None] = lambda: None,
) -> PaperBatch:
    """Issue every copy that is asked for; they are drawn first, then written in one transaction.

    An attempt that is cut off has written nothing; the numbers that it took stay unused.
    """
    making = _making(actor, campaign, wanted, at)
    copies = copies_of(making, wanted)
    template = template_in_force(campaign, making.kind)
    with transaction.atomic():
        codes = _numbers(at, len(copies))
    drawn: list[tuple[Copy, dict[str, Any], bytes]] = []
    for number, (one, code) in enumerate(zip(copies, codes, strict=True), 1):
        values = values_of(
            making, one.subject, rows_of(making, one.problems), code=code, issue=None
        )
        drawn.append((one, values, draw_word(making.kind, template.content, values)))
        tell(number, len(copies), f"{number} / {len(copies)} 份")
    joined = join([word for _, _, word in drawn])
    packed = steady_zip(
        {f"{values['编号']}_{_short(one, values)}.docx": word for one, values, word in drawn}
    )
    return _write_many(actor, making, template, drawn, together=(joined, packed), fence=fence)


def _short(one: Copy, values: dict[str, Any]) -> str:
    """What tells one copy from the others in a folder."""
    subject = one.subject
    return subject.household_no or subject.department or subject.area.name or title_of(values)


@use_case("paper.issue")
def _write_many(
    actor: Actor,
    making: Making,
    template: InForce,
    drawn: Sequence[tuple[Copy, dict[str, Any], bytes]],
    *,
    together: tuple[bytes, bytes],
    fence: Callable[[], None],
) -> PaperBatch:
    fence()
    campaign, at = making.campaign, making.at
    place = _common_area([one.subject.area for one, _, _ in drawn], campaign.area)
    name = f"{place.name}_{making.kind.title.zh}_{len(drawn)}份"
    year = timezone.localtime(at).year
    files = [
        name_bytes(
            actor, keep_bytes([content]), name=f"{name}.{ending}", kind="paper", area=place, at=at
        )
        for content, ending in zip(together, ("docx", "zip"), strict=True)
    ]
    batch = PaperBatch.objects.create(
        code=f"WP-{year}-{reserve_numbers(f'paper-batch-{year}', 1):06d}",
        campaign=campaign, area=place, kind=making.kind.id, n=len(drawn), joined=files[0],
        packed=files[1], made_at=at,
    )  # fmt: skip
    for copy in drawn:
        _written_in(making, batch, template, copy)
    keep_bytes([template.content])
    record(
        "paper_batch", batch.code, f"印发“{making.kind.title.zh}”{len(drawn)} 份",
        area_path=place.depth_path, paper_kind=making.kind.id, n=len(drawn),
        first=drawn[0][1]["编号"], last=drawn[-1][1]["编号"],
    )  # fmt: skip
    return batch


def _written_in(
    making: Making,
    batch: PaperBatch,
    template: InForce,
    drawn: tuple[Copy, dict[str, Any], bytes],
) -> None:
    one, values, word = drawn
    files = _files(making, one, values, word)
    paper = Paper(**_row(making, one, template, values), batch=batch, **files)
    paper.save(force_insert=True)
    Receipt.objects.bulk_create(_receipts(paper, values))
    name_signatory(paper, making.kind, values, making.today)


def _common_area(areas: Sequence[Area], county: Area) -> Area:
    """The smallest area that holds them all, not wider than the county."""
    paths = {area.depth_path for area in areas}
    found = areas[0]
    while any(not path.startswith(found.depth_path) for path in paths):
        if found.parent is None or found.pk == county.pk:
            return county
        found = found.parent
    return found
