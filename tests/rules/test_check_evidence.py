"""What does not fit in facts of places, hints, recorded payments, findings and views.

One file of the installed pack is spoiled at a time, and only its own check is asked.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache

import pytest

from huitoukan.rules.build_evidence import build_finding, build_hint, build_recorded, build_view
from huitoukan.rules.build_standards import build_facts, build_indicator, build_standard
from huitoukan.rules.check_assess import check_assess
from huitoukan.rules.check_evidence import check_evidence
from huitoukan.rules.entry import BadEntry, Entry
from huitoukan.rules.load import BUILTIN, load_pack
from huitoukan.rules.pack import Pack
from huitoukan.rules.report import Report
from huitoukan.rules.yaml_lines import read_yaml

BUILD: dict[str, Callable[[Entry], object]] = {
    "plausibility": build_hint,
    "recorded": build_recorded,
    "findings": build_finding,
    "views": build_view,
    "facts": build_facts,
    "indicators": build_indicator,
    "standards": build_standard,
}


@cache
def national() -> Pack:
    return load_pack("national-2026")


def codes_of(file: str, old: str, new: str) -> set[str]:
    """The codes of what is found when `old` stands as `new` in a file of the national pack."""
    text = (BUILTIN / "national-2026" / file).read_text(encoding="utf-8")
    assert old in text
    folder, stem = file.removesuffix(".yaml").split("/")
    value, lines = read_yaml(text.replace(old, new, 1))
    try:
        built = BUILD[folder](Entry(value, file, lines))
    except BadEntry as bad:
        return {bad.finding.code}
    pack = replace(national(), **{folder: {**getattr(national(), folder), stem: built}})  # type: ignore[arg-type]
    report = Report(pack)
    check_assess(pack, report)
    check_evidence(pack, report)
    return {one.code for one in report.findings if one.file.endswith(file)}


VILLAGE, COUNTY, GAIN = "facts/village.yaml", "facts/county.yaml", "indicators/V12.yaml"
HINT, CARD, DIBAO = "plausibility/jump.yaml", "recorded/D50.yaml", "recorded/D14.yaml"
EXIT, LOOKS = "findings/wrong_exit.yaml", "views/nine_looks.yaml"


@pytest.mark.parametrize(
    ("file", "old", "new", "code"),
    [
        # percentages
        (VILLAGE, "of: [poor_left]", "of: [rich_left]", "FACT"),
        (VILLAGE, "in: rural_persons", "in: weighed", "FACT"),
        (VILLAGE, "in: rural_persons", "in: power_share", "FACT"),
        (VILLAGE, "of: [poor_left], in: rural_persons", "of: [poor_left]", "KEY_MISSING"),
        (COUNTY, 'type: number, unit: "%"', "type: number, unit: 人", "FACT"),
        (VILLAGE, "id: village", "id: hamlet", "CHOICE"),
        # criteria about places
        (GAIN, "fact:lifted_income_share_before", "fact:weighed", "CRITERION"),
        (GAIN, "fact:lifted_income_share_before", "fact:gone", "CRITERION"),
        (GAIN, "{fact: lifted_income_share,", "{fact: income_per_head,", "CRITERION"),
        (GAIN, "about: village", "about: county", "KEY_UNKNOWN"),
        ("indicators/V13.yaml", "{fact: collective_body, is: true}",
         "every_member: {has: {fact: insured, is: 居民医保}}", "CRITERION"),
        ("standards/village_national.yaml", "V1", "H1", "INDICATOR"),
        ("standards/village_national.yaml", "about: village", "about: household", "KEY_MISSING"),
        ("standards/village_national.yaml", "basis:", "profile: rural_assistance\nbasis:",
         "KEY_UNKNOWN"),
        # hints
        (HINT, "fact: per_head_share", "fact: house_grade", "CRITERION"),
        (HINT, '":most"', "150", "PARAM"),
        (HINT, "expect: cannot_tell", "expect: met", "CHOICE"),
        (HINT, "expect: cannot_tell", "expect: quiet", "EXAMPLES"),
        (HINT, "given: {account: {per_head: 8000}}", "given: {account: {per_hat: 8000}}",
         "EXAMPLES"),
        # recorded payments
        (CARD, "id: D50", "id: D07", "COLUMN_UNKNOWN"),
        (CARD, "amount: amount", "amount: sum", "COLUMN_UNKNOWN"),
        (CARD, "by: item\n", "", "WORDS"),
        (CARD, "[dibao]", "[dibaos]", "ITEM"),
        (CARD, "on: month\n", "", "KEY_MISSING"),
        (CARD, "each: once", "each: week", "CHOICE"),
        (DIBAO, "from: from_month", "on: from_month", "KEY_MISSING"),
        (DIBAO, "value: 10", "value: 1000", "TOLERANCE"),
        (DIBAO, "id: D14", "id: D33", "DATA_SET"),
        # findings
        (EXIT, "P104", "P999", "PROBLEM"),
        (EXIT, "as_of: exit", "as_of: yesterday", "CHOICE"),
        (EXIT, "verdict: not_met", "verdict: cannot_tell", "VERDICT"),
        (EXIT, "[lifted]", "[rich]", "CHOICE"),
        # views
        (LOOKS, "[H2]", "[H99]", "VIEW"),
        (LOOKS, "[food_enough, protein_regular]", "[food]", "VIEW"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_found(file: str, old: str, new: str, code: str) -> None:
    assert code in codes_of(file, old, new)


def test_every_number_of_these_files_has_a_source() -> None:
    pack = national()
    for hint in pack.plausibility.values():
        assert hint.basis
        assert all(param.source for param in hint.params.values())
    for recorded in pack.recorded.values():
        assert recorded.basis
        assert recorded.tolerance.source
    for finding in pack.findings.values():
        assert finding.basis


def test_pack_bytes_keep_these_files() -> None:
    pack = national()
    again = Pack.from_bytes(pack.to_bytes())
    for part in ("plausibility", "recorded", "findings", "views", "own_standards"):
        assert getattr(again, part) == getattr(pack, part)
