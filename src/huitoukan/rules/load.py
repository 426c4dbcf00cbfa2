"""A pack folder (with what it extends) becomes a Pack. Every error names file and line.

Shapes only: whether ids, columns and conditions fit together is asked in check.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path as FilePath
from typing import Any, TypeVar

from huitoukan.domain.refusals import Refused
from huitoukan.rules import build_lists as lists
from huitoukan.rules.build_adjustments import build_adjustment
from huitoukan.rules.build_agreement import build_agreement, build_archive
from huitoukan.rules.build_deliveries import build_delivery_terms
from huitoukan.rules.build_evidence import (
    build_finding,
    build_hint,
    build_recorded,
    build_view,
)
from huitoukan.rules.build_income import build_items, build_prices, build_profile
from huitoukan.rules.build_off_registry import build_off_registry
from huitoukan.rules.build_oversight import build_oversight
from huitoukan.rules.build_papers import build_paper
from huitoukan.rules.build_photographs import build_photograph_terms
from huitoukan.rules.build_rules import build_period, build_rule
from huitoukan.rules.build_standards import build_facts, build_indicator, build_standard
from huitoukan.rules.entry import BadEntry, Entry, Fields, Finding
from huitoukan.rules.exits import build_exit
from huitoukan.rules.pack import Pack
from huitoukan.rules.readings import build_countermeasure, build_readings
from huitoukan.rules.shapes.oversight import OversightTerms
from huitoukan.rules.shapes.photographs import PhotographTerms
from huitoukan.rules.shapes.registry import Quality
from huitoukan.rules.shapes.tables import DeliveryTerms
from huitoukan.rules.yaml_lines import BadYaml, Lines, read_yaml

BUILTIN = FilePath(__file__).parents[1] / "packs"
FOLDERS = (
    "adjustments",
    "agreement",
    "archives",
    "codes",
    "countermeasures",
    "deadlines",
    "facts",
    "exits",
    "fields",
    "findings",
    "handling",
    "income_items",
    "indicators",
    "lines",
    "off_registry",
    "papers",
    "plausibility",
    "prices",
    "problems",
    "profiles",
    "readings",
    "reasons",
    "recorded",
    "roles",
    "rules",
    "sources",
    "standards",
    "views",
    "wordings",
)
_ASSESSMENT: Mapping[str, Callable[[Entry], object]] = {
    "income_items": build_items,
    "prices": build_prices,
    "profiles": build_profile,
    "facts": build_facts,
    "readings": build_readings,
    "countermeasures": build_countermeasure,
    "indicators": build_indicator,
    "standards": build_standard,
    "plausibility": build_hint,
    "recorded": build_recorded,
    "findings": build_finding,
    "exits": build_exit,
    "views": build_view,
}
LIST_FILES = (
    *("deliveries.yaml", "departments.yaml", "finding_sources.yaml"),
    *("oversight.yaml", "phases.yaml", "photographs.yaml", "quality.yaml"),
)

_T = TypeVar("_T")


@dataclass(frozen=True)
class _File:
    """One YAML file of a pack: `name` inside the pack, `shown` with the pack's id before it."""

    name: str
    shown: str
    value: Any
    lines: Lines = field(default_factory=dict)

    def entry(self) -> Entry:
        return Entry(self.value, self.shown, self.lines)


def builtin_packs() -> dict[str, FilePath]:
    """The packs that are installed with the program: id to folder."""
    return {path.parent.name: path.parent for path in sorted(BUILTIN.glob("*/pack.yaml"))}


def load_pack(source: str | FilePath) -> Pack:
    """The pack of that id or folder, resolved; Refused PACK_UNKNOWN or PACK_INVALID.

    The refusal's details hold all findings under `findings`.
    """
    folder = _folder_of(source, None)
    findings: list[Finding] = []
    files = _resolved_files(folder, (), findings)
    pack = _build(files, findings) if not findings else None
    if pack is None:
        raise Refused(
            "PACK_INVALID",
            pack=folder.name,
            n=len(findings),
            first=str(findings[0]),
            findings=tuple(findings),
        )
    return pack


