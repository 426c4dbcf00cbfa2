"""Two counties full of everything that has an address, each object with a canary in its words.

Zone a: village 1, civil affairs. Zone b: village 2 of the same township, medical insurance. Zone c:
the other county. A canary that shows up where its zone may not be seen is a leak.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from huitoukan.apps.adjustments.models import Adjustment
from huitoukan.apps.adjustments.queries.asking import Filled
from huitoukan.apps.adjustments.services.proposing import propose
from huitoukan.apps.agreement.models import Mismatch, SheetBatch
from huitoukan.apps.agreement.queries.lines import lines_of, members_of, state_of
from huitoukan.apps.agreement.services.imports import import_sheets, read_book
from huitoukan.apps.agreement.services.rounds import record_round
from huitoukan.apps.agreement.services.sheets import make_sheet
from huitoukan.apps.assessment.models import Assessment, HouseholdVerdict, ListingDoubt
from huitoukan.apps.assessment.services.running import assess
from huitoukan.apps.assessment.services.running import store_run as store_assessment
from huitoukan.apps.assignments.models import AssignedHit
from huitoukan.apps.assignments.queries.splitting import Wanted, split
from huitoukan.apps.assignments.services.sending import Letter, send
from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.comparison.models import Hit
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.exits.models import Exit
from huitoukan.apps.files.models import StoredFile
from huitoukan.apps.files.services.keeping import keep_bytes, pieces_of
from huitoukan.apps.incomes.models import IncomeSheet, SheetImport
from huitoukan.apps.incomes.services.imports import export_lines, import_lines
from huitoukan.apps.incomes.services.imports import read_book as read_lines
from huitoukan.apps.incomes.services.recording import record_sheet
from huitoukan.apps.jobs.models import Job
from huitoukan.apps.jobs.services import ask, handles, run_here
from huitoukan.apps.ledgers.models import Entry as LedgerEntry
from huitoukan.apps.ledgers.models import LedgerImport
from huitoukan.apps.ledgers.services.entries import add_entry
from huitoukan.apps.ledgers.services.imports import read_file, stage_import
from huitoukan.apps.links.models import LinkSuggestion
from huitoukan.apps.mappings.models import ColumnMapping
from huitoukan.apps.oversight.models import Notice
from huitoukan.apps.oversight.services.notices import Given as GivenNotice
from huitoukan.apps.oversight.services.notices import make_notice
from huitoukan.apps.papers.models import Paper, PaperBatch
from huitoukan.apps.papers.queries.subjects import Wanted as WantedPaper
from huitoukan.apps.papers.services.issuing import issue, issue_many
from huitoukan.apps.places.models import Area
from huitoukan.apps.problems.models import Bulletin, FindingList, Problem, Sweep
from huitoukan.apps.problems.services.evidence import keep_evidence
from huitoukan.apps.problems.services.lists import read_list, stage_list
from huitoukan.apps.problems.services.papers import issue_bulletin
from huitoukan.apps.problems.services.reading_lists import ListLetter
from huitoukan.apps.problems.services.steps import take_step
from huitoukan.apps.registry.models import ImportBatch
from huitoukan.apps.registry.services.imports import import_files
from huitoukan.apps.registry.services.snapshots import freeze_snapshot
from huitoukan.apps.registry.services.staging import incoming
from huitoukan.apps.rulebook.models import Side as TriedSide
from huitoukan.apps.rulebook.models import TriedHit, TriedPlace, Try
from huitoukan.apps.rulebook.services.tries import ask_try, change_of_param
from huitoukan.apps.sources.models import Delivery
from huitoukan.apps.sources.services.deliveries import take_delivery
from huitoukan.apps.sources.services.reading import read_delivery
from huitoukan.apps.sources.services.reports import send_report
from huitoukan.documents.mapping import fingerprint
from huitoukan.domain.agreement import Side
from huitoukan.domain.problems import Action, State
from huitoukan.simulate.photographs import house
from tests.apps.ledgers.keeping import company, table
from tests.apps.mappings.files import OWN, ROWS, book
from tests.apps.registry.sheets import household, member, village, workbook
from tests.cast import AT, OTHER_VILLAGE, VILLAGE_1, VILLAGE_2, Cast
from tests.factories import ROAD, Maker, id_no, nothing_told

CANARIES = {"a": "甲区雀", "b": "乙区雀", "c": "丙区雀"}
VILLAGES = {"a": VILLAGE_1, "b": VILLAGE_2, "c": OTHER_VILLAGE}
RULES = {"a": "X16", "b": "X33", "c": "X16"}
DATASETS = {"a": "D14", "b": "D26", "c": "D14"}
BASELINES = {"a": "yl-2026-S1", "b": "yl-2026-S1", "c": "bs-2026-S1"}
ASSESSMENTS: dict[str, str] = {}
"""The run of each zone's county, which has its households."""
FILLED = {action: filled for _, action, _, filled in ROAD}


