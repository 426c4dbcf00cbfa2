"""A small pack for tests: two departments, a registry, a few data sets, and rules given as text."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from huitoukan.rules.load import load_pack
from huitoukan.rules.pack import Pack

PACK = """\
id: small
title: {zh: 小包, en: Small}
release: 1
in_force: {from: 2020-01-01}
basis: 测试
"""

DEPARTMENTS = """\
- {code: rural-office, name: {zh: 县乡村振兴办, en: Rural office}}
- {code: public-security, name: {zh: 县公安局, en: Public security}}
"""


def table(name: str, of: str, key: str, columns: str, department: str = "public-security") -> str:
    """A data set's YAML; `columns` are `name type` pairs separated by commas, * for required."""
    lines = []
    for word in columns.split(", "):
        column, kind = word.split(" ")
        required = ", required: true" if column.endswith("*") else ""
        codes = ", codes: health, many: true" if kind == "code" else ""
        column = column.rstrip("*")
        lines.append(f"  - {{name: {column}, label: {column}, type: {kind}{codes}{required}}}")
    head = (
        f"id: {name}\ntitle: {name}\ndepartment: {department}\nobject: {of}\nkey: {key}\n"
        f"row_key: [{key}]\npurpose: 测试\nbasis: 测试\nretention_months: 24\nperiod: event\n"
    )
    return head + "columns:\n" + "\n".join(lines) + "\n"


FILES: dict[str, str] = {
    "pack.yaml": PACK,
    "departments.yaml": DEPARTMENTS,
    "fields/household.yaml": table(
        "household",
        "household",
        "household_no",
        "household_no* text, head_name* text, village* text, member_count int, cause text",
        "rural-office",
    ),
    "fields/member.yaml": table(
        "member",
        "person",
        "id_no",
        "household_no* text, person_no* text, name* text, id_no id_no, birth_date date, sex text,"
        " relation text, health code, phone text",
        "rural-office",
    ),
    "fields/village.yaml": table(
        "village", "village", "village_code", "village_code* text, village* text, poor bool"
    ),
    "sources/D07.yaml": table("D07", "person", "id_no", "id_no* id_no, name text, died_on* date"),
    "sources/D12.yaml": table("D12", "person", "id_no", "id_no* id_no, died_on* date"),
    "sources/D08.yaml": table(
        "D08", "person", "id_no", "id_no* id_no, plate text, value decimal, state text"
    ),
    "sources/D14.yaml": table(
        "D14",
        "person",
        "id_no",
        "id_no* id_no, name text, village_code text, from_month month, to_month month",
    ),
    "sources/D16.yaml": table(
        "D16", "person", "id_no", "id_no* id_no, from_month month, to_month month"
    ),
    "sources/D27.yaml": table(
        "D27", "person", "id_no", "id_no* id_no, began_on date, ended_on date"
    ),
    "sources/D33.yaml": table(
        "D33", "household", "household_no", "household_no* text, grade text, appraised_on date"
    ),
    "sources/D56.yaml": table(
        "D56", "village", "village_code", "village_code* text, has_road bool"
    ),
    "codes/health.yaml": (
        "id: health\ntitle: {zh: 健康, en: Health}\nbasis: 测试\n"
        "values: [{code: 健康, zh: 健康, en: Healthy}, {code: 残疾, zh: 残疾, en: Disabled}]\n"
    ),
    "problems/P106.yaml": (
        "id: P106\ntitle: {zh: 数据错误, en: Wrong data}\ntopic: 数据\nseverity: E\n"
        "department: rural-office\n"
    ),
}

EXAMPLES = """\
examples:
  - {name: a hit, case: positive, on: 2026-10-31, given: {member: []}, expect: [P1]}
  - {name: no hit, case: negative, on: 2026-10-31, given: {member: []}, expect: []}
  - {name: the edge, case: boundary, on: 2026-10-31, given: {member: []}, expect: []}
"""


def rule(body: str, rule_id: str = "X11", says: str = "疑点。", examples: str = EXAMPLES) -> str:
    """A rule's YAML around the lines that matter in a test."""
    return (
        f"id: {rule_id}\ntitle: {{zh: 规则, en: Rule}}\nseverity: A\ntopic: 数据\n"
        f"department: public-security\nproblem: P106\nbasis: 测试\n{body.strip()}\n"
        f'says: "{says}"\n{examples}'
    )


def write_pack(folder: Path, files: Mapping[str, str] = {}) -> Path:
    """The small pack in a folder, with files added or replaced; "" leaves one out."""
    for name, text in {**FILES, **files}.items():
        if text:
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    return folder


def small_pack(folder: Path, *rules: str, files: Mapping[str, str] = {}) -> Pack:
    """The small pack with these rules, each stored under its own id."""
    named = {f"rules/{text.split()[1]}.yaml": text for text in rules}
    return load_pack(write_pack(folder, {**files, **named}))
