"""Every form in which an office may deliver: text, Parquet, archive, parts, a named table."""

from __future__ import annotations

import sqlite3
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from huitoukan.apps.jobs.models import Job, JobState
from huitoukan.apps.jobs.services import run_here
from huitoukan.apps.sources.models import Delivery
from huitoukan.apps.sources.queries import newest_deliveries, tables_delivered
from huitoukan.apps.sources.services import requests
from huitoukan.domain.refusals import Refused
from huitoukan.intake import archives
from huitoukan.intake.named_tables import named_tables
from tests.cast import Cast
from tests.factories import id_no

HEAD = ["公民身份号码", "姓名", "起始月", "终止月", "月保障金"]
ROWS = [[id_no(n), f"人{n}", "2025-01", "", "420.5"] for n in range(1, 6)]
BAD = [id_no(9), "坏月份", "二月", "", "420.5"]
Send = Callable[..., Job]


def text(rows: list[list[str]]) -> str:
    return "\n".join(",".join(row) for row in [HEAD, *rows]) + "\n"


def zipped(files: dict[str, bytes]) -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return target.getvalue()


def parquet(rows: list[list[str]]) -> bytes:
    target = BytesIO()
    pq.write_table(pa.table(dict(zip(HEAD, zip(*rows, strict=True), strict=True))), target)
    return target.getvalue()


@pytest.fixture
def send(cast: Cast) -> Send:
    """Files through the page's service and the job; the job as it ended."""

    def run(*files: tuple[str, bytes], by: Any = None, **more: Any) -> Job:
        jobs = requests.ask_delivery(
            by or cast.min, cast.campaign, [(name, [data]) for name, data in files], **more
        )
        return [run_here(job.code) for job in jobs][-1]

    return run


def standing(cast: Cast, dataset: str = "D14") -> list[dict[str, Any]]:
    """The rows of all tables that stand for a data set, by their numbers."""
    paths = tables_delivered(newest_deliveries(cast.campaign)).get(dataset, ())
    rows = [row for path in paths for row in pq.read_table(path).to_pylist()]
    return sorted(rows, key=lambda row: (row["id_no"] or "", row["row_no"]))


# --- refusals ---