@handles("tests.address")
def nothing_to_do(actor: Actor, progress: object) -> dict[str, Any]:
    """A job that only has an address."""
    return {}


@dataclass(frozen=True)
class Thing:
    """An object with an address: its code, its area's path, its department if it has one."""

    code: str
    path: str
    department: str | None = None
    verb: str = ""
    """The right that opens it where the view does not say one."""
    asked_by: str = ""
    is_for_all_inside: bool = False
    """Whether whoever holds the verb in a part of its area has it too."""
    is_for_departments: bool = False
    """Whether it is no department's matter, and open to them all."""

    def is_open_to(self, actor: Actor, verb: str) -> bool:
        """Whether scope lets this person have it with this verb."""
        if self.asked_by and self.asked_by == actor.code:
            return True
        return any(
            (self.verb or verb) in grant.verbs
            and (
                self.path.startswith(grant.path)
                or (self.is_for_all_inside and grant.path.startswith(self.path))
            )
            and (
                not grant.department
                or self.is_for_departments
                or grant.department == self.department
            )
            for grant in actor.grants
        )


@dataclass
class Zone:
    """What stands in one zone, by what an address calls it."""

    canary: str
    path: str
    things: dict[str, Thing] = field(default_factory=dict)


@dataclass
class World:
    """The stage and its three zones."""

    cast: Cast
    zones: dict[str, Zone]
    absent: dict[str, str]
    """Codes of the same shape that nothing has."""


def _registry(cast: Cast, county: str, zone: Zone, folder: Path) -> ImportBatch:
    area, canary = cast.area(VILLAGES[county]), zone.canary
    here = {"township": area.parent.name if area.parent else ""}
    rows = {
        "village": [village(area.code, area.name, county=canary, **here)],
        "household": [
            household(f"H{county}-1", f"{canary}户", area.name, **here),
            household(f"H{county}-2", f"{canary}无村", f"{canary}无名村", **here),
        ],
        "member": [
            member(f"H{county}-1", f"P{county}-1", f"{canary}人", id_no=id_no(ord(county))),
            member(f"H{county}-9", f"P{county}-9", f"{canary}无户"),
        ],
        "off_registry": [
            {"name": f"{canary}档外", "id_no": id_no(300 + ord(county)), "groups": "重病",
             "village": area.name, **here}
        ],
    }  # fmt: skip
    path = workbook(folder / f"{canary}名册.xlsx", cast.pack, rows)
    campaign = cast.campaign if county != "c" else cast.other_campaign
    actor = cast.rui if county != "c" else cast.shan
    file = incoming(path, path.name, cast.pack)
    return import_files(actor, campaign, [file], at=AT, tell=nothing_told)


def _delivery(cast: Cast, county: str, zone: Zone, folder: Path) -> Delivery:
    dataset, canary = DATASETS[county], zone.canary
    row = {"id_no": id_no(ord(county)), "name": f"{canary}人", "from_month": "2026-01"}
    bad = {**row, "id_no": None, "year": 2026}
    rows = [{**row, "year": 2026}, bad]
    path = workbook(folder / f"{canary}数据.xlsx", cast.pack, {dataset: rows})
    sheets = read_delivery(path, path.name, cast.pack, nothing_told, path.parent, dataset=dataset)
    campaign = cast.campaign if county != "c" else cast.other_campaign
    (made,) = take_delivery(cast.system, campaign, path, name=path.name, sheets=sheets, at=AT)
    return made


