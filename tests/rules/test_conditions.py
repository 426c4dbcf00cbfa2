"""The language of conditions: what is refused, hostile or merely wrong, and what is understood."""

from __future__ import annotations

import pytest

from huitoukan.rules.conditions import (
    BadCondition,
    Scope,
    named_params,
    parse_condition,
    parse_select,
)

SCOPE = Scope(
    tables={
        "member": {"person_no": "text", "id_no": "id_no", "name": "text", "birth_date": "date"},
        "D07": {"id_no": "id_no", "died_on": "date", "use": "text"},
    },
    params=frozenset({"on", "limit"}),
    default="member",
)

HOSTILE = [
    "read_csv('/etc/passwd')",
    "member.name in (select content from read_text('/etc/passwd'))",
    "copy member to '/tmp/out'",
    "set lock_configuration = false",
    "attach '/tmp/other.db'",
    "install httpfs",
    "pragma database_list",
    "1 = 1; drop table member",
    "(select count(*) from member) > 0",
    "exists (select 1 from secrets)",
    "member.name in (select name from other)",
    "current_setting('home_directory') = 'x'",
    "getenv('HOME') = 'x'",
    "getvariable('x') = 1",
    "random() < 0.5",
    "now() > :on",
    "current_date > :on",
    "list_transform([1], x -> x)",
    "member.name::json is null",
    "member.name collate nocase = 'a'",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_conditions_are_refused(text: str) -> None:
    with pytest.raises(BadCondition):
        parse_condition(text, SCOPE)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "member.",
        "member.name = ",
        "member.unknown = 1",
        "other.name = 1",
        "unknown = 1",
        "main.member.name = 'a'",
        "member.name = :unknown",
        "count(*) > 1",
        "sum(member.name) over () > 1",
        "has(member.name)",
        "age(member.birth_date)",
        "member.name ~ 'a'",
        "regexp_full_match(member.name, 'a')",
        "member.name[1:2] = 'a'",
        "list(member.name)",
        "member.*",
        "*",
        "member",
    ],
)
def test_what_it_does_not_know_is_refused(text: str) -> None:
    with pytest.raises(BadCondition):
        parse_condition(text, SCOPE)


def test_the_sentence_says_which_column_is_missing() -> None:
    with pytest.raises(BadCondition, match="表 D07 没有列“gone_on”"):
        parse_condition("D07.gone_on is null", SCOPE)


@pytest.mark.parametrize(
    "text",
    [
        "D07.died_on <= :on",
        "age(member.birth_date, :on) between 6 and 15",
        "D07.died_on > add_months(:on, -3) or month_of(D07.died_on) = '2026-09'",
        "not has(member.name, '残疾') and member.id_no like '999999%'",
        "coalesce(member.name, '') not in ('甲', '乙')",
        "case when length(member.id_no) = 18 then id_valid(member.id_no) else false end",
        "cast(substr(member.id_no, 17, 1) as int) % 2 = 1",
        "member.name is distinct from D07.id_no",
        "regexp_matches(member.name, '^[^~:]$')",
        "D07.use = '非营运'",
        "make_date(year(:on), 9, 1) < :on",
        "age(member.birth_date, school_year(:on)) > :limit",
        "member.name = ':on; drop table member'",
    ],
)
def test_ordinary_conditions_are_understood(text: str) -> None:
    parse_condition(text, SCOPE)


def test_a_column_without_table_belongs_to_the_rules_own_table() -> None:
    assert parse_condition("name is null", SCOPE).sql("duckdb") == "member.name IS NULL"


def test_parameters_are_found_but_not_inside_texts() -> None:
    tree = parse_condition("member.name = ':no' and :limit > 1 and :on is not null", SCOPE)
    assert named_params(tree) == {"limit", "on"}


@pytest.mark.parametrize(
    "text",
    [
        "insert into member select * from member",
        "create table x as select 1",
        "delete from member",
        "select person_no from member; select 1",
        "select person_no from member union select id_no from D07",
        "select * from member",
        "select member.* from member",
        "select person_no from secrets",
        "select person_no from main.member",
        "select person_no from 'file.csv'",
        "select person_no from read_parquet('x')",
        "select person_no from glob('*')",
        "select person_no from (select file as person_no from glob('*')) as g",
        "select person_no from member where id_no in (select id_no from other)",
        "select person_no from member limit 3",
        "select unknown from member",
        "select k from (select id_no as j from D07) as t",
        "select id_no from member, D07",
        "select person_no from member qualify row_number() over (order by name) = 1",
        "select list(name order by name) from member",
        "select person_no from member where name = :unknown",
        "select person_no into x from member",
        "from member",
    ],
)
def test_a_select_that_reads_or_does_more_is_refused(text: str) -> None:
    with pytest.raises(BadCondition):
        parse_select(text, SCOPE)


@pytest.mark.parametrize(
    "text",
    [
        "select m.person_no from member as m join D07 on D07.id_no = m.id_no",
        """with dead as (select id_no as no from D07)
        select person_no from member join dead on dead.no = member.id_no""",
        "select person_no, count(*) as n from member group by person_no having count(*) > 1",
        """select t.person_no from (select person_no,
        row_number() over (partition by id_no order by name) as nth from member) as t
        where t.nth = 1""",
        """select person_no from member where exists
        (select 1 from D07 where D07.id_no = member.id_no and D07.died_on <= :on)""",
    ],
)
def test_a_select_over_its_own_tables_is_understood(text: str) -> None:
    parse_select(text, SCOPE)
