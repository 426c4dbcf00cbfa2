"""The door to kept files: who may open which kind, and what a browser is told about it."""

from __future__ import annotations

import pytest
from django.test import Client

from huitoukan.apps.files.models import StoredFile
from huitoukan.apps.files.services.keeping import keep_file
from huitoukan.apps.journal.models import Entry
from huitoukan.domain.problems import State
from tests.cast import AT, Cast
from tests.factories import JPEG, Maker

PDF = b"%PDF-1.7\n%%EOF"
HTML = b"<html><script>alert(1)</script></html>"


def kept(cast: Cast, content: bytes, kind: str, name: str, department: str = "") -> StoredFile:
    """A file of the county."""
    return keep_file(
        cast.system,
        [content],
        name=name,
        kind=kind,
        area=cast.county,
        at=AT,
        department=department,
    )


def test_nobody_signed_in_is_sent_to_sign_in(cast: Cast) -> None:
    file = kept(cast, PDF, "evidence", "扫描件.pdf")
    assert Client().get(f"/files/{file.sha256}/").status_code == 302


@pytest.mark.parametrize("account", ["shan", "gong", "ping"])
def test_a_file_outside_area_or_post_is_like_an_absent_one(account: str, cast: Cast) -> None:
    file = kept(cast, PDF, "evidence", "扫描件.pdf")  # of the county, not of the village of ping
    client = cast.signed_in(account)
    there, nowhere = client.get(f"/files/{file.sha256}/"), client.get(f"/files/{'0' * 64}/")
    assert (there.status_code, nowhere.status_code) == (404, 404)


@pytest.mark.parametrize("account", ["lei", "wen", "qiao", "min"])
def test_a_whole_registry_opens_only_for_who_may_see_full_numbers(account: str, cast: Cast) -> None:
    file = kept(cast, b"PK\x03\x04", "registry", "名册.xlsx")
    assert cast.signed_in(account).get(f"/files/{file.sha256}/").status_code == 404
    assert cast.signed_in("rui").get(f"/files/{file.sha256}/").status_code == 200


def test_a_kind_that_nobody_named_opens_for_nobody(cast: Cast) -> None:
    file = kept(cast, PDF, "secret", "别的.pdf")
    assert cast.signed_in("rui").get(f"/files/{file.sha256}/").status_code == 404


def test_another_department_does_not_open_a_departments_evidence(cast: Cast, make: Maker) -> None:
    problem = make.problem(state=State.UNDER_REVIEW)
    file = StoredFile.objects.for_system("tests").get(kind="evidence")
    assert problem.department == "civil-affairs"
    assert cast.signed_in("bao").get(f"/files/{file.sha256}/").status_code == 404
    for account in ("min", "qiao", "ping", "rui"):
        assert cast.signed_in(account).get(f"/files/{file.sha256}/").status_code == 200


@pytest.mark.parametrize(
    ("content", "name", "media_type", "is_shown"),
    [
        (JPEG, "照片.jpg", "image/jpeg", True),
        (PDF, "扫描件.pdf", "application/pdf", True),
        (HTML, "照片.jpg", "application/octet-stream", False),
        (HTML, "页面.html", "application/octet-stream", False),
        (b"PK\x03\x04rest", "表.xlsx", "application/octet-stream", False),
    ],
)
def test_the_type_comes_from_the_bytes_and_only_pictures_and_scans_are_shown(
    content: bytes, name: str, media_type: str, is_shown: bool, cast: Cast
) -> None:
    file = kept(cast, content, "evidence", name)
    answer = cast.signed_in("rui").get(f"/files/{file.sha256}/")
    assert b"".join(answer.streaming_content) == content  # type: ignore[attr-defined]
    assert answer.headers["Content-Type"] == media_type
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"].startswith("inline" if is_shown else "attachment")
    assert answer.headers["Cache-Control"] == "no-store"


def test_taking_a_whole_workbook_away_is_written_down_and_a_photograph_is_not(cast: Cast) -> None:
    client = cast.signed_in("rui")
    for file in (kept(cast, b"PK", "registry", "名册.xlsx"), kept(cast, JPEG, "evidence", "a.jpg")):
        client.get(f"/files/{file.sha256}/")
    [line] = Entry.objects.filter(object_kind="file")
    assert (line.actor_code, line.verb, line.summary) == (
        "rui",
        "registry.reveal",
        "下载“名册.xlsx”",
    )
