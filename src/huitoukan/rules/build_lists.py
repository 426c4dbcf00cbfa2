"""The files beside the rules become values: tables, code lists, problem types, posts and so on."""

from __future__ import annotations

from huitoukan.domain.quality import CHECKS, FILLED
from huitoukan.rules.entry import Entry, Fields
from huitoukan.rules.shapes.campaign import (
    SEVERITIES,
    Deadline,
    Department,
    FindingSource,
    Handling,
    Phase,
    Post,
    ProblemType,
    Wordings,
)
from huitoukan.rules.shapes.registry import Measure, Quality
from huitoukan.rules.shapes.tables import KEY_OF_OBJECT, Column, DataSet, Kept
from huitoukan.rules.shapes.words import CodeList, CodeValue, Line, LineValue, Reason, ReasonList

COLUMN_TYPES = ("text", "code", "id_no", "int", "decimal", "bool", "date", "month", "year")
PERIODS = ("snapshot", "year", "month", "event")
MEASURED = ("household", "member")
KEPT_STANDS = ("alone", "first", "second")
KEEPERS = ("township", "village")
LEVELS = ("province", "city", "county", "township", "village", "department")


def build_data_set(entry: Entry) -> DataSet:
    """A file of `sources/` or `fields/`."""
    with Fields(entry) as fields:
        months = fields.need("retention_months").integer()
        needs_consent = fields.flag("needs_consent")
        return DataSet(
            id=fields.text("id"),
            title=fields.need("title").texts(),
            department=fields.text("department", ""),
            object=fields.need("object").choice(KEY_OF_OBJECT),
            key=fields.text("key"),
            row_key=fields.words("row_key"),
            purpose=fields.text("purpose"),
            basis=fields.text("basis"),
            retention_months=months,
            period=fields.need("period").choice(PERIODS),
            columns=tuple(_column(part) for part in fields.need("columns").items()),
            needs_consent=needs_consent,
            consent_basis=fields.text("consent_basis", None if needs_consent else ""),
            kept=_kept(fields.get("kept")),
        )


def _kept(entry: Entry | None) -> Kept | None:
    """How the data set is kept on screen, where it is."""
    if entry is None:
        return None
    with Fields(entry) as fields:
        return Kept(
            title=fields.need("title").words(),
            stands=fields.need("stands").choice(KEPT_STANDS),
            place=fields.text("place", ""),
            by=tuple(part.choice(KEEPERS) for part in fields.items("by")),
            totals=fields.words("totals"),
            long=fields.words("long"),
        )


def _column(entry: Entry) -> Column:
    with Fields(entry) as fields:
        return Column(
            name=fields.text("name"),
            label=fields.text("label"),
            label_en=fields.text("en", ""),
            also=fields.words("also"),
            type=fields.need("type").choice(COLUMN_TYPES),
            required=fields.flag("required"),
            sensitive=fields.flag("sensitive"),
            codes=fields.text("codes", "") or None,
            many=fields.flag("many"),
            unit=fields.text("unit", ""),
            block=fields.text("block", ""),
            help=fields.text("help", ""),
        )


def build_code_list(entry: Entry) -> CodeList:
    """A file of `codes/`."""
    with Fields(entry) as fields:
        return CodeList(
            id=fields.text("id"),
            title=fields.need("title").texts(),
            basis=fields.text("basis"),
            values=tuple(_code_value(part) for part in fields.need("values").items()),
        )


def _code_value(entry: Entry) -> CodeValue:
    with Fields(entry) as fields:
        return CodeValue(
            fields.text("code"),
            fields.text("zh"),
            fields.text("en"),
            fields.words("also"),
            fields.text("counts_as", ""),
        )


def build_department(entry: Entry) -> Department:
    """An item of `departments.yaml`."""
    with Fields(entry) as fields:
        return Department(fields.text("code"), fields.need("name").texts(), fields.words("groups"))


def build_problem_type(entry: Entry) -> ProblemType:
    """A file of `problems/`."""
    with Fields(entry) as fields:
        return ProblemType(
            id=fields.text("id"),
            title=fields.need("title").texts(),
            work=fields.text("work", ""),
            topic=fields.text("topic"),
            department=fields.text("department"),
            severity=fields.need("severity").choice(SEVERITIES),
            evidence=fields.words("evidence"),
            deadline=fields.text("sla", ""),
            basis=fields.text("basis", ""),
        )


def build_wordings(entry: Entry) -> Wordings:
    """A file of `wordings/`."""
    with Fields(entry) as fields:
        return Wordings(
            id=fields.text("id"),
            title=fields.need("title").texts(),
            problem=fields.text("problem", ""),
            texts=fields.need("texts").words(),
            basis=fields.text("basis"),
        )


