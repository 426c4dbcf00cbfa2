"""Signing by the person whom a letter names: on screen in the own name, or by hand with a scan."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from huitoukan.apps.accounts.models import Appointment, User
from huitoukan.apps.journal.queries import breaks
from huitoukan.apps.papers.models import Paper, Signature
from huitoukan.apps.papers.queries.signing import own_to_sign
from huitoukan.apps.papers.services.issuing import issue_many
from huitoukan.apps.papers.services.receiving import void
from huitoukan.apps.papers.services.signing import record_by_hand, remind_signatories, sign
from huitoukan.domain.problems import State
from huitoukan.domain.refusals import Refused
from tests.apps.looking import read, seen
from tests.apps.papers.asking import bytes_of, issued, wanted
from tests.cast import AT, VILLAGE_1, VILLAGE_2, Cast
from tests.factories import JPEG, Maker, nothing_told

PDF = b"%PDF-1.7 signed"
TODAY = AT.date()


def letter(cast: Cast, make: Maker, to: str = "平小禾", village: str = VILLAGE_1) -> Paper:
    """A letter for a household of the village, issued by the township."""
    home = make.household(village)
    make.problem(home, state=State.ASSIGNED)
    return issued(
        cast, "responsibility_letter", "", home.household_no, by=cast.tang, asks={"乙方": to}
    )


def refused(act: Any, *args: Any, **more: Any) -> str:
    with pytest.raises(Refused) as refusal:
        act(*args, **more)
    assert refusal.value.sentence()
    return refusal.value.code


def signature(paper: Paper) -> Signature:
    return Signature.objects.for_system("tests").get(paper=paper)


# --- refusals ---


def test_nobody_signs_for_another_or_without_a_name_in_the_paper(cast: Cast, make: Maker) -> None:
    paper = letter(cast, make)
    for account in ("tang", "rui"):
        assert refused(sign, cast.actor(account), paper.code, at=AT) == "SIGN_ANOTHER", account
    for account in ("ning", "shan"):
        assert refused(sign, cast.actor(account), paper.code, at=AT) in {"NOT_FOUND", "NOT_ALLOWED"}
    assert refused(sign, cast.lei, paper.code, at=AT) == "NOT_ALLOWED"
    nobody = issued(cast, "village_list", VILLAGE_1)
    assert refused(sign, cast.ping, nobody.code, at=AT) == "SIGN_NONE"
    assert signature(paper).signed_at is None


def test_what_is_void_or_signed_is_not_signed_again(cast: Cast, make: Maker) -> None:
    paper, other = letter(cast, make), letter(cast, make)
    sign(cast.ping, paper.code, at=AT)
    assert refused(sign, cast.ping, paper.code, at=AT) == "SIGN_DONE"
    void(cast.tang, other.code, reason="填错", at=AT)
    assert refused(sign, cast.ping, other.code, at=AT) == "PAPER_VOID"


def test_a_name_without_one_certain_account_is_signed_for_on_paper(cast: Cast, make: Maker) -> None:
    assert signature(letter(cast, make, to="无此人")).account == ""
    assert signature(letter(cast, make, to="宁大川")).account == "", "works in another village"
    twin = User.objects.create(username="ping2", name="平小禾")
    assert signature(letter(cast, make)).account == "ping", "holds no post yet"
    Appointment.objects.create(
        user=twin, post="village_worker", area=cast.area(VILLAGE_1), first_day=date(2026, 1, 1)
    )
    paper = letter(cast, make)
    assert signature(paper).account == "", "two people of this name"
    assert refused(sign, cast.ping, paper.code, at=AT) == "SIGN_ANOTHER"


def test_a_signature_on_paper_needs_the_office_a_scan_and_a_fitting_day(
    cast: Cast, make: Maker
) -> None:
    paper = letter(cast, make, to="无此人")
    scan = ("签字.pdf", PDF)

    def hand(account: str, on: date = TODAY, scan: tuple[str, bytes] | None = scan) -> str:
        return refused(record_by_hand, cast.actor(account), paper.code, on=on, scan=scan, at=AT)

    assert hand("ping") == "NOT_ALLOWED"
    assert hand("cha") == "NOT_ALLOWED"
    assert hand("shan") == "NOT_FOUND"
    for days in (-1, 1):
        assert hand("tang", TODAY + timedelta(days=days)) == "SIGN_DATE"
    assert hand("tang", scan=None) == "SIGN_SCAN"
    assert hand("tang", scan=("签字.exe", b"MZ")) == "EVIDENCE_TYPE"
    assert signature(paper).signed_at is None


# --- signing ---


def test_the_person_signs_on_the_phone_and_the_paper_says_so_and_stays_as_issued(
    cast: Cast, make: Maker
) -> None:
    paper = letter(cast, make)
    issued_bytes = bytes_of(paper)
    ping = cast.signed_in("ping")
    phone = reverse("dashboards:phone_letter", args=[paper.code])
    assert phone in read(ping, reverse("dashboards:phone"))
    page = seen(ping, phone)
    assert page.tasks
    assert [act.code for act in page.signed.acts] == ["sign"]
    assert own_to_sign(cast.ping, cast.campaign).count() == 1
    groups = {g.code: g.n for g in seen(ping, reverse("dashboards:todo")).groups}
    assert groups["sign"] == 1
    answer = ping.post(reverse("papers:sign", args=[paper.code]), {"back": "phone"})
    assert answer.headers["Location"] == phone
    one = signature(paper)
    assert one.signed_at is not None
    assert not one.is_by_hand
    for name in ("papers:detail", "papers:printed"):
        assert "平小禾于" in read(cast.signed_in("tang"), reverse(name, args=[paper.code])), name
    assert bytes_of(paper) == issued_bytes
    assert own_to_sign(cast.ping, cast.campaign).count() == 0
    assert list(breaks()) == []


def test_the_township_hands_in_the_scan_of_who_has_no_account(cast: Cast, make: Maker) -> None:
    paper = letter(cast, make, to="无此人")
    tang, address = cast.signed_in("tang"), reverse("papers:by_hand", args=[paper.code])
    assert "须在纸上签字" in read(tang, reverse("papers:detail", args=[paper.code]))
    wrong = tang.post(address, {"on": "2030-01-01", "scan": SimpleUploadedFile("a.jpg", JPEG)})
    assert wrong.status_code == 422
    assert wrong.context["page"].signed.acts[-1].errors
    record_by_hand(cast.tang, paper.code, on=TODAY, scan=("签字.jpg", JPEG), at=AT)
    one = signature(paper)
    assert one.is_by_hand
    assert one.recorded_name == "唐守田"
    assert one.scan is not None
    assert (
        cast.signed_in("ping").get(reverse("files:file", args=[one.scan.sha256])).status_code == 200
    )
    assert "在纸上签字" in read(tang, reverse("papers:printed", args=[paper.code]))


def test_the_helper_of_the_household_is_named_where_the_letter_leaves_it_blank(
    cast: Cast, make: Maker
) -> None:
    home = make.household(VILLAGE_1, helper_name="平小禾")
    paper = issued(cast, "responsibility_letter", "", home.household_no, by=cast.tang,
                   asks={"乙方": ""})  # fmt: skip
    assert (signature(paper).name, signature(paper).account) == ("平小禾", "ping")
    bare = make.household(VILLAGE_1)
    silent = issued(cast, "responsibility_letter", "", bare.household_no, by=cast.tang,
                    asks={"乙方": ""})  # fmt: skip
    assert not Signature.objects.for_system("tests").filter(paper=silent).exists()


def test_who_has_not_signed_is_a_list_and_is_reminded_once_a_day(cast: Cast, make: Maker) -> None:
    homes = [make.household(VILLAGE_1, helper_name="平小禾") for _ in range(3)]
    asked = wanted(cast, "responsibility_letter", VILLAGE_1, asks={"乙方": ""}, is_every=True)
    batch = issue_many(cast.tang, cast.campaign, asked, at=AT, tell=nothing_told)
    assert batch.n == len(homes)
    first = Paper.objects.for_system("tests").filter(batch=batch).first()
    assert first is not None
    sign(cast.ping, first.code, at=AT)
    address = reverse("papers:signatures")
    tang = cast.signed_in("tang")
    page = seen(tang, address)
    assert [tab.n for tab in page.tabs] == [2, 1]
    assert [row.code for row in seen(tang, f"{address}?tab=signed").rows] == [first.code]
    assert seen(cast.signed_in("ning"), address).rows == ()
    assert page.remind is not None
    assert refused(remind_signatories, cast.ping, cast.campaign, at=AT) == "NOT_ALLOWED"
    assert remind_signatories(cast.tang, cast.campaign, at=AT) == 2
    assert refused(remind_signatories, cast.tang, cast.campaign, at=AT) == "SIGN_REMINDED"
    assert remind_signatories(cast.tang, cast.campaign, at=AT + timedelta(days=1)) == 2
    (group,) = (g for g in seen(cast.signed_in("ping"), reverse("dashboards:todo")).groups
                if g.code == "sign")  # fmt: skip
    assert [item.note for item in group.items] == ["已催签 2 次"] * 2
    letter(cast, make, to="宁大川", village=VILLAGE_2)
    assert own_to_sign(cast.ning, cast.campaign).count() == 1
