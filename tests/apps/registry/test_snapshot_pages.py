"""The pages of snapshots: all of them, freezing, a past day, the check of their files."""

from __future__ import annotations

import json
from typing import Any

from typer.testing import CliRunner

from huitoukan.apps.comparison.services import compare
from huitoukan.apps.jobs.models import Job
from huitoukan.apps.jobs.services import run_here
from huitoukan.apps.journal.models import Entry
from huitoukan.apps.registry import commands as registry_commands
from huitoukan.apps.registry.models import Snapshot
from huitoukan.apps.registry.queries import snapshot_folder
from huitoukan.apps.registry.queries.past import then_page
from huitoukan.apps.registry.services.verifying import verify_snapshot
from huitoukan.cli.commands import app
from tests.apps.looking import read, seen
from tests.apps.registry.freezing import BOTH, DAY, S1, S2, frozen, refusal_of
from tests.cast import AT, Cast
from tests.factories import nothing_told


def damage(snapshot: Snapshot, name: str = "member.parquet") -> None:
    path = snapshot_folder(snapshot.code) / name
    path.write_bytes(path.read_bytes() + b"x")


# --- all snapshots ---


def test_only_the_data_officer_is_offered_freezing(two: Any, cast: Cast) -> None:
    for account, may in (("rui", True), ("lei", False), ("tang", False), ("wen", False)):
        page = seen(cast.signed_in(account), "/registry/snapshots/")
        assert (page.freeze is not None, page.past is not None) == (may, may), account
    assert cast.signed_in("lei").post("/registry/snapshots/past/").status_code == 403


def test_snapshots_stand_with_their_day_counts_and_hashes(two: Any, cast: Cast) -> None:
    first, _ = two
    past = frozen(cast, at=AT + 5 * DAY, as_of=AT.date())
    page = seen(cast.signed_in("rui"), "/registry/snapshots/")
    kinds = [(row.code, row.is_baseline, row.is_past) for row in page.rows]
    assert kinds == [(past.code, False, True), (S2, False, False), (S1, True, False)]
    assert [(r.n_households, r.n_members) for r in page.rows] == [(3, 5), (4, 6), (3, 5)]
    assert page.rows[-1].content_hash == first.content_hash
    assert {file.sha256 for file in page.rows[-1].files} == set(first.file_hashes.values())
    assert first.content_hash in read(cast.signed_in("rui"), "/registry/snapshots/")
    assert page.rows[1].since_href == BOTH
    assert page.rows[-1].since_href == ""


def test_whoever_sees_one_village_reads_the_counts_of_that_village(two: Any, cast: Cast) -> None:
    page = seen(cast.signed_in("ping"), "/registry/snapshots/")
    assert page.place == "龙潭镇核桃村"
    assert [(r.n_households, r.n_members, r.n_villages) for r in page.rows] == [(2, 3, 1)] * 2
    other = seen(cast.signed_in("cha"), "/registry/snapshots/")
    assert [(r.n_households, r.n_members, r.n_villages) for r in other.rows] == [
        (1, 2, 1),
        (0, 0, 0),
    ]


def test_another_county_has_no_snapshots_of_ours(two: Any, cast: Cast) -> None:
    assert cast.other_campaign
    assert seen(cast.signed_in("shan"), "/registry/snapshots/").rows == ()
    assert cast.signed_in("shan").get(BOTH).status_code == 404


def test_a_past_day_is_refused_beside_its_field(two: Any, cast: Cast) -> None:
    client = cast.signed_in("rui")
    today = (AT + 5 * DAY).date().isoformat()
    for given, words in ((today, "还没有过去"), ("昨天", "请填写日期"), ("", "请填写日期")):
        answer = client.post("/registry/snapshots/past/", {"as_of": given})
        assert answer.status_code == 422
        (field,) = answer.context["page"].past.fields
        assert words in field.error
        assert field.value == given
    assert not Job.objects.for_system("tests").exists()


def test_a_past_day_is_worked_out_by_a_job(two: Any, cast: Cast) -> None:
    first, _ = two
    client = cast.signed_in("rui")
    answer = client.post("/registry/snapshots/past/", {"as_of": AT.date().isoformat()})
    assert answer.status_code == 302
    job = run_here(Job.objects.for_system("tests").get().code)
    past = Snapshot.objects.for_system("tests").get(is_past=True)
    assert past.content_hash == first.content_hash
    outcome = read(client, f"/jobs/{job.code}/")
    assert "/registry/snapshots/" in outcome
    assert past.code in outcome