def _question(
    cast: Cast, county: str, zone: Zone, area: Area, folder: Path
) -> tuple[Job, ColumnMapping]:
    """A file that stopped for its headings, and what was said of another one."""
    actor = cast.rui if county != "c" else cast.shan
    campaign = cast.campaign if county != "c" else cast.other_campaign
    path = book(folder / f"{zone.canary}未识别.xlsx", (f"{zone.canary}号", *OWN[1:]), ROWS)
    sha256, _ = keep_bytes(pieces_of(path))
    asked = ask(
        actor, "registry.import", title=f"导入“{path.name}”", area=area, on_queue=False,
        campaign=campaign.code, files=[{"sha256": sha256, "name": path.name}], table="household",
    )  # fmt: skip
    job = run_here(asked.code)
    assert job.waits
    mapping = ColumnMapping.objects.create(
        code=f"LD-{county}",
        area=area,
        department="rural-office",
        intake="registry.import",
        table="household",
        fingerprint=fingerprint([zone.canary]),
        headings=[zone.canary],
        columns={zone.canary: "household_no"},
        file_name=f"{zone.canary}.xlsx",
        saved_by=actor.code,
        saved_at=AT,
    )
    return job, mapping


def _problem(make: Maker, county: str, zone: Zone) -> tuple[Hit, Problem, StoredFile]:
    cast = make.cast
    campaign = cast.campaign if county != "c" else cast.other_campaign
    place, rule = VILLAGES[county], RULES[county]
    open_hit = make.hit(
        make.household(place, head=f"{zone.canary}主"),
        rule,
        campaign=campaign,
        sentence=f"{zone.canary}待核定。",
    )
    problem = make.problem(
        make.household(place, head=f"{zone.canary}问"),
        rule,
        campaign=campaign,
        finder="shan" if county == "c" else "rui",
        sentence=f"{zone.canary}已登记。",
    )
    for action in (Action.CONFIRM, Action.ASSIGN, Action.ACCEPT, Action.PLAN):
        problem = take_step(cast.system, problem.code, action, FILLED[action], at=AT)
    # Whoever planned does not judge the plan, not even the system.
    judge = replace(cast.system, code="judge")
    approval = FILLED[Action.APPROVE_PLAN]
    problem = take_step(judge, problem.code, Action.APPROVE_PLAN, approval, at=AT)
    # Another picture in each zone: what is shown of a photograph is the same for the same picture.
    photo = house(is_repaired=True, turn=ord(county)) + zone.canary.encode()
    evidence = keep_evidence(cast.system, problem.code, [(f"{zone.canary}.jpg", photo)], at=AT)
    return open_hit, problem, evidence[0]


def _assigned(make: Maker, county: str, zone: Zone) -> AssignedHit:
    """A doubt that was sent down to the village."""
    cast = make.cast
    campaign = cast.campaign if county != "c" else cast.other_campaign
    home = make.household(VILLAGES[county], head=f"{zone.canary}交")
    hit = make.hit(home, "C003", campaign=campaign, sentence=f"{zone.canary}已下发。")
    actor = cast.shan if county == "c" else cast.rui
    wanted = Wanted(rule="C003", place=VILLAGES[county])
    (share,) = split(actor, campaign, wanted).shares
    send(actor, campaign, wanted, {share.key: share.n}, Letter(f"{zone.canary}核实"), at=AT)
    every = AssignedHit.objects.for_system("tests").select_related("assignment")
    return every.get(hit=hit)


def _link(make: Maker, county: str, zone: Zone, delivery: Delivery) -> LinkSuggestion:
    """A row that may be a person of the village."""
    home = make.household(VILLAGES[county], head=f"{zone.canary}联")
    return LinkSuggestion.objects.create(
        code=f"GL-0000000{county}", campaign=delivery.campaign, area=home.area,
        dataset=delivery.dataset, delivery=delivery, row_no=2, row_hash=county * 64,
        row_name=f"{zone.canary}行", person_no=f"P{county}-7", member_hash=county * 64,
        member_name=f"{zone.canary}联", household_no=home.household_no, score=0.99,
        reason="姓名相同",
    )  # fmt: skip


