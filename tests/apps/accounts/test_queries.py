"""The actor behind an account: rights of today, each with its reason; posts that stay apart."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from huitoukan.apps.accounts import queries
from huitoukan.apps.accounts.models import Appointment, User
from huitoukan.domain.refusals import Refused
from huitoukan.domain.verbs import VERBS
from tests.cast import AT, COUNTY, NAMES, TOWN_1, VILLAGE_1, Cast


def test_an_unknown_or_closed_account_is_refused(cast: Cast) -> None:
    User.objects.filter(username="ning").update(is_active=False)
    for account in ("nobody", "ning", ""):
        with pytest.raises(Refused) as refusal:
            queries.actor_named(account, AT.date())
        assert refusal.value.code == "ACCOUNT_UNKNOWN"


def test_an_appointment_gives_no_right_before_its_first_or_after_its_last_day(cast: Cast) -> None:
    first, last = date(2026, 1, 1), date(2026, 6, 30)
    Appointment.objects.filter(user__username="ping").update(last_day=last)
    day = timedelta(days=1)
    held = {on: bool(queries.actor_named("ping", on).grants) for on in
            (first - day, first, last, last + day)}  # fmt: skip
    assert list(held.values()) == [False, True, True, False]


def test_a_post_that_the_pack_does_not_know_gives_nothing(cast: Cast) -> None:
    Appointment.objects.filter(user__username="rui").update(post="king")
    actor = cast.rui
    assert (actor.grants, actor.post) == ((), "")


def test_a_department_post_without_its_department_gives_nothing(cast: Cast) -> None:
    Appointment.objects.filter(user__username="min").update(department="")
    assert cast.min.grants == ()


def test_a_department_post_is_bound_to_its_department_and_an_office_is_not(cast: Cast) -> None:
    assert cast.min.grants[0].department == "civil-affairs"
    Appointment.objects.filter(user__username="rui").update(department="rural-office")
    assert cast.rui.grants[0].department == "", "the office works with the whole county"


def test_a_grant_says_where_and_why(cast: Cast) -> None:
    (grant,) = cast.qiao.grants
    assert grant.path == cast.area(TOWN_1).depth_path
    assert grant.reason == "龙潭镇乡镇审核组长，自 2026-01-01 起"
    assert (grant.area_code, grant.area_name, grant.level) == (TOWN_1, "龙潭镇", "township")
    assert cast.qiao.may("problem.review").reason == grant.reason


def test_only_a_village_makes_somebody_one_of_its_own(cast: Cast) -> None:
    assert cast.ping.own_areas == {cast.area(VILLAGE_1).depth_path}
    for account in ("qiao", "tang", "rui", "cha", "shi"):
        assert cast.actor(account).own_areas == frozenset()


def test_two_appointments_give_two_grants_and_one_title_each(cast: Cast) -> None:
    user = User.objects.get(username="tang")
    Appointment.objects.create(
        user=user, post="checker", area=cast.area(COUNTY), first_day=date(2026, 2, 1)
    )
    assert cast.tang.post == "乡镇干部、核查组员"
    assert len(cast.tang.grants) == 2


def test_every_post_holds_only_known_verbs_and_every_verb_is_held() -> None:
    held = {verb for post in queries.posts().values() for verb in post.verbs}
    assert held <= set(VERBS)
    assert set(VERBS) - held == set()


# Two rights that no post may unite: S003 and R168, and the separation of the audit.
APART = [
    ("problem.submit", "problem.review"),
    ("problem.submit", "problem.sign_off"),
    ("problem.plan", "problem.review"),
    ("problem.review", "problem.sign_off"),
    ("problem.confirm", "problem.sign_off"),
    ("hit.judge", "problem.review"),
    ("hit.judge", "problem.confirm"),
    ("journal.see", "people.open"),
    ("places.import", "household.see"),
]


@pytest.mark.parametrize(("one", "other"), APART)
def test_no_post_unites_what_must_stay_apart(one: str, other: str) -> None:
    both = [post.id for post in queries.posts().values() if {one, other} <= set(post.verbs)]
    assert both == []


def test_who_only_looks_holds_no_verb_that_changes_anything() -> None:
    # City and province enter what they found, and sign that off again; nothing else.
    own_finds = {"problem.enter", "problem.sign_off"}
    may_more = {"auditor": set(), "city_inspector": own_finds, "province_office": own_finds}
    for post, more in may_more.items():
        changes = {verb for verb in queries.posts()[post].verbs if not verb.endswith(".see")}
        assert changes == more, post


def test_a_title_is_the_packs_word_and_an_unknown_post_shows_its_id() -> None:
    assert queries.post_title("county_lead") == "县专班负责人"
    assert queries.post_title("county_lead", "en") == "County lead"
    assert queries.post_title("king") == "king"


def test_accounts_are_listed_inside_the_areas_in_which_they_may_be_seen(cast: Cast) -> None:
    def listed(account: str) -> set[str]:
        rows = queries.accounts_for(cast.actor(account))
        return set(rows.values_list("user__username", flat=True))

    assert listed("ping") == listed("min") == listed("shi") == set()
    own = set(NAMES) - {"shan", "shi", "sheng"}
    assert listed("rui") == listed("wen") == own
    assert listed("shan") == {"shan"}
    assert queries.accounts_for(cast.system).count() == len(NAMES)


def test_a_command_acts_as_the_person_named_or_as_the_system(cast: Cast) -> None:
    assert queries.acting("qiao", AT.date()).code == "qiao"
    assert queries.acting("", AT.date()).is_system


def test_names_are_read_in_one_query(cast: Cast, django_assert_num_queries: object) -> None:
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert queries.names_of({"ping", "qiao", "x"}) == {"ping": "平小禾", "qiao": "乔审言"}