def test_two_are_chosen_and_compared(two: Any, cast: Cast) -> None:
    client = cast.signed_in("rui")
    page = seen(client, "/registry/snapshots/")
    chosen = [next(c.value for c in side if c.is_chosen) for side in (page.before, page.after)]
    assert chosen == [S1, S2]
    answer = client.get("/registry/snapshots/", {"before": S1, "after": S2})
    assert (answer.status_code, answer.headers["Location"]) == (302, BOTH)
    assert client.get("/registry/snapshots/", {"before": S1, "after": "S9"}).status_code == 404


def test_the_page_of_imports_leads_to_the_snapshots_and_freezes_nothing(
    two: Any, cast: Cast
) -> None:
    page = read(cast.signed_in("rui"), "/registry/import/")
    assert 'href="/registry/snapshots/"' in page
    assert "/registry/freeze/" not in page


# --- whether the files are what was frozen ---


def test_an_altered_and_a_missing_file_are_named_and_never_shown(two: Any, cast: Cast) -> None:
    first, second = two
    damage(first)
    (snapshot_folder(second.code) / "village.parquet").unlink()
    client = cast.signed_in("wen")
    for each in two:
        answer = client.post(f"/registry/snapshots/{each.code}/verify/")
        assert answer.headers["Location"] == "/registry/snapshots/"
    newer, older = seen(client, "/registry/snapshots/").rows
    assert (older.check.style, newer.check.style) == ("bad", "bad")
    assert older.check.label == "与冻结时不一致：member.parquet"
    assert newer.check.label == "找不到：village.parquet"
    assert "闻审计" in older.check_note
    own = seen(cast.signed_in("ping"), "/registry/snapshots/").rows
    assert [row.n_households for row in own] == [None, None]
    answer = cast.signed_in("rui").get(BOTH)
    assert answer.status_code == 409
    assert "member.parquet" in answer.content.decode()
    assert refusal_of(then_page, cast.rui, S1, "H1") == "SNAPSHOT_ALTERED"


def test_departments_are_not_compared_with_an_altered_snapshot(two: Any, cast: Cast) -> None:
    damage(two[1])
    refusal = refusal_of(compare, cast.campaign, on=None, at=AT, tell=nothing_told)
    assert refusal == "SNAPSHOT_ALTERED"


def test_whole_files_are_said_to_be_whole_and_the_journal_keeps_it(two: Any, cast: Cast) -> None:
    assert not verify_snapshot(cast.wen, S1)
    newer, older = seen(cast.signed_in("rui"), "/registry/snapshots/").rows
    assert (older.check.style, older.check.label) == ("ok", "文件与冻结时一致")
    assert newer.check is None
    line = Entry.objects.filter(object_kind="snapshot", object_code=S1).first()
    assert (line.actor_code, line.details) == ("wen", {"altered": [], "missing": []})


def test_who_sees_nothing_of_the_county_checks_nothing(two: Any, cast: Cast) -> None:
    assert refusal_of(verify_snapshot, cast.shan, S1) == "NOT_FOUND"
    assert refusal_of(verify_snapshot, cast.gong, S1) == "NOT_ALLOWED"


def test_the_commands_of_snapshots_stand_among_those_that_get_the_database() -> None:
    names = {command.name for command in registry_commands.app.registered_commands}
    assert {"freeze", "diff", "verify"} <= names


def test_the_command_checks_every_snapshot_and_fails_when_one_is_altered(
    two: Any, cast: Cast
) -> None:
    first, _ = two
    fine = CliRunner().invoke(app, ["registry", "verify", "--as", "rui", "--json"])
    assert fine.exit_code == 0, fine.output
    damage(first, "household.parquet")
    found = CliRunner().invoke(app, ["registry", "verify", "--json"])
    assert found.exit_code == 1
    assert json.loads(found.stdout)["snapshots"] == [
        {"code": S2, "altered": [], "missing": []},
        {"code": S1, "altered": ["household.parquet"], "missing": []},
    ]
    assert "household.parquet" in CliRunner().invoke(app, ["registry", "verify", S1]).stdout
