"""The session: locked after loading, one SELECT at a time, stopped at its limits."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from huitoukan.engine.on_duckdb import Limits, Session, StepFailed, StepStopped
from huitoukan.engine.plan import Step


def _step(sql: str) -> Step:
    return Step("asked", sql, (), "")


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    (tmp_path / "file.csv").write_text("a\n1\n")
    with Session(Limits(seconds=0.3, memory="100MB", threads=1)) as opened:
        opened.keep(Step("kept", "SELECT 1 AS a", (), ""))
        opened.lock()
        yield opened


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM read_csv('{folder}/file.csv')",
        "SELECT * FROM read_text('{folder}/file.csv')",
        "SELECT * FROM '{folder}/file.csv'",
        "SELECT * FROM glob('{folder}/*')",
    ],
)
def test_no_file_is_read_after_the_lock(session: Session, tmp_path: Path, sql: str) -> None:
    with pytest.raises(StepFailed):
        session.keep(_step(sql.format(folder=tmp_path)))


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT 1; SELECT 2",
        "SELECT 1; DROP TABLE kept",
        "COPY kept TO '{folder}/out.csv'",
        "CREATE TABLE other AS SELECT 1",
        "ATTACH ':memory:' AS other",
        "SET memory_limit = '10GB'",
        "DELETE FROM kept",
        "PRAGMA database_list",
        "",
    ],
)
def test_a_step_is_one_select_and_nothing_else(session: Session, tmp_path: Path, sql: str) -> None:
    with pytest.raises(StepFailed):
        session.keep(_step(sql.format(folder=tmp_path)))
    assert not (tmp_path / "out.csv").exists()
    assert session.rows("kept") == (["a"], [(1,)])


def test_an_error_names_the_step_and_its_sql(session: Session) -> None:
    with pytest.raises(StepFailed, match=r"(?s)step asked.*SELECT nothing"):
        session.keep(_step("SELECT nothing"))


ENDLESS = "SELECT sum(a.range * b.range) AS n FROM range(1000000) a, range(1000000) b"


def test_a_step_is_stopped_after_its_time_and_the_session_goes_on(session: Session) -> None:
    with pytest.raises(StepStopped) as stopped:
        session.keep(_step(ENDLESS))
    assert stopped.value.why == "time"
    session.keep(_step("SELECT 2 AS a"))
    assert session.rows("asked") == (["a"], [(2,)])


def test_a_step_is_stopped_at_the_limit_of_memory() -> None:
    with Session(Limits(seconds=20, memory="30MB", threads=1)) as session:
        session.lock()
        with pytest.raises(StepStopped) as stopped:
            session.keep(_step("SELECT range AS a, md5(range::VARCHAR) AS b FROM range(5000000)"))
    assert stopped.value.why == "memory"


def test_what_does_not_fit_into_memory_goes_to_the_folder_and_files_stay_closed(
    tmp_path: Path,
) -> None:
    (tmp_path / "file.csv").write_text("a\n1\n")
    limits = Limits(seconds=60, memory="60MB", threads=1, spill=tmp_path / "spill")
    with Session(limits) as session:
        session.lock()
        session.keep(_step("SELECT range AS a, md5(range::VARCHAR) AS b FROM range(2000000)"))
        session.keep(Step("counted", "SELECT count(*) AS n FROM asked", ("asked",), ""))
        assert session.rows("counted")[1] == [(2000000,)]
        with pytest.raises(StepFailed):
            session.keep(_step(f"FROM '{tmp_path}/file.csv'"))
