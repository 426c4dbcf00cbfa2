"""A pack with one file changed: faults with their lines, and what differs key by key."""

from __future__ import annotations

from pathlib import Path

import pytest

from huitoukan.domain.refusals import Refused
from huitoukan.rules.check import check_changed_rule
from huitoukan.rules.explain import alterations, tables_altered
from huitoukan.rules.load import with_rule
from huitoukan.rules.pack import Pack
from tests.rules.small_pack import FILES, rule, small_pack

BODY = """\
kind: exceeds
of: member
in: D08
measure: count(*)
over: ":limit"
params: {limit: {value: 1, unit: 辆, source: 测试}}
"""


@pytest.fixture
def pack(tmp_path: Path) -> Pack:
    return small_pack(tmp_path, rule(BODY))


@pytest.mark.parametrize(
    ("text", "line"), [("id: X11\nid: X11", 2), ("id: X11\n\ttitle: x", 2), ("id: X11\nnew: 1", 0)]
)
def test_a_changed_file_that_does_not_read_is_refused_with_its_line(
    pack: Pack, text: str, line: int
) -> None:
    with pytest.raises(Refused) as refused:
        with_rule(pack, "X11", text)
    (finding,) = refused.value.details["findings"]  # type: ignore[misc]
    assert refused.value.code == "PACK_INVALID"
    assert finding.file == "rules/X11.yaml"
    assert finding.line >= line


def test_the_changed_pack_has_the_new_rule_and_all_else(pack: Pack) -> None:
    changed = with_rule(pack, "X11", rule(BODY.replace("value: 1", "value: 3")))
    assert changed.rules["X11"].params["limit"].value == 3
    assert pack.rules["X11"].params["limit"].value == 1
    assert changed.hash != pack.hash
    assert {*changed.files} == {*pack.files}
    assert with_rule(pack, "X11", rule(BODY)).hash == pack.hash


def test_a_difference_is_told_by_the_key_that_differs(pack: Pack) -> None:
    text = rule(BODY.replace("value: 1", "value: 3")).replace("severity: A", "severity: B")
    found = alterations(pack, with_rule(pack, "X11", text), "X11")
    assert [(one.key, one.before, one.after) for one in found] == [
        ("severity", "A", "B"),
        ("params.limit.value", "1", "3"),
    ]
    assert alterations(pack, pack, "X11") == ()


@pytest.mark.parametrize(
    "condition",
    [
        "(" * 3000 + "D08.value > 1" + ")" * 3000,
        " or ".join(["D08.value > 1"] * 1500),
        "not " * 3000 + "D08.value > 1",
    ],
    ids=["parentheses", "alternatives", "negations"],
)
def test_a_condition_without_end_is_a_finding_and_no_crash(pack: Pack, condition: str) -> None:
    changed = with_rule(pack, "X11", rule(f"{BODY}when: {condition}\n"))
    assert check_changed_rule(changed, "X11")


def test_a_changed_rule_is_checked_like_any(pack: Pack) -> None:
    assert check_changed_rule(pack, "X11") == []
    changed = with_rule(pack, "X11", rule(BODY.replace("in: D08", "in: D99")))
    assert [one.code for one in check_changed_rule(changed, "X11")] == ["TABLE"]


def test_a_table_that_the_rule_reads_is_told_when_it_differs(pack: Pack, tmp_path: Path) -> None:
    text = FILES["sources/D08.yaml"].replace("purpose: 测试", "purpose: 另")
    changed = small_pack(tmp_path / "new", rule(BODY), files={"sources/D08.yaml": text})
    assert tables_altered(pack, changed, pack.rules["X11"]) == ("D08",)
    text = FILES["sources/D14.yaml"].replace("purpose: 测试", "purpose: 另")
    other = small_pack(tmp_path / "other", rule(BODY), files={"sources/D14.yaml": text})
    assert tables_altered(pack, other, pack.rules["X11"]) == ()