def _income(make: Maker, county: str, zone: Zone, folder: Path) -> tuple[IncomeSheet, SheetImport]:
    """A household's account, and a workbook of its lines that came back unchanged."""
    cast = make.cast
    campaign = cast.campaign if county != "c" else cast.other_campaign
    home = make.household(VILLAGES[county], head=f"{zone.canary}账")
    line = {
        "item": "土地租金", "amount": "4000", "unit": "元", "evidence": f"{zone.canary}合同",
        "said_by": "户主", "basis": "actual",
    }  # fmt: skip
    member = {"person_no": f"{zone.canary}1", "name": f"{zone.canary}账", "relation": "户主",
              "birth": "1980-01-01"}  # fmt: skip
    content = {"period": {"annual_oct_sep": 2026}, "members": [member], "lines": [line]}
    made = record_sheet(cast.system, campaign, home.household_no, content, at=AT)
    actor = cast.shan if county == "c" else cast.rui
    _name, book = export_lines(actor, campaign, [made], place=zone.canary, at=AT)
    path = folder / f"{zone.canary}测算表.xlsx"
    path.write_bytes(book)
    sheets = read_lines(path, path.name, nothing_told)
    return made, import_lines(actor, campaign, path, name=path.name, sheets=sheets, at=AT)


def _agreement(make: Maker, county: str, zone: Zone, folder: Path) -> tuple[Mismatch, SheetBatch]:
    """A household that two sides tell differently, and a printed sheet that came back empty."""
    cast = make.cast
    campaign = cast.campaign if county != "c" else cast.other_campaign
    home = make.household(VILLAGES[county], head=f"{zone.canary}核", member_count=4)
    members = members_of([home]).get(home.pk, [])
    texts = {("", "head_name"): {Side.BOOKLET: f"{zone.canary}册", Side.OBSERVED: "="}}
    state = state_of(lines_of(home, members, cast.pack))
    record_round(
        cast.system, campaign, home.household_no, texts, seen_state=state, on=AT.date(), at=AT
    )
    actor = cast.shan if county == "c" else cast.rui
    path = folder / f"{zone.canary}核对表.xlsx"
    path.write_bytes(make_sheet(actor, campaign, village=VILLAGES[county], at=AT).content)
    sheets = read_book(path, path.name, nothing_told)
    batch = import_sheets(actor, campaign, path, name=path.name, sheets=sheets, at=AT)
    return Mismatch.objects.for_system("tests").get(agreement__household=home), batch


def _ledger(cast: Cast, county: str, zone: Zone, folder: Path) -> tuple[LedgerEntry, LedgerImport]:
    """An entry of a kept ledger, and a file for it that waits to be written."""
    campaign = cast.campaign if county != "c" else cast.other_campaign
    actor = cast.shan if county == "c" else cast.rui
    texts = company(company=f"{zone.canary}公司", village_code=VILLAGES[county])
    entry = add_entry(actor, campaign, "K01", texts, at=AT)
    rows = [{**texts, "company": f"{zone.canary}新公司"}, {**texts, "village_code": zone.canary}]
    path = table(folder / f"{zone.canary}台账.xlsx", cast, "K01", rows)
    dataset = cast.pack.sources["K01"]
    sheets = read_file(path, path.name, campaign, dataset, tell=nothing_told, mappings={})
    waiting = stage_import(actor, campaign, "K01", path, name=path.name, sheets=sheets, at=AT)
    return entry, waiting


def _meeting(cast: Cast, county: str) -> tuple[str, str]:
    """A feedback meeting of the zone's township, told to all who work there; number and path."""
    campaign = cast.campaign if county != "c" else cast.other_campaign
    actor = cast.shan if county == "c" else cast.rui
    day = {"a": "2026-11-01", "b": "2026-11-02", "c": "2026-11-01"}[county]
    town = cast.area(VILLAGES[county]).parent
    assert town is not None
    texts = {"township_code": town.code, "held_on": day, "kind": "问题反馈会"}
    return add_entry(actor, campaign, "K05", texts, at=AT).code, town.depth_path


