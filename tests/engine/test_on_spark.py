"""The session on Spark: locked after loading, one SELECT at a time, stopped at its limits."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from huitoukan.domain.refusals import Refused
from huitoukan.engine import api, on_spark
from huitoukan.engine.session import Session, StepFailed, StepStopped
from tests.spark_here import count_of_jvms


def _step(sql: str, name: str = "asked") -> api.Step:
    return api.Step(name, sql, (), "")


def test_without_the_extra_it_says_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(on_spark, "check_jdk", lambda: None)
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    with pytest.raises(Refused) as refused, api.Spark("local[1]", "1GB", tmp_path):
        pass
    assert refused.value.code == "SPARK_MISSING"
    assert "huitoukan[spark]" in refused.value.remedy()


@pytest.mark.parametrize(
    ("said", "found"),
    [(None, "—"), ('openjdk version "11.0.2"', "11"), ("no idea", "—")],
)
def test_without_a_jdk_or_with_an_old_one_it_says_which_is_wanted(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, said: str | None, found: str
) -> None:
    if said is not None:
        java = tmp_path / "bin" / "java"
        java.parent.mkdir()
        java.write_text(f"#!/bin/sh\necho '{said}' >&2\n")
        java.chmod(0o755)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(Refused) as refused:
        on_spark.check_jdk()
    assert refused.value.code == "JDK_MISSING"
    assert f"（现有版本：{found}）" in refused.value.sentence()


@pytest.mark.parametrize(
    ("memory", "spark"), [("1GB", "1024m"), ("1.5 GiB", "1536m"), ("512MB", "512m")]
)
def test_memory_is_told_to_spark_in_whole_numbers(memory: str, spark: str) -> None:
    assert on_spark._in_spark(memory) == spark


@pytest.fixture(scope="module")
def session(spark: api.Spark, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    folder = tmp_path_factory.mktemp("files")
    pq.write_table(pa.table({"a": [1, 2]}), folder / "kept.parquet")
    with spark.session(api.Limits(seconds=120)) as opened:
        opened.keep(_step(f"SELECT * FROM read_parquet('{folder}/kept.parquet') AS file", "kept"))  # noqa: S608
        opened.lock()
        yield opened


@pytest.mark.spark
@pytest.mark.xdist_group("spark")
class TestSession:
    @pytest.mark.parametrize(
        "sql",
        [
            "SELECT * FROM read_parquet('/x/other.parquet')",
            "SELECT * FROM read_csv('/etc/passwd')",
            "SELECT * FROM '/x/other.parquet'",
            "SELECT * FROM parquet.other",
            "SELECT * FROM other",
            "SELECT java_method('java.lang.System', 'getenv', 'HOME')",
            "SELECT 1; SELECT 2",
            "DROP TABLE kept",
            "CREATE TABLE other AS SELECT 1",
            "SET spark.sql.ansi.enabled = false",
            "",
        ],
    )
    def test_after_the_lock_a_step_is_one_select_over_what_was_kept(
        self, session: Session, sql: str
    ) -> None:
        with pytest.raises(StepFailed):
            session.keep(_step(sql))
        assert session.rows("kept", "a") == (["a"], [(1,), (2,)])

    def test_an_error_names_the_step_and_its_sql(self, session: Session) -> None:
        with pytest.raises(StepFailed, match=r"(?s)step asked.*SELECT nothing FROM kept"):
            session.keep(_step("SELECT nothing FROM kept"))

    def test_a_step_is_stopped_after_its_time_and_the_session_goes_on(
        self, session: Session, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(session, "_limits", api.Limits(seconds=0.001))
        with pytest.raises(StepStopped) as stopped:
            session.rows("kept", "a")
        monkeypatch.undo()
        assert stopped.value.why == "time"
        assert session.arrow(_step("SELECT 2 AS a")).to_pylist() == [{"a": 2}]

    @pytest.mark.usefixtures("session")
    def test_two_sessions_do_not_see_each_others_tables(self, spark: api.Spark) -> None:
        with spark.session(api.Limits()) as other, pytest.raises(StepFailed):
            other.keep(_step("SELECT a FROM kept"))

    @pytest.mark.usefixtures("spark")
    def test_spark_listens_on_this_machine_only(self) -> None:
        from pyspark import SparkContext

        process = SparkContext._gateway.proc.pid
        listening = set()
        sockets = {
            os.readlink(one) for one in Path(f"/proc/{process}/fd").iterdir() if one.is_symlink()
        }
        for table in ("tcp", "tcp6"):
            for line in Path(f"/proc/{process}/net/{table}").read_text().splitlines()[1:]:
                fields = line.split()
                if fields[3] == "0A" and f"socket:[{fields[9]}]" in sockets:
                    listening.add(fields[1].partition(":")[0])
        loopback = {"0100007F", "0000000000000000FFFF00000100007F"}
        assert listening
        assert listening <= loopback


ENDS = """
import os, sys
from pathlib import Path
from huitoukan.engine import api
from tests.spark_here import count_of_jvms
folder = Path(sys.argv[1])
if sys.argv[2] == "left":
    with api.Spark("local[1]", "512MB", folder) as spark:
        assert count_of_jvms(os.getpid()) == 1
    assert count_of_jvms(os.getpid()) == 0
    assert not list((folder / "local").glob("*")), "something stays behind"
else:
    api.Spark("local[1]", "512MB", folder).__enter__()
    os.kill(os.getpid(), 9)
"""


@pytest.mark.spark
@pytest.mark.xdist_group("spark")
@pytest.mark.long
@pytest.mark.parametrize("how", ["left", "killed"])
def test_no_jvm_is_left_behind(tmp_path: Path, how: str) -> None:
    before = count_of_jvms(os.getpid())
    done = subprocess.run(
        [sys.executable, "-c", ENDS, str(tmp_path), how],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == (0 if how == "left" else -9), done.stderr
    wait_for_no_jvm(tmp_path)
    assert count_of_jvms(os.getpid()) == before


def wait_for_no_jvm(folder: Path) -> None:
    """Until no process names this folder; a JVM whose program was killed ends by itself."""
    import time

    for _ in range(60):
        if not any(str(folder) in _command(one) for one in Path("/proc").glob("[0-9]*/cmdline")):
            return
        time.sleep(0.5)
    raise AssertionError("a JVM is left behind")


def _command(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:
        return ""