def build_post(entry: Entry) -> Post:
    """A file of `roles/`."""
    with Fields(entry) as fields:
        return Post(
            id=fields.text("id"),
            title=fields.need("title").texts(),
            level=fields.need("level").choice(LEVELS),
            verbs=fields.words("verbs"),
            department_only=fields.flag("department_only"),
            basis=fields.text("basis", ""),
        )


def build_deadline(entry: Entry) -> Deadline:
    """A file of `deadlines/`."""
    with Fields(entry) as fields:
        return Deadline(
            id=fields.text("id"),
            title=fields.need("title").texts(),
            days=fields.integer("days"),
            calendar=fields.need("calendar").choice(("natural", "working")),
            counts_from=fields.text("counts_from", ""),
            until=fields.text("until", ""),
            basis=fields.text("basis"),
        )


def build_handling(entry: Entry) -> Handling:
    """A file of `handling/`: how doubts of one severity are sent down."""
    with Fields(entry) as fields:
        return Handling(
            id=fields.need("id").choice(SEVERITIES),
            title=fields.need("title").texts(),
            between=fields.words("between"),
            inside=fields.words("inside"),
            field_deadline=fields.text("field_deadline", ""),
            department_deadline=fields.text("department_deadline", ""),
            urgent_deadline=fields.text("urgent_deadline", ""),
            not_by=fields.words("not_by"),
            basis=fields.text("basis"),
            sign_off=fields.text("sign_off", "county"),
        )


def build_reasons(entry: Entry) -> ReasonList:
    """A file of `reasons/`."""
    with Fields(entry) as fields:
        return ReasonList(
            id=fields.text("id"),
            title=fields.need("title").texts(),
            basis=fields.text("basis", ""),
            values=tuple(_reason(part) for part in fields.need("values").items()),
        )


def _reason(entry: Entry) -> Reason:
    with Fields(entry) as fields:
        asked = fields.get("text")
        return Reason(
            code=fields.text("code"),
            zh=fields.text("zh"),
            en=fields.text("en"),
            needs_text=asked is not None and asked.choice(("required",)) == "required",
            evidence=fields.text("evidence", ""),
        )


def build_phase(entry: Entry) -> Phase:
    """An item of `phases.yaml`."""
    with Fields(entry) as fields:
        return Phase(
            code=fields.text("code"),
            title=fields.need("title").texts(),
            gate=fields.text("gate"),
            gate_title=fields.need("gate_title").texts(),
            basis=fields.text("basis", ""),
        )


def build_finding_source(entry: Entry) -> FindingSource:
    """An item of `finding_sources.yaml`."""
    with Fields(entry) as fields:
        return FindingSource(
            id=fields.text("id"),
            title=fields.need("title").texts(),
            prefix=fields.text("prefix"),
            level=fields.need("level").choice(LEVELS),
            outside=fields.flag("outside"),
            answer_days=fields.integer("answer_days"),
            calendar=fields.need("calendar").choice(("natural", "working")),
            basis=fields.text("basis"),
        )


def build_line(entry: Entry) -> Line:
    """A file of `lines/`."""
    with Fields(entry) as fields:
        return Line(
            id=fields.text("id"),
            title=fields.need("title").texts(),
            unit=fields.text("unit"),
            basis=fields.text("basis"),
            values=tuple(build_line_value(part) for part in fields.need("values").items()),
        )


def build_line_value(entry: Entry) -> LineValue:
    """One dated number of a line, of a price or of a cost ratio."""
    with Fields(entry) as fields:
        return LineValue(
            fields.need("from").day(),
            fields.need("value").number(),
            fields.text("place", ""),
            fields.text("source", ""),
            fields.day("to"),
        )


def build_quality(entry: Entry) -> Quality:
    """The file `quality.yaml`."""
    with Fields(entry) as fields:
        gates = {}
        for part in fields.need("gates").items():
            with Fields(part) as gate:
                gates[gate.text("id")] = gate.need("title").texts()
        return Quality(
            basis=fields.text("basis"),
            gates=gates,
            measures=tuple(_measure(part) for part in fields.need("measures").items()),
        )


def _measure(entry: Entry) -> Measure:
    with Fields(entry) as fields:
        when, check = fields.get("when"), fields.get("check")
        return Measure(
            table=fields.need("table").choice(MEASURED),
            column=fields.text("column"),
            check=check.choice(CHECKS) if check else FILLED,
            weight=fields.need("weight").number(),
            gate=fields.text("gate", ""),
            when={name: part.words() for name, part in when.pairs()} if when else {},
        )
