"""Running examples: invented persons are valid, the same alias is one person, failures are told."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from huitoukan.domain.identity import birth_date_of, id_valid, sex_of
from huitoukan.engine.examples import invented_id, run_examples
from tests.rules.small_pack import rule, small_pack

EXAMPLES = """\
examples:
  - name: found by the alias
    case: positive
    on: 2026-10-31
    given:
      member: [{household_no: H1, person_no: P1, id_no: A, name: 甲}]
      D07: [{id_no: A, died_on: 2025-03-02}]
    expect: [P1]
  - {name: wrongly expected, case: negative, on: 2026-10-31, given: {member: []}, expect: [P9]}
  - name: wrongly not expected
    case: boundary
    on: 2026-10-31
    given:
      member: [{household_no: H1, person_no: P1, id_no: A, name: 甲}]
      D07: [{id_no: A, died_on: 2025-03-02}]
    expect: []
    cannot_tell: 3
"""


def test_invented_numbers_are_valid_and_of_nobody() -> None:
    number = invented_id(3, dt.date(2010, 9, 1), "女")
    assert number.startswith("99")
    assert id_valid(number)
    assert birth_date_of(number) == dt.date(2010, 9, 1)
    assert sex_of(number) == "女"


def test_what_is_not_as_expected_is_told(tmp_path: Path) -> None:
    text = rule("kind: present_in\nof: member\nin: D07", examples=EXAMPLES)
    good, too_much, too_little = run_examples(small_pack(tmp_path, text))
    assert good.passed
    assert too_much.difference == "应为疑点而不是：P9"
    assert too_little.difference == "不应为疑点：P1（疑点。）；无法判断应为 3，实为 0"


def test_an_alias_has_the_birth_date_and_sex_of_its_row(tmp_path: Path) -> None:
    examples = """\
examples:
  - name: the number agrees with the row
    case: boundary
    on: 2026-10-31
    given:
      member:
        - {household_no: H1, person_no: P1, id_no: A, birth_date: 2011-02-03, sex: 女}
        - {household_no: H1, person_no: P2, id_no: B, birth_date: 2011-02-03, sex: 男}
    expect: [P1, P2]
"""
    body = (
        "kind: where\nof: member\nwhen: \"substr(id_no, 7, 8) = strftime(birth_date, '%Y%m%d')"
        " and (cast(substr(id_no, 17, 1) as int) % 2 = 1) = (sex = '男')\""
    )
    (result,) = run_examples(small_pack(tmp_path, rule(body, examples=examples)))
    assert result.passed, result.difference