def with_rule(pack: Pack, rule_id: str, text: str) -> Pack:
    """The pack with the file of one rule replaced or added; Refused PACK_INVALID.

    Whether it fits the rest is asked in check. A fault of the text is told with its line.
    """
    name = f"rules/{rule_id}.yaml"
    try:
        value, lines = read_yaml(text)
        rule = build_rule(Entry(value, name, lines))
    except BadYaml as error:
        finding = Finding(name, error.line, "YAML", error.sentence)
    except BadEntry as error:
        finding = error.finding
    else:
        return replace(
            pack,
            rules={**pack.rules, rule_id: rule},
            files={**pack.files, name: value},
            places_in_files={**pack.places_in_files, name: (name, lines)},
        )
    raise Refused("PACK_INVALID", pack=name, n=1, first=str(finding), findings=(finding,))


def pack_from_bytes(content: bytes) -> Pack:
    """The pack behind `Pack.to_bytes`; Refused PACK_INVALID when the bytes are not one."""
    findings: list[Finding] = []
    try:
        values = json.loads(content)["files"]
        files = {name: _File(name, name, values[name]) for name in sorted(values)}
    except (ValueError, KeyError, TypeError, AttributeError):
        findings.append(Finding("pack.json", 0, "BYTES", "不是规则包发布件"))
        files = {}
    pack = _build(files, findings) if files else None
    if pack is None:
        first = findings[0] if findings else "空的发布件"
        raise Refused("PACK_INVALID", pack="发布件", n=len(findings), first=first)
    return pack


def _folder_of(source: str | FilePath, near: FilePath | None) -> FilePath:
    known = builtin_packs()
    if isinstance(source, str) and source in known:
        return known[source]
    for folder in (FilePath(source), *([near.parent / source] if near else [])):
        if (folder / "pack.yaml").is_file():
            return folder
    raise Refused("PACK_UNKNOWN", pack=source, known="、".join(known))


def _resolved_files(
    folder: FilePath, above: tuple[FilePath, ...], findings: list[Finding]
) -> dict[str, _File]:
    """The files of a pack over those of the packs it extends: the nearer place wins."""
    folder = folder.resolve()
    own = _read_folder(folder, findings)
    inherited: dict[str, _File] = {}
    head = own.get("pack.yaml")
    names = head.value.get("extends") if head and isinstance(head.value, dict) else None
    for position, name in enumerate(names or () if isinstance(names, list) else ()):
        try:
            parent = _folder_of(str(name), folder).resolve()
            if parent in (*above, folder):
                raise Refused("PACK_UNKNOWN", pack=f"{name}（循环引用）", known="")
            inherited |= _resolved_files(parent, (*above, folder), findings)
        except Refused as refused:
            line = head.lines.get(("extends", position), 0) if head else 0
            findings.append(
                Finding(f"{folder.name}/pack.yaml", line, "EXTENDS", refused.sentence())
            )
    return inherited | own


def _read_folder(folder: FilePath, findings: list[Finding]) -> dict[str, _File]:
    names = ["pack.yaml", *(name for name in LIST_FILES if (folder / name).is_file())]
    for part in FOLDERS:
        names += sorted(f"{part}/{path.name}" for path in (folder / part).glob("*.yaml"))
    files: dict[str, _File] = {}
    for name in names:
        shown = f"{folder.name}/{name}"
        try:
            value, lines = read_yaml((folder / name).read_text(encoding="utf-8"))
        except BadYaml as error:
            findings.append(Finding(shown, error.line, "YAML", error.sentence))
        except UnicodeDecodeError:
            findings.append(Finding(shown, 1, "YAML", "不是 UTF-8 编码"))
        else:
            files[name] = _File(name, shown, value, lines)
    return files


