"""Reading in columns gives what reading with care gives: the same rows, faults and counts."""

from __future__ import annotations

import random
import tempfile
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from huitoukan.domain.identity import id_valid, person_key
from huitoukan.intake import blocks
from huitoukan.intake.columns import valid_numbers
from tests.bad_input.catalogue import ALSO_GOOD, GOOD, HEAD, Case, all_cases
from tests.bad_input.files import text_file
from tests.bad_input.test_generated import Mutation, mutated, mutations
from tests.intake.both_ways import carefully, people, quickly

PEOPLE = people()
ODD = [
    "", " ", "/", "-", "—", "NULL", "#N/A", "=1+1", '="990101199003077751"',
    "'990101199003077751", " 990101199003077751", "990101199003077751 ", "99010119900307775x",
    "990101850615123", "990101199003077751421", "99010119900307775142", "9.90101E+17",
    "990101199003077752", "99010119900230003X", "９９０１０１１９９００３０７７７５１",
    "合计", "合计：12", "填表人：张三", "公民身份号码", "阿卜杜拉·买买提", "张\u200b三",
    "张\u3000三", "\u00a0张三", "锟斤拷", "\ufffd", "\ue81e", "ḿ", "a\x00b", "a\x1fb",
    "2026-02-30", "2024/2/9", "20240209", "2024年2月", "2024.2", "202402", "长期",
    "9999-12-31", "1,234.50", "￥12", "12元", "1e5", "nan", "inf", "+5", "5.", ".5", "-0",
    "-0.0", "1e400", "9" * 30, "007", "1.50", "12.0", "是", "否", "√", "Y", "TRUE", "在职",
    "退休", "在 职", "不知道", "x" * 2001, "中" * 700, "a,b", 'a"b', 'say "no"', "a\nb",
    "a\tb", "a\rb", "\u2028", "\u0085", "𠮷", "㐀", "\u202ex", "1870-01-01", "1869-12-31",
    "2101-01", "2100-12", "1e", "--", "1.2.3", "1-2", "²", "①",
]  # fmt: skip
cells = st.one_of(st.sampled_from(ODD), st.sampled_from(ODD), st.text(max_size=6))
odd_rows = st.lists(
    st.one_of(
        st.just(GOOD),
        st.just(ALSO_GOOD),
        st.tuples(st.integers(0, 7), cells).map(lambda c: [*GOOD[: c[0]], c[1], *GOOD[c[0] + 1 :]]),
        st.lists(cells, max_size=11),
    ),
    max_size=30,
)
many = settings(
    max_examples=max(120, settings().max_examples), deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)  # fmt: skip


def same_both_ways(data: bytes) -> bool:
    """Whether the file was read in columns; then it must have been read as with care."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.csv"
        path.write_bytes(data)
        quick = quickly(path, PEOPLE, Path(folder))
        if quick is None:
            return False
        careful = carefully(path, PEOPLE, Path(folder))
    assert quick == careful
    return True


@many
@given(odd_rows, st.sampled_from(["utf-8", "utf-8-sig", "gb18030"]), st.sampled_from(",;\t|"))
def test_odd_cells_are_read_as_with_care(rows: list[list[str]], encoding: str, mark: str) -> None:
    try:
        data = text_file([HEAD, *rows], encoding, mark)
    except UnicodeError:
        return
    same_both_ways(data)


@many
@given(mutations)
@example([("insert", 0.5, b'"')])
def test_files_with_faults_are_read_as_with_care(changes: list[Mutation]) -> None:
    same_both_ways(mutated(text_file([HEAD, *[GOOD, ALSO_GOOD] * 20]), changes))


@pytest.mark.parametrize(
    "case",
    [case for case in all_cases() if case.name.endswith(".csv")],
    ids=lambda case: case.id,
)
def test_each_text_of_the_catalogue_is_read_as_with_care(case: Case) -> None:
    same_both_ways(case.build())


def test_one_odd_cell_sends_its_row_to_the_careful_reader_and_no_other() -> None:
    for odd in ODD:
        if {"\r", "\n"}.isdisjoint(odd):
            for place in range(8):
                row = [*GOOD[:place], odd, *GOOD[place + 1 :]]
                assert same_both_ways(text_file([HEAD, GOOD, row, *[ALSO_GOOD] * 3])), (odd, place)


def test_a_plain_file_is_read_in_columns_in_every_usual_form() -> None:
    rows = [HEAD, *[GOOD, ALSO_GOOD] * 50]
    for encoding in ("utf-8", "utf-8-sig", "gb18030"):
        for end in ("\n", "\r\n"):
            assert same_both_ways(text_file(rows, encoding, end=end))
            assert same_both_ways(text_file(rows, encoding, end=end).rstrip())
    quoted = "\n".join(",".join(f'"{cell}"' for cell in row) for row in rows)
    assert same_both_ways(quoted.encode())


def test_a_head_of_ascii_before_chinese_in_gb18030_is_read_in_columns() -> None:
    plain = [*GOOD[:1], "Zhang", *GOOD[2:6], "Y", ""]
    head = [each.label for each in PEOPLE.columns]
    rows = [head, *[plain] * 100, GOOD, *[plain] * 5]
    assert same_both_ways(text_file(rows, "gb18030"))


def test_many_small_blocks_are_one_table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "BLOCK", 9_000)
    rng = random.Random(5)  # noqa: S311 - no secret
    rows = [HEAD]
    for _ in range(1500):
        row = list(rng.choice([GOOD, ALSO_GOOD]))
        if rng.random() < 0.05:
            row[rng.randrange(8)] = rng.choice(ODD)
        rows.append(row)
    ok = [row for row in rows if not any("\r" in str(c) or "\n" in str(c) for c in row)]
    assert same_both_ways(text_file(ok))


def test_a_line_break_inside_a_cell_leaves_the_file_to_the_careful_reader() -> None:
    assert not same_both_ways(text_file([HEAD, [GOOD[0], "张\n三", *GOOD[2:]], *[GOOD] * 100]))


digits = st.text("0123456789X", min_size=18, max_size=18)
near = st.builds(
    lambda y, m, d, s, c: f"990101{y:04}{m:02}{d:02}{s:03}{c}",
    st.integers(1860, 2030), st.integers(0, 14), st.integers(0, 33), st.integers(0, 999),
    st.sampled_from("0123456789X"),
)  # fmt: skip


@many
@given(st.lists(st.one_of(near, digits, st.sampled_from(ODD)), min_size=1, max_size=40))
def test_numbers_are_checked_all_at_once_as_one_by_one(texts: list[str]) -> None:
    valid, keys = valid_numbers(pa.array(texts))
    assert valid.tolist() == [id_valid(text) for text in texts]
    told = [int(key) for key, is_valid in zip(keys, valid, strict=True) if is_valid]
    assert told == [person_key(text) for text in texts if id_valid(text)]
