"""A whole comparison: the plan can be read, the outcome is the same to the byte, limits hold."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from pathlib import Path

import pytest

from huitoukan.domain.refusals import Refused
from huitoukan.engine import api
from huitoukan.rules.pack import Pack
from tests.engine.tables_on_disk import write_tables
from tests.rules.small_pack import rule, small_pack

DAY = dt.date(2026, 10, 31)
RULES = (
    rule(
        'kind: present_in\nof: member\nin: D07\nwhen: "D07.died_on <= :on"\n'
        "evidence: {member: [name], D07: [died_on]}",
        "X11",
        "{member.name}于{D07.died_on}。",
    ),
    rule(
        'kind: exceeds\nof: household\nin: D08\nmeasure: sum(D08.value)\nover: "10"\n'
        "evidence: {D08: [plate]}",
        "X05",
        "{n}元。",
    ),
    rule("kind: absent_from\nof: member\nin: D08\nwhen: D08.state = '正常'", "X24"),
    rule("kind: duplicate\nof: D08\nby: [plate]", "X72"),
    rule(
        "kind: count_per_group\nof: member\ngroup: household_no\nmeasure: count(*)\n"
        "when: n <> household.member_count",
        "C014",
    ),
    rule("kind: present_in\nof: member\nin: D12", "X12"),
)


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    return small_pack(tmp_path_factory.mktemp("pack"), *RULES)


def _without_time(outcome: api.Outcome) -> bytes:
    plain = [dataclasses.asdict(one) | {"seconds": 0} for one in outcome.results]
    return json.dumps(plain, ensure_ascii=False).encode()


def test_an_unknown_rule_is_refused(pack: Pack, tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        api.plan(pack, write_tables(tmp_path), DAY, ["X99"])
    assert refused.value.code == "RULE_UNKNOWN"


def test_a_condition_that_is_not_allowed_never_becomes_sql(tmp_path: Path) -> None:
    hostile = "kind: where\nof: member\nwhen: \"name in (select content from read_text('/x'))\""
    pack = small_pack(tmp_path / "pack", rule(hostile))
    with pytest.raises(Refused) as refused:
        api.plan(pack, write_tables(tmp_path / "tables"), DAY)
    assert refused.value.code == "PACK_INVALID"


def test_tables_that_do_not_fit_are_refused(pack: Pack, tmp_path: Path) -> None:
    plan = api.plan(pack, write_tables(tmp_path), DAY)
    with pytest.raises(Refused) as refused:
        api.run(plan, limits=api.Limits(memory="1MB", threads=1))
    assert refused.value.code == "RUN_LIMIT"


def test_without_a_registry_there_is_no_comparison(pack: Pack, tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        api.plan(pack, api.Tables(tmp_path), DAY)
    assert refused.value.code == "TABLE_MISSING"


def test_a_delivery_without_a_required_column_is_refused(pack: Pack, tmp_path: Path) -> None:
    tables = write_tables(tmp_path)
    wrong = api.Tables(tables.registry, {"D07": tables.deliveries["D08"]})
    with pytest.raises(Refused) as refused:
        api.plan(pack, wrong, DAY, ["X11"])
    assert refused.value.code == "TABLE_COLUMNS"
    assert "died_on" in refused.value.sentence()


def test_shuffled_files_and_threads_give_the_same_outcome_to_the_byte(
    pack: Pack, tmp_path: Path
) -> None:
    first = _without_time(api.run(api.plan(pack, write_tables(tmp_path / "0"), DAY)))
    assert b'"n_hits": 0, "n_cannot_tell": 0' not in first
    for seed, threads in ((1, 1), (2, 2), (3, 4)):
        tables = write_tables(tmp_path / str(seed), seed=seed)
        limits = api.Limits(threads=threads)
        assert _without_time(api.run(api.plan(pack, tables, DAY), limits=limits)) == first


def test_a_delivery_in_several_files_finds_the_same_objects(pack: Pack, tmp_path: Path) -> None:
    one = api.run(api.plan(pack, write_tables(tmp_path / "1"), DAY))
    three = api.run(api.plan(pack, write_tables(tmp_path / "3", n_files=3), DAY))
    for whole, parts in zip(one.results, three.results, strict=True):
        assert [hit.object_key for hit in whole.hits] == [hit.object_key for hit in parts.hits]


def test_hits_clean_and_cannot_tell_make_up_all_objects(pack: Pack, tmp_path: Path) -> None:
    outcome = api.run(api.plan(pack, write_tables(tmp_path), DAY))
    results = {one.rule_id: one for one in outcome.results}
    assert [one.rule_id for one in outcome.results] == sorted(results)
    assert results["X11"].n_objects == 180
    assert results["X11"].n_cannot_tell == 4
    assert results["X12"].cannot_tell_why == "source_missing:D12"
    assert results["X12"].n_cannot_tell == 180
    for one in outcome.results:
        assert one.n_objects - one.n_hits - one.n_cannot_tell >= 0
        assert one.rule_hash == pack.rules[one.rule_id].hash


def test_the_plan_can_be_read_before_it_runs(pack: Pack, tmp_path: Path) -> None:
    plan = api.plan(pack, write_tables(tmp_path), DAY, ["X11"])
    names = ["member", "keys_member_person_key", "D07", "X11", "X11_counts"]
    assert [step.name for step in plan.steps] == names
    assert plan.pack_hash == pack.hash
    hits = plan.steps[3]
    assert hits.reads == ("D07", "member")
    assert "D07.died_on <= CAST('2026-10-31' AS DATE)" in hits.sql
    assert "D07.person_key = member.person_key" in hits.sql
    assert all(step.why for step in plan.steps)


def test_only_columns_that_are_named_are_loaded(pack: Pack, tmp_path: Path) -> None:
    plan = api.plan(pack, write_tables(tmp_path), DAY, ["X11"])
    assert "AS sex" not in plan.steps[0].sql


def test_a_rule_that_is_not_in_force_is_left_out(tmp_path: Path) -> None:
    later = rule("kind: where\nof: member\nwhen: name is null\nin_force: {from: 2027-01-01}")
    pack = small_pack(tmp_path / "pack", later)
    assert api.plan(pack, write_tables(tmp_path / "t"), DAY).rules == ()


def test_progress_tells_how_many_rules_are_done(pack: Pack, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    plan = api.plan(pack, write_tables(tmp_path), DAY, ["X11", "X05"])
    api.run(plan, progress=lambda done, total, _text: told.append((done, total)))
    assert told == [(0, 2), (1, 2), (2, 2)]


def test_a_rule_that_takes_too_long_cannot_tell_and_the_others_go_on(tmp_path: Path) -> None:
    endless = (
        "kind: sql\nof: member\nsql: select a.person_no from member as a join member as b"
        " on a.sex = b.sex join member as c on c.sex = b.sex join member as d on d.sex = c.sex"
        " join member as e on e.sex = d.sex"
    )
    pack = small_pack(
        tmp_path / "pack",
        rule(endless, "X10"),
        rule("kind: where\nof: member\nwhen: sex = '男'", "X11"),
    )
    plan = api.plan(pack, write_tables(tmp_path / "tables"), DAY)
    stopped, whole = api.run(plan, limits=api.Limits(seconds=0.5)).results
    assert (stopped.n_hits, stopped.cannot_tell_why) == (0, "stopped:time")
    assert whole.n_hits == 180


def test_the_same_rules_from_released_bytes_give_the_same_outcome(
    pack: Pack, tmp_path: Path
) -> None:
    tables = write_tables(tmp_path)
    released = Pack.from_bytes(pack.to_bytes())
    assert _without_time(api.run(api.plan(released, tables, DAY))) == _without_time(
        api.run(api.plan(pack, tables, DAY))
    )
