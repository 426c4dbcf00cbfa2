"""The two axes by which problems are sorted (R184, R185)."""

from __future__ import annotations

from huitoukan.rules.load import load_pack

WORK = {"精准识别", "精准退出", "政策落实", "精准帮扶", "项目实施", "基础工作"}

# 基础信息, 基础设施, 产业, 就业 and, of 民生保障, its parts; 内生动力 is not there yet.
SHORT_BOARDS = {
    "数据信息",
    "基础设施",
    "产业",
    "就业",
    "义务教育",
    "基本医疗",
    "住房安全",
    "饮水安全",
}


def test_every_kind_of_work_named_by_the_county_has_problem_types() -> None:
    pack = load_pack("national-2026")
    assert {kind.work for kind in pack.problem_types.values()} >= WORK


def test_the_short_boards_are_topics_of_rules_or_problem_types() -> None:
    pack = load_pack("national-2026")
    topics = {kind.topic for kind in pack.problem_types.values()}
    topics |= {rule.topic for rule in pack.rules.values()}
    assert topics >= SHORT_BOARDS