def _build(files: Mapping[str, _File], findings: list[Finding]) -> Pack | None:
    """The pack of these files, or None with at least one finding."""

    def each(part: str, build: Callable[[Entry], _T]) -> dict[str, _T]:
        built: dict[str, _T] = {}
        for name in sorted(files):
            if name.startswith(f"{part}/"):
                one = _tried(lambda file=files[name]: build(file.entry()), findings)  # type: ignore[misc]
                if one is not None:
                    built[FilePath(name).stem] = one
        return built

    def listed(name: str, build: Callable[[Entry], _T]) -> list[_T]:
        return _listed(files.get(name), build, findings)

    head = files.get("pack.yaml")
    if head is None:
        findings.append(Finding("pack.yaml", 0, "FILE_MISSING", "没有 pack.yaml"))
        return None
    parts: dict[str, Any] = {
        "departments": {
            one.code: one for one in listed("departments.yaml", lists.build_department)
        },
        "fields": each("fields", lists.build_data_set),
        "sources": each("sources", lists.build_data_set),
        "codes": each("codes", lists.build_code_list),
        "rules": each("rules", build_rule),
        "problem_types": each("problems", lists.build_problem_type),
        "wordings": each("wordings", lists.build_wordings),
        "posts": each("roles", lists.build_post),
        "deadlines": each("deadlines", lists.build_deadline),
        "reasons": each("reasons", lists.build_reasons),
        "handling": each("handling", lists.build_handling),
        "phases": tuple(listed("phases.yaml", lists.build_phase)),
        "finding_sources": {
            one.id: one for one in listed("finding_sources.yaml", lists.build_finding_source)
        },
        "lines": each("lines", lists.build_line),
        **_terms(files, findings),
        "agreement": each("agreement", build_agreement),
        "archives": each("archives", build_archive),
        "adjustments": each("adjustments", build_adjustment),
        "off_registry": each("off_registry", build_off_registry),
        "papers": each("papers", build_paper),
        **{part: each(part, build) for part, build in _ASSESSMENT.items()},
        "files": {name: files[name].value for name in sorted(files)},
        "places_in_files": {name: (file.shown, file.lines) for name, file in files.items()},
    }
    pack = _tried(lambda: _head(head.entry(), parts), findings)
    return None if findings else pack


def _terms(files: Mapping[str, _File], findings: list[Finding]) -> dict[str, Any]:
    """The files of which a pack has one each."""
    return {
        "quality": _single(files.get("quality.yaml"), lists.build_quality, Quality(), findings),
        "deliveries": _single(
            files.get("deliveries.yaml"), build_delivery_terms, DeliveryTerms(), findings
        ),
        "oversight": _single(
            files.get("oversight.yaml"), build_oversight, OversightTerms(), findings
        ),
        "photographs": _single(
            files.get("photographs.yaml"), build_photograph_terms, PhotographTerms(), findings
        ),
    }


def _listed(file: _File | None, build: Callable[[Entry], _T], findings: list[Finding]) -> list[_T]:
    """The entries of a file that is a list; none when the pack has no such file."""
    if file is None:
        return []
    return _tried(lambda: [build(item) for item in file.entry().items()], findings) or []


def _head(entry: Entry, parts: Mapping[str, Any]) -> Pack:
    with Fields(entry) as fields:
        return Pack(
            id=fields.text("id"),
            titles=fields.need("title").texts(),
            release=fields.need("release").integer(),
            extends=fields.words("extends"),
            places=fields.words("places"),
            sample=fields.flag("sample"),
            in_force=build_period(fields.get("in_force")),
            basis=fields.text("basis"),
            own_standards={
                about: fields.text(key, "")
                for about, key in (
                    ("household", "standard"),
                    ("village", "village_standard"),
                    ("county", "county_standard"),
                )
            },
            **parts,
        )


def _single(
    file: _File | None, build: Callable[[Entry], _T], absent: _T, findings: list[Finding]
) -> _T | None:
    """What stands in a file that a pack may leave out."""
    return _tried(lambda: build(file.entry()), findings) if file else absent


def _tried(build: Callable[[], _T], findings: list[Finding]) -> _T | None:
    """What `build` makes; its first fault becomes a finding."""
    try:
        return build()
    except BadEntry as error:
        findings.append(error.finding)
        return None
