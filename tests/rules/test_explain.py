"""A rule as a page, and the difference of two packs."""

from __future__ import annotations

from pathlib import Path

from huitoukan.rules.build_rules import KINDS
from huitoukan.rules.explain import KIND_WORDS, Change, difference, explain_rule
from tests.rules.small_pack import rule, small_pack

LOOK = 'kind: present_in\nof: member\nin: D07\nwhen: "D07.died_on <= :on"\nask_in_field: 健在吗？'


def test_a_page_says_basis_department_data_and_condition(tmp_path: Path) -> None:
    pack = small_pack(tmp_path, rule(LOOK))
    page = explain_rule(pack, pack.rules["X11"], "zh")
    words = {line.label.zh: line.words for line in (*page.lines, *page.conditions)}
    assert words["依据"] == "测试"
    assert words["确认部门"] == "县公安局"
    assert words["所用数据"] == "D07 D07"
    assert words["入户要问"] == "健在吗？"
    assert words["条件"] == "D07.died_on <= :on"
    assert [case for case, _ in page.examples] == ["positive", "negative", "boundary"]


def test_the_page_speaks_english_too(tmp_path: Path) -> None:
    pack = small_pack(tmp_path, rule(LOOK))
    page = explain_rule(pack, pack.rules["X11"], "en")
    assert page.title == "Rule"
    assert "Public security" in {line.words for line in page.lines}


def test_every_kind_has_its_words() -> None:
    assert set(KIND_WORDS) == set(KINDS)


def test_a_difference_names_files_and_keys(tmp_path: Path) -> None:
    old = small_pack(tmp_path / "old", rule(LOOK), rule(LOOK, "X12"))
    new = small_pack(tmp_path / "new", rule(LOOK, says="换了说法。"), rule(LOOK, "X13"))
    assert difference(old, new) == (
        Change("rules/X11.yaml", "changed", ("says",)),
        Change("rules/X12.yaml", "removed"),
        Change("rules/X13.yaml", "added"),
    )


def test_a_pack_does_not_differ_from_itself(tmp_path: Path) -> None:
    pack = small_pack(tmp_path, rule(LOOK))
    assert difference(pack, pack) == ()
