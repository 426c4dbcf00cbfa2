"""Signing in and out, the lock after five failures, one's own password, the list of people."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client

from huitoukan.apps.accounts.models import User
from huitoukan.apps.accounts.queries import shown
from huitoukan.apps.journal.models import Entry
from huitoukan.apps.places.services import PlaceRow, put_places
from tests.cast import AT, NAMES, ON, PASSWORD, Cast

NEW = "青岗-柳溪-石门-2026"


def sign_in(client: Client, username: str, password: str, **more: str) -> Any:
    """The form of the sign-in page, sent."""
    return client.post("/sign-in/", {"username": username, "password": password, **more})


# --- refusals ---


@pytest.mark.parametrize(("username", "password"), [("rui", "不对"), ("nobody", PASSWORD)])
def test_a_wrong_password_and_an_unknown_account_get_the_same_answer(
    username: str, password: str, cast: Cast
) -> None:
    answer = sign_in(Client(), username, password)
    assert answer.status_code == 422
    assert "账号或密码不正确" in answer.content.decode()


def test_an_account_that_is_closed_cannot_sign_in(cast: Cast) -> None:
    User.objects.filter(username="rui").update(is_active=False)
    assert sign_in(Client(), "rui", PASSWORD).status_code == 422


def test_five_failures_lock_the_account_even_for_the_right_password(cast: Cast) -> None:
    client = Client()
    answers = [sign_in(client, "rui", "不对").status_code for _ in range(5)]
    assert answers[0] == 422
    locked = sign_in(client, "rui", PASSWORD)
    assert locked.status_code == 429
    assert "锁定" in locked.content.decode()
    assert "_auth_user_id" not in client.session


def test_a_lock_holds_for_that_account_alone(cast: Cast) -> None:
    for _ in range(6):
        sign_in(Client(), "rui", "不对")
    assert sign_in(Client(), "wen", PASSWORD).status_code == 302


@pytest.mark.parametrize("elsewhere", ["https://example.org/", "//example.org/", "javascript:1"])
def test_signing_in_never_leads_to_another_site(elsewhere: str, cast: Cast) -> None:
    answer = sign_in(Client(), "rui", PASSWORD, next=elsewhere)
    assert answer.headers["Location"] == "/"


def test_signing_out_needs_a_post(cast: Cast) -> None:
    assert cast.signed_in("rui").get("/sign-out/").status_code == 405


@pytest.mark.parametrize("account", ["ping", "tang", "min", "cha"])
def test_posts_without_the_right_do_not_see_people(account: str, cast: Cast) -> None:
    assert cast.signed_in(account).get("/people/").status_code == 403


def test_people_of_another_county_are_not_in_the_list(cast: Cast) -> None:
    here = shown.people_page(cast.rui, {}, on=AT.date())
    there = shown.people_page(cast.actor("shan"), {}, on=AT.date())
    assert "shan" not in {row.username for row in here.rows}
    assert [row.username for row in there.rows] == ["shan"]


def test_one_cannot_change_the_password_without_the_present_one(cast: Cast) -> None:
    form = {"old_password": "不对", "new_password1": NEW, "new_password2": NEW}
    answer = cast.signed_in("ping").post("/password/", form)
    assert answer.status_code == 422
    assert "当前密码不正确" in answer.content.decode()
    assert User.objects.get(username="ping").check_password(PASSWORD)


@pytest.mark.parametrize(("first", "second"), [(NEW, NEW + "1"), ("short", "short")])
def test_a_short_or_mistyped_new_password_is_refused(first: str, second: str, cast: Cast) -> None:
    form = {"old_password": PASSWORD, "new_password1": first, "new_password2": second}
    assert cast.signed_in("ping").post("/password/", form).status_code == 422
    assert User.objects.get(username="ping").check_password(PASSWORD)


def test_a_real_place_among_the_areas_hides_the_demonstration_accounts(cast: Cast) -> None:
    assert "ping" in Client().get("/sign-in/").content.decode()
    put_places(cast.system, [PlaceRow("430000000000", "一个真实的省")], source="tests")
    assert "ping" not in Client().get("/sign-in/").content.decode()


# --- the good path ---


def test_signing_in_leads_to_where_the_person_wanted_to_go(cast: Cast) -> None:
    client = Client()
    asked = client.get("/registry/?page=2")
    assert asked.headers["Location"] == "/sign-in/?next=/registry/%3Fpage%3D2"
    page = client.get(asked.headers["Location"]).content.decode()
    assert 'value="/registry/?page=2"' in page
    answer = sign_in(client, "rui", PASSWORD, next="/registry/?page=2")
    assert answer.headers["Location"] == "/registry/?page=2"
    assert client.get("/sign-in/").headers["Location"] == "/"


def test_a_password_made_by_others_must_be_changed_first(cast: Cast) -> None:
    User.objects.filter(username="ping").update(must_change_password=True)
    client = Client()
    assert sign_in(client, "ping", PASSWORD).headers["Location"] == "/password/"
    assert "第一次登录" in client.get("/password/").content.decode()


def test_a_changed_password_ends_the_other_sessions_and_is_written_down(cast: Cast) -> None:
    here, elsewhere = cast.signed_in("ping"), cast.signed_in("ping")
    form = {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW}
    assert here.post("/password/", form).status_code == 302
    assert here.get("/password/").status_code == 200
    assert elsewhere.get("/password/").status_code == 302
    assert User.objects.get(username="ping").check_password(NEW)
    line = Entry.objects.get(object_kind="people", object_code="ping")
    assert (line.actor_code, line.summary) == ("ping", "修改自己的密码")


def test_signing_out_ends_the_session(cast: Cast) -> None:
    client = cast.signed_in("rui")
    assert client.post("/sign-out/").headers["Location"] == "/sign-in/"
    assert client.get("/people/").status_code == 302


def test_the_language_is_chosen_by_everybody(cast: Cast) -> None:
    client = Client()
    client.post("/language/", {"language": "en", "next": "/sign-in/"})
    assert 'lang="en">' in client.get("/sign-in/").content.decode()


def test_the_list_shows_posts_and_masks_telephones(cast: Cast) -> None:
    User.objects.filter(username="ping").update(phone="13900001234")
    page = shown.people_page(cast.rui, {"q": "平小禾"}, on=AT.date())
    [row] = page.rows
    assert (row.username, row.phone_masked) == ("ping", "139****1234")
    assert [(held.post, held.area, held.is_in_force) for held in row.posts] == [
        ("村级责任人（村干部、帮扶人）", "核桃村", True)
    ]
    # The county's people: everybody but the neighbour and those of the city and the province.
    assert page.n_accounts == len(NAMES) - 3
    assert "13900001234" not in cast.signed_in("rui").get("/people/").content.decode()


def test_the_list_narrows_by_post_and_by_being_in_office(cast: Cast) -> None:
    def found(*, on: date = ON, **params: str) -> set[str]:
        return {row.username for row in shown.people_page(cast.rui, params, on=on).rows}

    assert found(post="village_worker") == {"ping", "ning"}
    assert found(q="龙潭镇") == {"qiao", "tang"}
    assert found(state="ended") == set()
    User.objects.filter(username="ning").update(is_active=False)
    assert found(state="ended") == {"ning"}
    assert "ning" not in found(state="in_force")
    assert len(found(on=date(2025, 12, 31), state="in_force")) == 0


def test_the_list_costs_the_same_for_few_and_many(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    actor = cast.rui
    with django_assert_max_num_queries(6):
        shown.people_page(actor, {}, on=AT.date())
