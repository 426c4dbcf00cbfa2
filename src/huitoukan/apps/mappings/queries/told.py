"""What a command was told about headings: `--map 原标题=列` and `--mapping FILE.yaml`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, cast

from huitoukan.apps.mappings.models import ColumnMapping
from huitoukan.apps.mappings.queries import QUESTIONS
from huitoukan.documents.mapping import Change, ChangeKind
from huitoukan.domain.refusals import Refused
from huitoukan.rules.yaml_lines import BadYaml, read_yaml

IGNORED = "ignore"


def told_of(file: Path | None, pairs: Sequence[str]) -> dict[str, dict[str, str]]:
    """The options as table to heading to column; "" is whichever table has the column.

    The file holds `table: {heading: column}`, as `huitoukan mapping show` prints it. Raises Refused
    FILE_MISSING, MAPPING_INVALID.
    """
    told = _from_file(file) if file is not None else {}
    for pair in pairs:
        heading, sign, column = pair.rpartition("=")
        if not sign or not heading.strip():
            raise Refused("MAPPING_INVALID", given=pair, why="没有等号")
        told.setdefault("", {})[heading.strip()] = column.strip()
    return told


def _from_file(file: Path) -> dict[str, dict[str, str]]:
    if not file.is_file():
        raise Refused("FILE_MISSING", name=file)
    try:
        content, _lines = read_yaml(file.read_text(encoding="utf-8"))
    except (BadYaml, UnicodeDecodeError) as bad:
        raise Refused("MAPPING_INVALID", given=file.name, why=str(bad)) from bad
    tables = content if isinstance(content, dict) else None
    if tables is None or not all(isinstance(pairs, dict) for pairs in tables.values()):
        raise Refused("MAPPING_INVALID", given=file.name, why="应为：表、表头、列三层")
    return {
        str(table): {str(heading): str(column or IGNORED) for heading, column in pairs.items()}
        for table, pairs in tables.items()
    }


def as_told(mapping: ColumnMapping) -> dict[str, dict[str, str]]:
    """A remembered mapping in the shape that the options take."""
    columns = {h: mapping.columns.get(h) or IGNORED for h in mapping.headings if h}
    return {mapping.table: columns}


def asked_in_json(result: dict[str, Any]) -> list[dict[str, Any]]:
    """The questions of a stopped job for another program; nothing when there is none."""
    return [
        {
            "sheet": question["sheet"],
            "table": question["table"],
            "header_row": question["header_row"],
            "missing": question["missing"],
            "changed": question["changed"],
            "headings": [
                {
                    "heading": heading["text"],
                    "column": heading["column"] or None,
                    "how": heading["how"] or "unknown",
                }
                for heading in question["headings"]
            ],
        }
        for question in result.get(QUESTIONS, ())
    ]


def in_words(asked: Sequence[dict[str, Any]]) -> list[str]:
    """The questions for a terminal: the open headings, each with what it may be."""
    lines = []
    for question in asked:
        for heading in question["headings"]:
            if heading["how"] == "known":
                continue
            may_be = f"（可能是 {heading['column']}）" if heading["column"] else ""
            lines.append(f"“{question['sheet']}”的表头“{heading['heading']}”{may_be}")
    return lines


def warnings_in_json(sheets: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """What changed in the headings, sheet by sheet, and what was left unread."""
    changed = [
        {"sheet": sheet["sheet"], **change} for sheet in sheets for change in sheet["changed"]
    ]
    unread = [
        {"sheet": sheet["sheet"], "kind": "unread", "heading": heading, "before": ""}
        for sheet in sheets
        for heading in sheet["unread"]
    ]
    return [*changed, *unread]


def warned(warning: Mapping[str, str]) -> str:
    """One of these warnings in words, for a terminal."""
    if warning["kind"] == "unread":
        return f"表头“{warning['heading']}”不认识，没有读取。"
    kind = cast("ChangeKind", warning["kind"])
    return Change(kind, warning["heading"], warning["before"]).sentence()