def _letter(make: Maker, county: str, zone: Zone) -> Paper:
    """A letter to a helper of the village, to be signed."""
    cast = make.cast
    campaign = cast.campaign if county != "c" else cast.other_campaign
    home = make.household(VILLAGES[county], head=f"{zone.canary}责", helper_name=f"{zone.canary}帮")
    asks = {"甲方": "镇政府", "帮扶建议": f"{zone.canary}落实", "整改期限": "2026-12-01"}
    asked = WantedPaper("responsibility_letter", "", (home.household_no,), asks=asks)
    return issue(cast.system, campaign, asked, at=AT)


def _adjustment(cast: Cast, county: str, zone: Zone) -> Adjustment:
    """An adjustment that waits for its first agreement."""
    campaign = cast.campaign if county != "c" else cast.other_campaign
    actor = cast.shan if county == "c" else cast.rui
    filled = Filled(
        "household_correction", f"H{county}-1", {"household_phone": "13900000000"},
        column="household_phone", effective_on=AT.date(), reason=f"{zone.canary}更正",
    )  # fmt: skip
    return propose(actor, campaign, filled, at=AT)


def _assessment(actor: Actor, campaign: Campaign) -> Assessment:
    """Every household of the county, held against the pack's standard."""
    made = assess(campaign, campaign.pack.opened(), standard="", on=None, at=AT, tell=nothing_told)
    return store_assessment(actor, campaign, made, campaign.pack, at=AT)


def verdict_of(run: Assessment, household_no: str) -> HouseholdVerdict:
    """What the run says of a household."""
    every = HouseholdVerdict.objects.for_system("tests")
    return every.select_related("area").get(run=run, household_no=household_no)


def _try(cast: Cast, county: str, zone: Zone) -> Try:
    """A changed rule that was tried, with one object in the zone's village."""
    campaign = cast.campaign if county != "c" else cast.other_campaign
    actor = cast.shan if county == "c" else cast.rui
    change = change_of_param(campaign, "X04", "car_value_limit", "50000")
    one = ask_try(actor, campaign, change, at=AT, on_queue=False)
    area = cast.area(VILLAGES[county])
    TriedPlace.objects.create(attempt=one, area=area, n_before=1)
    TriedHit.objects.create(
        attempt=one, area=area, side=TriedSide.ONLY_BEFORE, object_kind="person",
        household_no=f"H{county}-1", name=zone.canary, sentence=zone.canary,
    )  # fmt: skip
    one.ended_at = AT
    one.save()
    return one


def _notice(cast: Cast, county: str, zone: Zone) -> Notice:
    """A public notice in the zone's village."""
    campaign = cast.campaign if county != "c" else cast.other_campaign
    actor = cast.shan if county == "c" else cast.rui
    days = (AT.date(), AT.date() + timedelta(days=3650))
    said = GivenNotice("other", VILLAGES[county], zone.canary, zone.canary, *days)
    return make_notice(actor, campaign, said, at=AT)


def _papers(cast: Cast, county: str) -> tuple[Paper, PaperBatch]:
    """A list of the village's problems, and the batch that it came in."""
    campaign = cast.campaign if county != "c" else cast.other_campaign
    asked = WantedPaper("village_list", VILLAGES[county])
    batch = issue_many(cast.system, campaign, asked, at=AT, tell=nothing_told)
    return Paper.objects.for_system("tests").get(batch=batch), batch


def _list(cast: Cast, county: str, zone: Zone, folder: Path) -> FindingList:
    """A list of problems of the zone's village that waits to be entered."""
    campaign = cast.campaign if county != "c" else cast.other_campaign
    path = folder / f"list-{county}.csv"
    path.write_text(
        f"行政村代码,存在问题,问题类型\n{VILLAGES[county]},{zone.canary}漏雨,P321\n"
        f"{VILLAGES[county]},{zone.canary}挑水,P999\n", encoding="utf-8-sig",
    )  # fmt: skip
    letter = ListLetter("audit", zone.canary, AT.date())
    sheets = read_list(path, path.name, campaign, tell=nothing_told, mappings={})
    actor = cast.shan if county == "c" else cast.rui
    return stage_list(
        actor, campaign, letter, path, name=f"{zone.canary}.csv", sheets=sheets, at=AT
    )


