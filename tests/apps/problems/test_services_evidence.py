"""Keeping evidence: only pictures, scans and office files, by those who see the problem."""

from __future__ import annotations

import pytest

from huitoukan.apps.problems.services.evidence import keep_evidence
from huitoukan.domain.problems import State
from huitoukan.domain.refusals import Refused
from tests.cast import AT, VILLAGE_1
from tests.factories import JPEG, Maker


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("照片.jpg", b"GIF89a"),
        ("照片.jpg", b""),
        ("程序.exe", b"MZ\x90\x00"),
        ("页面.html", b"<script>alert(1)</script>"),
        ("压缩.zip", b"PK\x03\x04xx"),
        ("矢量.svg", b"<svg onload=alert(1)>"),
        ("老文件.exe", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
    ],
)
def test_what_is_no_picture_scan_or_office_file_is_no_evidence(
    name: str, content: bytes, make: Maker
) -> None:
    problem = make.problem(state=State.RECTIFYING)
    files = [("好的.jpg", JPEG), (name, content)]
    with pytest.raises(Refused) as refusal:
        keep_evidence(make.cast.ping, problem.code, files, at=AT)
    assert refusal.value.code == "EVIDENCE_TYPE"
    assert f"“{name}”" in refusal.value.sentence()


def test_evidence_is_kept_by_those_who_see_the_problem_only(make: Maker) -> None:
    problem = make.problem(state=State.RECTIFYING)
    for account, code in (("ning", "NOT_FOUND"), ("shan", "NOT_FOUND"), ("qiao", "NOT_ALLOWED")):
        with pytest.raises(Refused) as refusal:
            keep_evidence(make.cast.actor(account), problem.code, [("a.jpg", JPEG)], at=AT)
        assert refusal.value.code == code
    (kept,) = keep_evidence(make.cast.ping, problem.code, [("../../a.jpg", JPEG)], at=AT)
    assert (kept.name, kept.area, kept.department) == (
        "a.jpg",
        make.cast.area(VILLAGE_1),
        "civil-affairs",
    )
