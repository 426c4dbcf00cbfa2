"""The files of `agreement/` and `archives/` become values: compared columns, documents."""

from __future__ import annotations

from huitoukan.domain.agreement import Judge
from huitoukan.rules.entry import Entry, Fields
from huitoukan.rules.shapes.registry import (
    GATES,
    AgreementTable,
    Archive,
    ArchiveDocument,
    ComparedField,
)
from huitoukan.rules.shapes.words import Param

AGREEMENT_TABLES = ("household", "member")
ARCHIVE_OBJECTS = ("household", "village")


def build_agreement(entry: Entry) -> AgreementTable:
    """A file of `agreement/`; a field without a problem type takes the file's."""
    with Fields(entry) as fields:
        problem = fields.text("problem")
        return AgreementTable(
            id=fields.need("id").choice(AGREEMENT_TABLES),
            title=fields.need("title").texts(),
            problem=problem,
            basis=fields.text("basis"),
            fields=tuple(_field(part, problem) for part in fields.need("fields").items()),
        )


def _field(entry: Entry, problem: str) -> ComparedField:
    with Fields(entry) as fields:
        within = fields.get("within")
        return ComparedField(
            column=fields.text("column"),
            gate=fields.need("gate").choice(GATES),
            judge=fields.need("judge").choice([judge.value for judge in Judge]),
            problem=fields.text("problem", problem),
            within=_tolerance(within) if within is not None else None,
        )


def _tolerance(entry: Entry) -> Param:
    with Fields(entry) as fields:
        value = fields.need("value")
        if value.number() < 0:
            raise value.bad("TOLERANCE", "容差不能是负数")
        return Param(value.number(), fields.text("unit"), fields.text("source"))


def build_archive(entry: Entry) -> Archive:
    """A file of `archives/`."""
    with Fields(entry) as fields:
        return Archive(
            id=fields.need("id").choice(ARCHIVE_OBJECTS),
            title=fields.need("title").texts(),
            basis=fields.text("basis"),
            documents=tuple(_document(part) for part in fields.need("documents").items()),
        )


def _document(entry: Entry) -> ArchiveDocument:
    with Fields(entry) as fields:
        return ArchiveDocument(
            fields.text("code"), fields.text("zh"), fields.text("en"), fields.text("basis")
        )
