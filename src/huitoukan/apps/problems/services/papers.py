"""Papers of the ledger: the official workbook, and the numbered list that is handed over."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from io import BytesIO
from typing import Final

from django.conf import settings
from django.utils import timezone, translation

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.campaigns.queries import organ_of
from huitoukan.apps.campaigns.services import report_gate
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.files.services.keeping import keep_file
from huitoukan.apps.journal.services import record, use_case
from huitoukan.apps.places.queries import departments_of
from huitoukan.apps.problems import queries
from huitoukan.apps.problems.models import Bulletin, Problem, ProblemEvent
from huitoukan.apps.problems.queries import shown
from huitoukan.apps.problems.queries.words import source_title
from huitoukan.documents.layouts.problem_bulletin import Bulletin as BulletinPaper
from huitoukan.documents.layouts.problem_bulletin import letter_of
from huitoukan.documents.layouts.problem_ledger import LedgerRow, problem_ledger
from huitoukan.documents.write_excel import write_ledger
from huitoukan.documents.write_word import write_letter
from huitoukan.domain.problems import STATE_WORDS, Action
from huitoukan.domain.refusals import Refused

SEVERITY_WORDS: Final = {"A": "重大", "B": "一般", "C": "提示", "E": "数据"}
CONFIRMATIONS: Final = {
    Action.CONFIRM.value: "属实",
    Action.REJECT.value: "不属实",
    Action.REPORT_DATA_ERROR.value: "数据错误",
}


@dataclass(frozen=True)
class Paper:
    """A file that was made: its name, its bytes, and how many problems stand in it."""

    name: str
    content: bytes
    n_problems: int


def ledger_rows(problems: Iterable[Problem], campaign: Campaign, at: datetime) -> list[LedgerRow]:
    """The problems as rows of the official ledger; an overdue one says so in its remark."""
    found = list(problems)
    pack = campaign.pack.opened()
    departments = {code: d.name for code, d in departments_of(campaign.area).items()}
    today = timezone.localtime(at).date()
    events: dict[int, list[ProblemEvent]] = {}
    rows = ProblemEvent.objects.filter(problem__in=found).prefetch_related("files__file")
    for event in rows.order_by("seq"):
        events.setdefault(event.problem_id, []).append(event)
    issues: dict[int, int] = {}
    links = Bulletin.problems.through.objects.filter(problem__in=found)
    for problem_id, issue in links.values_list("problem_id", "bulletin__issue"):
        issues[problem_id] = issue
    with translation.override(settings.LANGUAGE_CODE):  # the paper is Chinese for every reader
        sources = {kind: source_title(pack, kind) for kind in {one.origin_kind for one in found}}
    made = []
    for problem in found:
        kind = pack.problem_types.get(problem.type)
        made.append(
            _row(
                problem,
                kind=kind.title.zh if kind else problem.type,
                source=sources[problem.origin_kind],
                department=departments.get(problem.department, problem.department),
                events=events.get(problem.pk, []),
                issue=issues.get(problem.pk),
                remark=_remark(problem, today),
            )
        )
    return made


def _remark(problem: Problem, today: date) -> str:
    due = problem.next_due_on
    if due is None or not problem.is_open:
        return ""
    days = (today - due).days
    return f"逾期{days}天" if days > 0 else ""


def _row(
    problem: Problem,
    *,
    kind: str,
    source: str,
    department: str,
    events: Sequence[ProblemEvent],
    issue: int | None,
    remark: str,
) -> LedgerRow:
    confirmation = ""
    evidence: list[str] = []
    submitted = None
    for event in events:
        if event.action in CONFIRMATIONS:
            confirmation = f"{CONFIRMATIONS[event.action]} {event.facts.get('seal_no', '')}".strip()
        if event.action == Action.SUBMIT:
            submitted = timezone.localtime(event.at).date()
        evidence.extend(kept.caption or kept.file.name for kept in event.files.all())
    area = problem.area
    return LedgerRow(
        code=problem.code,
        source=source,
        object_kind="户" if problem.household_no else "村",
        object_name=problem.household_name or area.name,
        problem_type=kind,
        facts=problem.title,
        severity=SEVERITY_WORDS[problem.severity],
        department=department,
        state=STATE_WORDS[problem.stands].zh,
        issue_no=issue,
        township=area.parent.name if area.parent else "",
        village=area.name,
        household_no=problem.household_no,
        confirmation=confirmation,
        measures=problem.measure,
        unit=problem.unit,
        person=problem.person,
        due_on=problem.due_on,
        evidence="；".join(evidence),
        done_on=submitted,
        reviewer=problem.reviewer_name,
        closed_on=problem.closed_on,
        remark=remark,
    )


@use_case("problem.export")
def export_ledger(
    actor: Actor,
    campaign: Campaign,
    params: Mapping[str, str] | None = None,
    *,
    at: datetime,
) -> Paper:
    """The ledger, as the actor sees it under this query, as a workbook in the official layout."""
    asked = {key: value for key, value in (params or {}).items() if value}
    made = timezone.localtime(at)
    problems = shown.asked_for(actor, campaign, asked, on=made.date(), verb="problem.export")
    rows = ledger_rows(problems.order_by("code"), campaign, at)
    with translation.override(settings.LANGUAGE_CODE):  # the paper is Chinese for every reader
        criteria = shown.criteria(actor, campaign, asked)
    ledger = problem_ledger(
        rows,
        county=campaign.area.name,
        year=campaign.starts_on.year,
        organ=organ_of(campaign),
        as_of=made.replace(tzinfo=None),
        made_at=made.replace(tzinfo=None),
        made_by=actor.name,
        criteria=criteria or (("范围", "全部问题"),),
        pack=f"{campaign.pack} {campaign.pack.hash[:12]}",
    )
    target = BytesIO()
    write_ledger(target, ledger)
    name = f"{campaign.area.name}_问题整改台账_{made:%Y%m%d_%H%M}.xlsx"
    n_open = queries.problems_for(actor, campaign).filter(state__in=queries.open_states()).count()
    report_gate(
        campaign,
        "problems.exported",
        is_passed=n_open == 0,
        told=f"{made:%m-%d} 导出 {len(rows)} 条",
        at=at,
    )
    record(
        "ledger",
        campaign.code,
        f"导出问题台账 {len(rows)} 条",
        area_path=campaign.area.depth_path,
        query=asked,
    )
    return Paper(name, target.getvalue(), len(rows))


Draw = Callable[[BulletinPaper, Sequence[Problem]], bytes]
"""What makes the Word letter of an issue."""


def _usual_letter(paper: BulletinPaper, problems: Sequence[Problem]) -> bytes:  # noqa: ARG001
    target = BytesIO()
    write_letter(target, letter_of(paper))
    return target.getvalue()


@use_case("problem.issue")
def issue_bulletin(
    actor: Actor,
    campaign: Campaign,
    *,
    at: datetime,
    chosen: Collection[str] = (),
    draw: Draw = _usual_letter,
) -> Bulletin:
    """Issue 问题清单第 N 期 with every problem that was handed over and stands in no list yet.

    With `chosen` only those of them with these numbers. The Word letter, which `draw` makes, and
    the Excel list are kept as they were issued.
    """
    waiting = queries.unissued_problems(actor, campaign)
    problems = list(waiting.filter(code__in=chosen) if chosen else waiting)
    if not problems:
        raise Refused("NOTHING_TO_ISSUE")
    last = Bulletin.objects.for_system("numbering").filter(campaign=campaign).first()
    issue = (last.issue if last else 0) + 1
    rows = [replace(row, issue_no=issue) for row in ledger_rows(problems, campaign, at)]
    made = timezone.localtime(at)
    county = campaign.area.name
    plan = campaign.pack.opened().deadlines["plan"]
    paper = BulletinPaper(
        county=county,
        year=campaign.starts_on.year,
        issue_no=issue,
        organ=organ_of(campaign),
        on=made.date(),
        addressees=tuple(dict.fromkeys(row.unit for row in rows if row.unit)),
        rows=rows,
        plan_days=plan.days,
        answer_by=campaign.ends_on,
        contact=actor.name,
        snapshot=f"规则包 {campaign.pack}，内容校验值 {campaign.pack.hash[:12]}",
    )
    word, excel = draw(paper, problems), BytesIO()
    write_ledger(
        excel,
        problem_ledger(
            rows,
            county=county,
            year=campaign.starts_on.year,
            organ=organ_of(campaign),
            as_of=made.replace(tzinfo=None),
            made_at=made.replace(tzinfo=None),
            made_by=actor.name,
            criteria=(("范围", f"问题清单第{issue}期"),),
            pack=f"{campaign.pack} {campaign.pack.hash[:12]}",
        ),
    )
    name = f"{county}_问题清单第{issue}期"
    bulletin = Bulletin.objects.create(
        campaign=campaign,
        issue=issue,
        issued_by=actor.name,
        issued_at=at,
        word=keep_file(
            actor, [word], name=f"{name}.docx", kind="bulletin",
            area=campaign.area, at=at,
        ),
        excel=keep_file(
            actor, [excel.getvalue()], name=f"{name}.xlsx", kind="bulletin",
            area=campaign.area, at=at,
        ),
    )  # fmt: skip
    Bulletin.problems.through.objects.bulk_create(
        Bulletin.problems.through(bulletin=bulletin, problem=problem) for problem in problems
    )
    record(
        "bulletin",
        f"{campaign.code}-{issue}",
        f"印发问题清单第 {issue} 期，{len(problems)} 条",
        area_path=campaign.area.depth_path,
        word=bulletin.word.sha256,
        excel=bulletin.excel.sha256,
    )
    return bulletin