def test_half_an_archive_is_refused_and_nothing_stands(send: Send, cast: Cast) -> None:
    whole = zipped({"a.csv": text(ROWS * 400).encode()})
    job = send(("低保.zip", whole[: len(whole) // 2]))
    assert job.state == JobState.REFUSED
    assert not Delivery.objects.for_system("tests").exists()


def test_an_archive_that_grows_without_end_is_refused(
    send: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archives, "RATIO", 2)
    job = send(("低保.zip", zipped({"a.csv": b"0" * (3 << 20)})))
    assert (job.state, "压缩比" in job.refusal) == (JobState.REFUSED, True)


def test_half_a_parquet_file_is_refused(send: Send, cast: Cast) -> None:
    whole = parquet(ROWS)
    job = send(("低保.parquet", whole[: len(whole) // 2]))
    assert (job.state, "已损坏" in job.refusal) == (JobState.REFUSED, True)


def test_a_table_that_the_server_does_not_name_is_refused(cast: Cast) -> None:
    with pytest.raises(Refused) as refusal:
        requests.ask_table(cast.min, cast.campaign, "postgresql://somewhere/else")
    assert refusal.value.code == "TABLE_UNNAMED"


@pytest.mark.parametrize(
    "listed",
    [
        "- 1",
        "- {name: a, dataset: D14, database: 'sqlite:///a.db'}",
        "- {name: a, dataset: D14, database: 'http://a/b', table: t}",
        "- {name: a, dataset: D14, database: 'sqlite:///a.db', table: 't; DROP TABLE t'}",
    ],
)
def test_a_list_of_tables_that_is_wrong_says_which_entry(listed: str, tmp_path: Path) -> None:
    path = tmp_path / "tables.yaml"
    path.write_text(listed, encoding="utf-8")
    with pytest.raises(Refused) as refusal:
        named_tables(str(path))
    assert refusal.value.code == "TABLES_INVALID"


# --- every form gives the same table ---


def test_every_form_of_the_same_rows_gives_the_same_table(send: Send, cast: Cast) -> None:
    plain = text(ROWS)
    forms = {
        "a.csv": plain.encode(),
        "b.txt": plain.encode("gb18030"),
        "c.csv": plain.replace(",", "\t").encode("utf-16"),
        "d.parquet": parquet(ROWS),
        "e.zip": zipped({"里面/低保.csv": plain.encode("gb18030")}),
    }
    found = []
    for name, data in forms.items():
        job = send((name, data))
        assert job.state == JobState.DONE, job.refusal
        found.append(standing(cast))
    assert all(rows == found[0] for rows in found)
    assert [row["person_key"] for row in found[0]] == sorted(int(r[0][:17]) for r in ROWS)


def test_parts_of_one_delivery_stand_together(send: Send, cast: Cast) -> None:
    job = send(
        ("1月.csv", text(ROWS[:2]).encode()), ("2月.csv", text(ROWS[2:]).encode()), is_one=True
    )
    assert [row["rows_in"] for row in job.result["deliveries"]] == [2, 3]
    assert len(standing(cast)) == 5
    send(("3月.csv", text(ROWS[:1]).encode()))
    assert len(standing(cast)) == 1


def test_a_part_that_is_refused_keeps_all_parts_out(send: Send, cast: Cast) -> None:
    job = send(("1月.csv", text(ROWS[:2]).encode()), ("2月.csv", b"%PDF"), is_one=True)
    assert job.state == JobState.REFUSED
    assert standing(cast) == []


def test_rows_given_back_from_inside_an_archive_come_back_whole(send: Send, cast: Cast) -> None:
    data = zipped({"好.csv": text(ROWS).encode(), "坏.csv": text([*ROWS, BAD]).encode()})
    job = send(("低保.zip", data))
    code = next(row["code"] for row in job.result["deliveries"] if row["rejected"])
    answer = cast.signed_in("min").get(f"/sources/{code}/errors.xlsx")
    assert answer.status_code == 200
    with zipfile.ZipFile(BytesIO(answer.content)) as book:
        assert any("坏月份".encode() in book.read(name) for name in book.namelist())


# --- named tables ---


@pytest.fixture
def tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A SQLite and a DuckDB file with the rows, named in the server's list."""
    monkeypatch.setattr(settings, "TABLES_FILE", str(tmp_path / "tables.yaml"))
    columns = ", ".join(f'"{name}" TEXT' for name in HEAD)
    marks = ", ".join("?" * len(HEAD))
    with sqlite3.connect(tmp_path / "a.db") as lite:
        lite.execute(f'CREATE TABLE "低保" ({columns})')
        lite.executemany(f'INSERT INTO "低保" VALUES ({marks})', ROWS)  # noqa: S608
    with duckdb.connect(str(tmp_path / "b.duckdb")) as duck:
        duck.execute(f"CREATE TABLE dibao ({columns})")
        duck.executemany(f"INSERT INTO dibao VALUES ({marks})", ROWS[:-1])  # noqa: S608
    (tmp_path / "tables.yaml").write_text(
        f"- {{name: 低保系统, dataset: D14, database: 'sqlite://{tmp_path}/a.db', table: 低保}}\n"
        f"- {{name: 低保仓, dataset: D14, database: 'duckdb://{tmp_path}/b.duckdb',"
        " table: main.dibao}\n"
        f"- {{name: 没有的, dataset: D14, database: 'sqlite://{tmp_path}/c.db', table: a}}\n"
        f"- {{name: 医保库, dataset: D26, database: 'sqlite://{tmp_path}/a.db', table: 低保}}\n",
        encoding="utf-8",
    )


@pytest.mark.usefixtures("tables")
def test_a_named_table_is_delivered_like_a_file_and_kept(cast: Cast) -> None:
    found = []
    for name in ("低保系统", "低保仓"):
        job = run_here(requests.ask_table(cast.min, cast.campaign, name).code)
        assert job.state == JobState.DONE, job.refusal
        found.append(standing(cast))
    assert found[0][:-1] == found[1]
    assert len(found[0]) == len(ROWS)
    newest = Delivery.objects.for_system("tests").latest("id")
    assert newest.file.name == "低保仓.csv"


@pytest.mark.usefixtures("tables")
def test_a_department_names_its_own_tables_only(cast: Cast) -> None:
    page = cast.signed_in("min").get("/sources/").content.decode()
    assert "低保系统" in page
    assert "医保库" not in page
    with pytest.raises(Refused) as refusal:
        requests.ask_table(cast.min, cast.campaign, "医保库")
    assert refusal.value.code == "TABLE_UNNAMED"


@pytest.mark.usefixtures("tables")
def test_a_database_that_is_not_there_is_said_without_its_address(
    cast: Cast, tmp_path: Path
) -> None:
    job = run_here(requests.ask_table(cast.min, cast.campaign, "没有的").code)
    assert job.state == JobState.REFUSED
    assert str(tmp_path) not in job.refusal


def test_an_uploaded_part_says_that_it_is_one(cast: Cast) -> None:
    files = [SimpleUploadedFile(f"{n}.csv", text(ROWS[n : n + 1]).encode()) for n in range(2)]
    cast.signed_in("min").post("/sources/deliver/", {"tables": files, "is_one": "1"})
    (job,) = Job.objects.for_system("tests").filter(kind="sources.deliver")
    run_here(job.code)
    assert len(standing(cast)) == 2
