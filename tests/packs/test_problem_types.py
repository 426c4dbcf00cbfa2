"""The two axes by which problems are sorted (R184, R185)."""

from __future__ import annotations

from huitoukan.rules.load import load_pack

WORK = {"精准识别", "精准退出", "政策落实", "精准帮扶", "项目实施", "基础工作"}


def test_every_kind_of_work_named_by_the_county_has_problem_types() -> None:
    pack = load_pack("national-2026")
    assert {kind.work for kind in pack.problem_types.values()} >= WORK


def test_a_rule_and_the_problem_it_opens_lie_under_known_topics() -> None:
    pack = load_pack("national-2026")
    topics = {kind.topic for kind in pack.problem_types.values()}
    assert {rule.topic for rule in pack.rules.values()} <= topics
    assert {rule.problem for rule in pack.rules.values()} <= set(pack.problem_types)
