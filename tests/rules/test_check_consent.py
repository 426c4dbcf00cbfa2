"""What the check says about data sets that need consent and the rules that read them."""

from __future__ import annotations

from pathlib import Path

import pytest

from huitoukan.domain.refusals import Refused
from huitoukan.rules.check import check_pack
from huitoukan.rules.load import load_pack
from tests.rules.small_pack import FILES, rule, small_pack, table

ASKED = "needs_consent: true\nconsent_basis: 测试\n"
D08 = FILES["sources/D08.yaml"].replace("columns:", f"{ASKED}columns:")
SIGNED = table(
    "authorisation",
    "person",
    "id_no",
    "household_no* text, name text, id_no id_no, data_sets* code, valid_from* date,"
    " valid_to* date, revoked_on date",
    "rural-office",
).replace("codes: health", "codes: scope")
SCOPE = (
    "id: scope\ntitle: {zh: 范围, en: Scope}\nbasis: 测试\n"
    "values: [{code: 全部, zh: 全部, en: All}, {code: D08, zh: 车, en: Cars}]\n"
)
FILES_WITH = {
    "sources/D08.yaml": D08,
    "fields/authorisation.yaml": SIGNED,
    "codes/scope.yaml": SCOPE,
}
CARS = "kind: present_in\nof: member\nin: D08\nwhen: D08.value > 3\n"
UNSIGNED = """\
examples:
  - {name: a hit, case: positive, on: 2026-10-31, given: {member: []}, expect: [P1]}
  - {name: skipped, case: negative, on: 2026-10-31, given: {authorisation: []}, expect: []}
  - {name: the edge, case: boundary, on: 2026-10-31, given: {member: []}, expect: []}
"""


def found(folder: Path, *rules: str, **files: str) -> list[tuple[str, str]]:
    pack = small_pack(folder, *rules, files={**FILES_WITH, **files})
    return [(f.file.split("/", 1)[1], f.sentence) for f in check_pack(pack) if f.code == "CONSENT"]


def test_a_data_set_that_needs_consent_says_on_what_basis(tmp_path: Path) -> None:
    bare = FILES["sources/D08.yaml"].replace("columns:", "needs_consent: true\ncolumns:")
    folder = tmp_path / "pack"
    with pytest.raises(Refused) as refused:
        small_pack(folder, files={**FILES_WITH, "sources/D08.yaml": bare})
    assert "consent_basis" in refused.value.sentence()


def test_without_the_list_of_authorisations_no_data_set_may_ask_for_them(tmp_path: Path) -> None:
    files = {**FILES_WITH, "fields/authorisation.yaml": ""}
    pack = small_pack(tmp_path, files=files)
    (finding,) = [one for one in check_pack(pack) if one.code == "CONSENT"]
    assert "authorisation" in finding.sentence


def test_the_scopes_to_sign_for_are_exactly_the_data_sets_that_ask(tmp_path: Path) -> None:
    scope = SCOPE.replace("D08, zh", "D09, zh")
    assert found(tmp_path, **{"codes/scope.yaml": scope}) == [
        ("fields/authorisation.yaml", "data_sets 的代码应恰为：全部、D08")
    ]


def test_a_rule_without_an_example_of_who_did_not_sign_is_found(tmp_path: Path) -> None:
    ((file, sentence),) = found(tmp_path, rule(CARS))
    assert file == "rules/X11.yaml"
    assert "没有授权的不比对" in sentence


def test_a_rule_about_the_departments_persons_cannot_ask_for_consent(tmp_path: Path) -> None:
    body = "kind: where\nof: D08\nwhen: D08.value > 3\n"
    ((_, sentence),) = found(tmp_path, rule(body, examples=UNSIGNED))
    assert "member 或 household" in sentence


def test_a_rule_that_shows_who_is_skipped_passes(tmp_path: Path) -> None:
    assert found(tmp_path, rule(CARS, examples=UNSIGNED)) == []


def test_every_installed_rule_that_reads_property_data_has_its_example() -> None:
    assert [f for f in check_pack(load_pack("national-2026")) if f.code == "CONSENT"] == []
