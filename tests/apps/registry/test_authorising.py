"""Authorisations recorded on a page: who may, what is refused, what stays written."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from huitoukan.apps.journal.models import Entry
from huitoukan.apps.registry.models import Change, Household, ListedPerson
from huitoukan.apps.registry.queries.authorisations import authorisations_of
from huitoukan.apps.registry.services.authorising import (
    Signed,
    record_authorisation,
    revoke_authorisation,
)
from huitoukan.domain.refusals import Refused
from tests.cast import AT, VILLAGE_3, Cast
from tests.factories import Maker

TODAY = AT.date()
SIGNED = Signed(("D08", "D35"), TODAY, TODAY + timedelta(days=365), "王大山")


@pytest.fixture
def home(make: Maker) -> Household:
    return make.household(head="王大山")


def signed(cast: Cast, home: Household, said: Signed = SIGNED) -> ListedPerson:
    return record_authorisation(cast.ping, cast.campaign, home.household_no, said, at=AT)


@pytest.mark.parametrize(("who", "code"), [("wen", "NOT_ALLOWED"), ("shan", "NOT_FOUND")])
def test_who_may_not_record_is_refused(cast: Cast, home: Household, who: str, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        record_authorisation(cast.actor(who), cast.campaign, home.household_no, SIGNED, at=AT)
    assert refusal.value.code == code


def test_another_village_is_not_found(cast: Cast, make: Maker) -> None:
    with pytest.raises(Refused) as refusal:
        signed(cast, make.household(VILLAGE_3))
    assert refusal.value.code == "NOT_FOUND"


@pytest.mark.parametrize(
    "said",
    [
        replace(SIGNED, data_sets=()),
        replace(SIGNED, data_sets=("D99",)),
        replace(SIGNED, signed_by=" "),
        replace(SIGNED, valid_to=TODAY - timedelta(days=1)),
        replace(SIGNED, person_no="nobody"),
    ],
)
def test_a_paper_that_is_not_whole_is_refused(cast: Cast, home: Household, said: Signed) -> None:
    with pytest.raises(Refused) as refusal:
        signed(cast, home, said)
    assert refusal.value.code == "FORM_INVALID"


def test_the_same_paper_is_recorded_once(cast: Cast, home: Household) -> None:
    signed(cast, home)
    with pytest.raises(Refused) as refusal:
        signed(cast, home)
    assert refusal.value.code == "AUTHORISATION_TWICE"


def test_an_authorisation_is_revoked_once_with_a_reason_and_stays(
    cast: Cast, home: Household
) -> None:
    one = signed(cast, home)

    def revoke(on: date = TODAY, reason: str = "农户收回") -> None:
        revoke_authorisation(
            cast.ping, cast.campaign, home.household_no, one.pk, on=on, reason=reason, at=AT
        )

    for on, reason in ((TODAY, " "), (TODAY + timedelta(days=1), "收回")):
        with pytest.raises(Refused) as refusal:
            revoke(on, reason)
        assert refusal.value.code == "FORM_INVALID"
    revoke()
    with pytest.raises(Refused) as refusal:
        revoke()
    assert refusal.value.code == "AUTHORISATION_REVOKED"
    (kept,) = authorisations_of(cast.campaign, home.household_no)
    assert (kept.facts["revoked_on"], kept.facts["data_sets"]) == (TODAY.isoformat(), "D08、D35")
    changes = Change.objects.for_system("tests").filter(table="authorisation").order_by("pk")
    assert [(one.kind, one.reason) for one in changes] == [
        ("created", "登记承诺授权"),
        ("updated", "农户收回"),
    ]
    assert Entry.objects.filter(object_kind="authorisation").count() == 2


def test_the_page_shows_what_is_signed_and_records_one_more(cast: Cast, home: Household) -> None:
    path = f"/registry/households/{home.household_no}/authorisations/"
    client = cast.signed_in("ping")
    assert "还没有登记授权" in client.get(path).content.decode()
    sent = {
        "data_sets": ["全部"], "valid_from": "2026-03-01", "valid_to": "2099-02-28",
        "signed_by": "王大山",
    }  # fmt: skip
    assert client.post(path, sent).status_code == 302
    body = client.get(path).content.decode()
    assert "有效" in body
    assert "撤销这份授权" in body
    again = client.post(path, {**sent, "signed_by": "李四"})
    assert (again.status_code, "李四" in again.content.decode()) == (422, True)


def test_who_only_looks_has_no_form(cast: Cast, home: Household) -> None:
    signed(cast, home)
    path = f"/registry/households/{home.household_no}/authorisations/"
    body = cast.signed_in("wen").get(path).content.decode()
    assert "撤销这份授权" not in body
    assert "登记这份授权" not in body
