"""Rows that hold a word are the rows in which one finds it by reading."""

from __future__ import annotations

import pytest
from django.db import connection

from huitoukan.apps.core import holding as module
from huitoukan.apps.core.holding import holding
from huitoukan.apps.problems.models import Problem
from tests.factories import Maker

pytestmark = pytest.mark.django_db

COLUMNS = ("title", "household_name", "code")
TITLES = (
    "住房漏雨，屋顶 50% 破损", "住 房", "房住", "饮水_安全", "饮水安全",
    "路径 c:\\temp", "x'; DROP", "Straße",
    "户主𠮷野家", "", "abcABC",
)  # fmt: skip
WORDS = (
    "住房", "房", "水", "饮水_", "50%", "%", "_", "\\", "\\temp", "';", "AbC", "bca", "𠮷", "𠮷野",
    "户主𠮷野家", "没有这个词", "雨，屋", "yx", "罗成",
)  # fmt: skip


@pytest.fixture
def texts(make: Maker) -> dict[int, str]:
    """The text of each problem, its columns with blanks between."""
    found = {}
    for number, title in enumerate(TITLES):
        problem = make.problem()
        Problem.objects.for_system("test").filter(pk=problem.pk).update(
            title=title, household_name=("罗成", "", "单雄信")[number % 3]
        )
        problem = Problem.objects.for_system("test").get(pk=problem.pk)
        found[problem.pk] = " ".join(getattr(problem, column) for column in COLUMNS)
    return found


def found(word: str) -> set[int]:
    rows = holding(Problem.objects.for_system("test"), COLUMNS, word)
    return set(rows.values_list("pk", flat=True))


@pytest.mark.parametrize("listed", [module.LISTED, 1])
def test_a_word_is_found_wherever_it_stands_and_nowhere_else(
    texts: dict[int, str], monkeypatch: pytest.MonkeyPatch, listed: int
) -> None:
    monkeypatch.setattr(module, "LISTED", listed)
    codes = [text.rsplit(" ", 1)[1] for text in texts.values()]
    for word in (*WORDS, codes[0], codes[0].lower(), codes[0][-3:]):
        read = {pk for pk, text in texts.items() if word.lower() in text.lower()}
        assert found(word) == read, word


def test_postgresql_finds_a_word_by_the_index(texts: dict[int, str]) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("the index is PostgreSQL's")
    rows = Problem.objects.for_system("test").filter(
        module._HasPairs(*(module.F(column) for column in COLUMNS), module.Value("住房"))
    )
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    assert "problems_problem_by_words" in rows.order_by().explain()
