"""Checking packs: each fault that a pack's author can make is found at its file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from huitoukan.rules.check import check_pack
from tests.rules.small_pack import FILES, rule, small_pack, write_pack

LOOK = "kind: present_in\nof: member\nin: D07"


def _codes(folder: Path, *rules: str, **files: str) -> list[str]:
    return [one.code for one in check_pack(small_pack(folder, *rules, files=files))]


def test_a_sound_pack_has_no_findings(tmp_path: Path) -> None:
    assert _codes(tmp_path, rule(LOOK)) == []


def test_a_pack_that_does_not_load_tells_its_faults(tmp_path: Path) -> None:
    (finding,) = check_pack(write_pack(tmp_path / "small", {"codes/bad.yaml": "id: bad\n"}))
    assert (finding.file, finding.line) == ("small/codes/bad.yaml", 1)


@pytest.mark.parametrize(
    ("body", "code", "line"),
    [
        ("kind: present_in\nof: member\nin: D99", "TABLE", 10),
        ("kind: present_in\nof: nobody\nin: D07", "TABLE", 9),
        (f"{LOOK}\nwhen: D07.gone", "CONDITION", 11),
        (f"{LOOK}\nwhen: read_csv('x') is null", "CONDITION", 11),
        (f"{LOOK}\namong: D07.died_on is null", "CONDITION", 11),
        (f"{LOOK}\nwhen: D07.died_on < :late", "CONDITION", 11),
        (f"{LOOK}\nunless: {{D12: D12.gone}}", "CONDITION", 11),
        (f"{LOOK}\nevidence: {{D07: [gone]}}", "FACT", 11),
        (f"{LOOK}\nevidence: {{D12: [died_on]}}", "FACT", 11),
        (f"{LOOK}\nparams: {{late: {{value: 1, source: 测试}}}}", "PARAM_UNUSED", 11),
        (f"{LOOK}\nnewest: gone_on", "SHAPE", 11),
        (f"{LOOK}\nmatch: village", "SHAPE", 11),
        (f"{LOOK}\nwhen: {{D12: D12.died_on < :on}}", "SHAPE", 11),
        ("kind: present_in\nof: member\nin: member", "SHAPE", 10),
        ("kind: present_in\nof: member\nin: household", "SHAPE", 10),
        ("kind: present_in\nof: household\nin: [D33, member]\nmatch: household", "SHAPE", 10),
        ("kind: present_in\nof: member\nin: [D33, household]", "SHAPE", 10),
        ("kind: exceeds\nof: member\nin: [D07, D12]\nmeasure: count(*)\nover: 1", "SHAPE", 10),
        ("kind: exceeds\nof: member\nin: D07\nmeasure: avg(D07.x)\nover: 1", "CONDITION", 11),
        ("kind: overlaps\nof: member\nin: [D07, D12]\nperiods: {}", "SHAPE", 11),
        ("kind: duplicate\nof: member\nby: [gone]", "SHAPE", 10),
        ("kind: count_per_group\nof: member\ngroup: name\nmeasure: count(*)\nwhen: n > 1",
         "SHAPE", 10),
        ("kind: sql\nof: member\nin: D07\nsql: select name from member", "SHAPE", 11),
        ("kind: sql\nof: member\nsql: select person_no from D08", "CONDITION", 10),
    ],
)  # fmt: skip
def test_a_rule_that_cannot_work_is_found(tmp_path: Path, body: str, code: str, line: int) -> None:
    findings = check_pack(small_pack(tmp_path / "small", rule(body)))
    assert {(one.code, one.file, one.line) for one in findings} == {
        (code, "small/rules/X11.yaml", line)
    }


def test_a_sentence_may_only_say_what_the_rule_can_know(tmp_path: Path) -> None:
    assert _codes(tmp_path / "a", rule(LOOK, says="{member.gone}。")) == ["FACT"]
    assert _codes(tmp_path / "b", rule(LOOK, says="{D12.died_on}。")) == ["FACT"]
    assert _codes(tmp_path / "c", rule(LOOK, says="共{n}条。")) == ["FACT"]


def test_a_sentence_never_says_an_id_number(tmp_path: Path) -> None:
    assert _codes(tmp_path, rule(LOOK, says="{member.id_no}。")) == ["FACT_SENSITIVE"]


def test_every_rule_needs_its_three_cases(tmp_path: Path) -> None:
    assert _codes(tmp_path, rule(LOOK, examples="examples: []\n")) == ["EXAMPLE_MISSING"] * 3


def test_an_example_names_tables_and_columns_that_exist(tmp_path: Path) -> None:
    text = rule(LOOK).replace("given: {member: []}, expect: [P1]", "given: {D99: []}, expect: [P1]")
    assert _codes(tmp_path / "a", text) == ["TABLE"]
    text = rule(LOOK).replace("{member: []}, expect: [P1]", "{D07: [{gone: 1}]}, expect: [P1]")
    assert _codes(tmp_path / "b", text) == ["COLUMN"]


def test_a_positive_example_without_a_hit_is_no_example(tmp_path: Path) -> None:
    assert _codes(tmp_path, rule(LOOK).replace("[P1]", "[]")) == ["EXAMPLE_EMPTY"]


def test_an_example_lies_in_the_rules_time(tmp_path: Path) -> None:
    text = rule(f"{LOOK}\nin_force: {{from: 2027-01-01}}")
    assert _codes(tmp_path, text) == ["EXAMPLE_DAY"] * 3


def test_unknown_departments_and_problem_types_are_found(tmp_path: Path) -> None:
    text = rule(LOOK).replace("public-security", "nobody").replace("P106", "P999")
    assert _codes(tmp_path, text) == ["DEPARTMENT", "PROBLEM"]


def test_the_id_is_the_file_name(tmp_path: Path) -> None:
    pack = write_pack(tmp_path, {"rules/X11.yaml": rule(LOOK, "X12")})
    assert [one.code for one in check_pack(pack)] == ["ID_FILE"]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("key: id_no", "key: card_no", "KEY_COLUMN"),
        ("name: died_on", "name: id_no", "COLUMN_TWICE"),
        ("name: died_on", "name: person_key", "COLUMN_NAME"),
        ("name: died_on", "name: Died", "COLUMN_NAME"),
        ("type: date", "type: code", "CODES"),
        ("type: date", "type: code, codes: nothing", "CODES"),
        ("type: date", "type: date, many: true", "CODES"),
        ("department: public-security", "department: nobody", "DEPARTMENT"),
    ],
)
def test_a_data_set_that_does_not_fit_is_found(
    tmp_path: Path, old: str, new: str, code: str
) -> None:
    text = FILES["sources/D07.yaml"].replace(old, new, 1)
    assert code in _codes(tmp_path, **{"sources/D07.yaml": text})


def test_a_post_holds_only_verbs_that_exist(tmp_path: Path) -> None:
    post = "id: lead\ntitle: 组长\nlevel: county\nverbs: [problem.close_your_eyes]\n"
    assert _codes(tmp_path, **{"roles/lead.yaml": post}) == ["VERB"]


@pytest.mark.parametrize("verb", ["problem.submit", "problem.correct"])
def test_a_post_with_a_step_that_needs_evidence_may_add_evidence(tmp_path: Path, verb: str) -> None:
    post = f"id: lead\ntitle: 组长\nlevel: county\nverbs: [{verb}]\n"
    assert _codes(tmp_path, **{"roles/lead.yaml": post}) == ["EVIDENCE"]
    whole = post.replace("]", ", evidence.add]")
    assert _codes(tmp_path, **{"roles/lead.yaml": whole}) == []


def test_the_registry_has_the_columns_the_engine_needs(tmp_path: Path) -> None:
    text = FILES["fields/member.yaml"].replace("name: person_no", "name: number")
    assert _codes(tmp_path, **{"fields/member.yaml": text}) == ["FIELDS"]


def _quality(measure: str) -> dict[str, str]:
    gates = "gates:\n  - {id: basic, title: 基础}\n"
    return {"quality.yaml": f"basis: 测试\n{gates}measures:\n  - {measure}\n"}


@pytest.mark.parametrize(
    ("measure", "code"),
    [
        ("{table: household, column: gone, weight: 1}", "COLUMN_UNKNOWN"),
        ("{table: household, column: head_name, weight: 1, when: {gone: []}}", "COLUMN_UNKNOWN"),
        ("{table: household, column: head_name, weight: 0}", "WEIGHT"),
        ("{table: household, column: head_name, weight: 1, gate: none}", "GATE"),
        (
            (
                "{table: member, column: name, weight: 1}\n"
                "  - {table: member, column: name, weight: 2}"
            ),
            "MEASURE_TWICE",
        ),
        ("{table: village, column: village, weight: 1}", "CHOICE"),
        ("{table: member, column: name, weight: 1, check: guess}", "CHOICE"),
    ],
)
def test_a_measure_of_quality_that_does_not_fit_is_found(
    tmp_path: Path, measure: str, code: str
) -> None:
    folder = write_pack(tmp_path, {"rules/X11.yaml": rule(LOOK), **_quality(measure)})
    assert {one.code for one in check_pack(folder)} == {code}


def test_measures_of_quality_that_fit_have_no_findings(tmp_path: Path) -> None:
    sound = "{table: member, column: id_no, weight: 1.5, check: id_valid, gate: basic}"
    assert _codes(tmp_path, rule(LOOK), **_quality(sound)) == []