def _sweep(problem: Problem, hit: Hit, job: Job) -> Sweep:
    """A look over all objects from a problem, that found the zone's doubt."""
    made = Sweep.objects.create(
        code=f"JY-{problem.code[3:]}", campaign=problem.campaign, problem=problem,
        type=problem.type, rules=[hit.rule], run_code=hit.last_run.code, asked_by="tests",
        asked_by_name="测试", asked_at=AT, job=job,
    )  # fmt: skip
    hit.sweeps.add(made)
    return made


def build_world(cast: Cast, folder: Path) -> World:
    """Fill both counties."""
    folder.mkdir(parents=True, exist_ok=True)
    make = Maker(cast)
    zones = {
        name: Zone(canary, cast.area(VILLAGES[name]).depth_path)
        for name, canary in CANARIES.items()
    }
    for name, zone in zones.items():
        area = cast.area(VILLAGES[name])
        county = area.parent.parent if area.parent else None
        assert county is not None
        here, above = area.depth_path, county.depth_path
        batch = _registry(cast, name, zone, folder)
        if name != "b":  # what is frozen again at the end differs from this
            freeze_snapshot(cast.system, batch.campaign, at=AT, tell=nothing_told)
        delivery = _delivery(cast, name, zone, folder)
        hit, problem, evidence = _problem(make, name, zone)
        assigned = _assigned(make, name, zone)
        mismatch, sheet_batch = _agreement(make, name, zone, folder)
        income_sheet, income_import = _income(make, name, zone, folder)
        asker = {"a": cast.rui, "b": cast.bao, "c": cast.shan}[name]
        job: Job = ask(asker, "tests.address", title=f"{zone.canary}的任务", area=county)
        question, mapping = _question(cast, name, zone, county, folder)
        entry, ledger_import = _ledger(cast, name, zone, folder)
        department = problem.department
        paper, paper_batch = _papers(cast, name)
        meeting = _meeting(cast, name)
        zone.things = {
            "household": Thing(f"H{name}-1", here),
            "village": Thing(area.code, here),
            "mismatch": Thing(mismatch.code, here),
            "link": Thing(_link(make, name, zone, delivery).code, here),
            "assignment": Thing(assigned.assignment.code, here, verb="assignment.see"),
            "assigned_hit": Thing(assigned.code, here, verb="assignment.see"),
            "entry": Thing(entry.code, here, entry.department),
            "ledger_import": Thing(ledger_import.code, above, entry.department),
            "adjustment": Thing(_adjustment(cast, name, zone).code, here),
            "sheet_batch": Thing(sheet_batch.code, above),
            "income_sheet": Thing(income_sheet.code, here),
            "income_import": Thing(income_import.code, above),
            "batch": Thing(batch.code, above),
            "delivery": Thing(delivery.code, above, delivery.department),
            "quality_report": Thing(
                send_report(cast.system, delivery.code, at=AT).code, above, delivery.department
            ),
            "hit": Thing(hit.code, here, hit.department),
            "meeting": Thing(*meeting, is_for_all_inside=True, is_for_departments=True),
            "letter_to_sign": Thing(_letter(make, name, zone).code, here),
            "finding_list": Thing(_list(cast, name, zone, folder).code, above),
            "sweep": Thing(_sweep(problem, hit, job).code, above),
            "run": Thing(hit.last_run.code, above, is_for_all_inside=True, is_for_departments=True),
            "problem": Thing(problem.code, here, department),
            "notice": Thing(_notice(cast, name, zone).code, here),
            "paper": Thing(paper.code, here),
            "paper_batch": Thing(paper_batch.code, here),
            "paper_file": Thing(paper.word.sha256, here, verb="paper.see"),
            "job": Thing(job.code, above, verb="job.see", asked_by=asker.code),
            "question": Thing(question.code, above, verb="registry.import"),
            "mapping": Thing(mapping.code, above, verb="registry.import"),
            "evidence": Thing(evidence.sha256, here, department, verb="problem.see"),
            "workbook": Thing(batch.files.get().file.sha256, above, "", verb="registry.reveal"),
            "ledger_file": Thing(
                ledger_import.file.sha256, above, entry.department, verb="ledger.keep"
            ),
            "delivered": Thing(
                delivery.file.sha256, above, delivery.department, verb="source.deliver"
            ),
        }
    for name, campaign in (("a", cast.campaign), ("c", cast.other_campaign)):
        bulletin: Bulletin = issue_bulletin(cast.system, campaign, at=AT)
        frozen = freeze_snapshot(cast.system, campaign, at=AT, tell=nothing_told)
        zones[name].things["snapshot"] = Thing(
            frozen.code, campaign.area.depth_path, is_for_all_inside=True
        )
        run = _assessment(cast.system, campaign)
        for zone in ("a", "b") if name == "a" else ("c",):
            ASSESSMENTS[zone] = run.code
            home = verdict_of(run, f"H{zone}-1")
            doubt = ListingDoubt.objects.create(
                code=f"DD-{zone}", campaign=campaign, run=run, area=home.area, kind="not_included",
                household_no=home.household_no, status="lifted", verdict="not_met",
            )  # fmt: skip
            zones[zone].things["listing_doubt"] = Thing(doubt.code, home.area.depth_path)
            leaving = Exit.objects.create(
                code=f"TC-{zone}", campaign=campaign, run=run, area=home.area, kind="household",
                standard=run.standard, note=CANARIES[zone], proposed_by="x", proposed_name="x",
                proposed_at=AT,
            )  # fmt: skip
            zones[zone].things["exit"] = Thing(leaving.code, home.area.depth_path)
        zones[name].things["assessment"] = Thing(
            run.code, campaign.area.depth_path, is_for_all_inside=True
        )
        one = _try(cast, name, zones[name])
        zones[name].things["try"] = Thing(
            one.code, campaign.area.depth_path, is_for_all_inside=True
        )
        zones[name].things["letter"] = Thing(
            bulletin.word.sha256, campaign.area.depth_path, "", verb="problem.see"
        )
    for zone in zones.values():
        assert (
            Problem.objects.for_system("tests").get(code=zone.things["problem"].code).stands
            is State.RECTIFYING
        )
    absent = {
        "household": "H-absent",
        "quality_report": "ZL-00000000",
        "village": "980122100999",
        "mismatch": "BY-2026-999999",
        "link": "GL-99999999",
        "assignment": "JB-2026-999999",
        "assigned_hit": "JB-2026-999999-001",
        "adjustment": "TZ-00000000",
        "entry": "JL-00000000",
        "ledger_import": "TR-00000000",
        "sheet_batch": "HR-00000000",
        "income_sheet": "SR-00000000",
        "income_import": "SD-00000000",
        "batch": "DR-00000000",
        "delivery": "BS-00000000",
        "hit": "YD-2026-999999",
        "run": "BD-00000000",
        "sweep": "JY-2026-999999",
        "finding_list": "QD-00000000",
        "problem": "WT-2026-999999",
        "notice": "GS-2026-999999",
        "paper": "WS-2026-999999",
        "meeting": "JL-00000001",
        "letter_to_sign": "WS-2026-999998",
        "paper_batch": "WP-2026-999999",
        "paper_file": "5" * 64,
        "job": "RW-00000000",
        "question": "RW-00000001",
        "mapping": "LD-00000000",
        "evidence": "0" * 64,
        "workbook": "1" * 64,
        "delivered": "2" * 64,
        "letter": "3" * 64,
        "ledger_file": "4" * 64,
        "snapshot": "yl-2026-S99",
        "try": "SY-00000000",
        "assessment": "DB-00000000",
        "listing_doubt": "DD-00000000",
        "exit": "TC-00000000",
    }
    return World(cast, zones, absent)
