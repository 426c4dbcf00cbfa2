"""The persons of the play, the places they work in, and the campaigns they take part in.

`cast` builds the whole stage in the test's own database and data folder; each person is also a
fixture (`ping`, `qiao`, …) that gives the ready Actor. All numbers begin with 98: invented places.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache, cached_property
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import chinese_calendar
import pytest
from django.contrib.auth.hashers import make_password
from django.db import connection
from django.test import Client, TransactionTestCase

from huitoukan.apps.accounts.models import Appointment, User
from huitoukan.apps.accounts.queries import actor_named
from huitoukan.apps.campaigns import services as campaigns
from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.campaigns.services import open_campaign
from huitoukan.apps.core.actor import Actor, system_actor
from huitoukan.apps.places.models import Area
from huitoukan.apps.places.services import PlaceRow, put_places
from huitoukan.rules.load import load_pack
from huitoukan.rules.pack import Pack

ON = date(2026, 10, 31)
AT = datetime(2026, 11, 2, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
"""A Monday morning: three working days later is Thursday the 5th."""
ENDS_ON = date(2026, 12, 20)
PASSWORD = "云岭-核桃-2026-回头看"

COUNTY, OTHER_COUNTY = "980122", "980123"
TOWN_1, TOWN_2, OTHER_TOWN = "980122100", "980122200", "980123100"
VILLAGE_1, VILLAGE_2 = "980122100201", "980122100202"
VILLAGE_3, VILLAGE_4 = "980122200201", "980122200202"
OTHER_VILLAGE = "980123100201"

PLACES = (
    PlaceRow("98", "滇川省"),
    PlaceRow("9801", "乌江市"),
    PlaceRow(COUNTY, "云岭县"),
    PlaceRow(TOWN_1, "龙潭镇"),
    PlaceRow(VILLAGE_1, "核桃村", "贫困村"),
    PlaceRow(VILLAGE_2, "茶坪村", "非贫困村"),
    PlaceRow(TOWN_2, "石门乡"),
    PlaceRow(VILLAGE_3, "柳溪村", "贫困村"),
    PlaceRow(VILLAGE_4, "青岗村", "非贫困村"),
    PlaceRow(OTHER_COUNTY, "白沙县"),
    PlaceRow(OTHER_TOWN, "望江镇"),
    PlaceRow(OTHER_VILLAGE, "渡口村", "贫困村"),
)

PERSONS = (
    # account, name, post, area, department
    ("ping", "平小禾", "village_worker", VILLAGE_1, ""),
    ("ning", "宁大川", "village_worker", VILLAGE_2, ""),
    ("qiao", "乔审言", "town_reviewer", TOWN_1, ""),
    ("tang", "唐守田", "town_officer", TOWN_1, ""),
    ("rui", "瑞县办", "county_officer", COUNTY, ""),
    ("lei", "雷主任", "county_lead", COUNTY, ""),
    ("min", "闵民政", "department_reviewer", COUNTY, "civil-affairs"),
    ("bao", "鲍医保", "department_reviewer", COUNTY, "medical-insurance"),
    ("shan", "单邻县", "county_officer", OTHER_COUNTY, ""),
    ("wen", "闻审计", "auditor", COUNTY, ""),
    ("shi", "施督导", "city_inspector", "9801", ""),
    ("sheng", "盛省办", "province_office", "98", ""),
    ("gong", "龚系统", "system_admin", COUNTY, ""),
    ("cha", "查核查", "checker", TOWN_2, ""),
)
NAMES = tuple(account for account, *_ in PERSONS)


@dataclass
class Cast:
    """The stage: areas by code, the campaign of the county, and the actors by account name."""

    pack: Pack
    campaign: Campaign
    system: Actor = field(default_factory=system_actor)

    def __getattr__(self, account: str) -> Actor:
        if account not in NAMES:
            raise AttributeError(account)
        return self.actor(account)

    def actor(self, account: str) -> Actor:
        """The person's actor, with the rights of the day of the play."""
        return actor_named(account, AT.date())

    def area(self, code: str) -> Area:
        """The area with this code."""
        return Area.objects.select_related("parent").get(code=code)

    @property
    def county(self) -> Area:
        """The county in which most of the play happens."""
        return self.area(COUNTY)

    @cached_property
    def other_campaign(self) -> Campaign:
        """The neighbouring county's campaign, opened when it is first asked for."""
        return _open(self.pack, self.area(OTHER_COUNTY), "bs-2026", "白沙县2026年“回头看”")

    def signed_in(self, account: str) -> Client:
        """A browser in which the person has signed in."""
        client = Client()
        client.force_login(
            User.objects.get(username=account), "django.contrib.auth.backends.ModelBackend"
        )
        return client


def _open(pack: Pack, area: Area, code: str, title: str) -> Campaign:
    return open_campaign(
        system_actor(),
        code,
        title=title,
        area=area,
        pack=pack,
        baseline_on=ON,
        starts_on=date(2026, 10, 15),
        ends_on=ENDS_ON,
        at=AT,
    )


@pytest.fixture(scope="session")
def demo_pack() -> Pack:
    """The demonstration pack; its numbers are samples."""
    return load_pack("demo")


@pytest.fixture(scope="session")
def hashed_password() -> str:
    """PASSWORD as the settings hash it, once: fourteen accounts would take a second."""
    return make_password(PASSWORD)


@pytest.fixture
def data_folder(tmp_path: Path, settings: Any) -> Path:
    """A data folder of the test's own."""
    settings.DATA_DIR = tmp_path / "data"
    return settings.DATA_DIR


@pytest.fixture(scope="session", autouse=True)
def emptied_between_tests() -> Iterator[None]:
    """Let the tests with real commits empty the tables whose rows stay.

    SQLite empties tables row by row, which their triggers rightly refuse; they are taken away for
    that moment. PostgreSQL truncates, and row triggers do not see it.
    """
    empty = TransactionTestCase._fixture_teardown
    find = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%_no_%te'"

    def without_triggers(case: TransactionTestCase) -> None:
        with connection.cursor() as cursor:
            triggers = []
            if connection.vendor == "sqlite":
                triggers = cursor.execute(find).fetchall()
            for name, _ in triggers:
                cursor.execute(f"DROP TRIGGER {name}")
        empty(case)
        with connection.cursor() as cursor:
            for _, statement in triggers:
                cursor.execute(statement)

    TransactionTestCase._fixture_teardown = without_triggers
    yield
    TransactionTestCase._fixture_teardown = empty


@pytest.fixture(scope="session", autouse=True)
def asked_once() -> Iterator[None]:
    """Stages are built by hundreds: check a pack and ask for a holiday once, not each time."""
    check, is_holiday, findings = campaigns.check_pack, chinese_calendar.is_holiday, {}

    def check_once(pack: Pack) -> Any:
        if pack.hash not in findings:
            findings[pack.hash] = check(pack)
        return findings[pack.hash]

    campaigns.check_pack = check_once
    chinese_calendar.is_holiday = cache(is_holiday)
    yield
    campaigns.check_pack, chinese_calendar.is_holiday = check, is_holiday


def build_cast(pack: Pack, password: str) -> Cast:
    """Build the stage in the present database."""
    system = system_actor()
    put_places(system, PLACES, source="tests")
    county = Area.objects.get(code=COUNTY)
    campaign = _open(pack, county, "yl-2026", "云岭县2026年“回头看”")
    areas = {area.code: area for area in Area.objects.all()}
    users = User.objects.bulk_create(
        User(username=account, name=name, password=password) for account, name, *_ in PERSONS
    )
    Appointment.objects.bulk_create(
        Appointment(
            user=user,
            post=post,
            area=areas[area],
            department=department,
            first_day=date(2026, 1, 1),
        )
        for user, (_, _, post, area, department) in zip(users, PERSONS, strict=True)
    )
    return Cast(pack, campaign)


@pytest.fixture
def cast(db: None, data_folder: Path, demo_pack: Pack, hashed_password: str) -> Cast:
    """The whole stage, in this test's transaction."""
    return build_cast(demo_pack, hashed_password)


@pytest.fixture
def live_cast(
    transactional_db: None, data_folder: Path, demo_pack: Pack, hashed_password: str
) -> Cast:
    """The whole stage with real commits, for threads and other processes."""
    return build_cast(demo_pack, hashed_password)


@pytest.fixture
def signed_in(cast: Cast) -> Callable[[str], Client]:
    """A signed-in browser by account name."""
    return cast.signed_in


def _person(account: str) -> Any:
    @pytest.fixture(name=account)
    def actor(request: pytest.FixtureRequest) -> Actor:
        stage = "live_cast" if "live_cast" in request.fixturenames else "cast"
        found: Cast = request.getfixturevalue(stage)
        return found.actor(account)

    return actor


ping = _person("ping")
ning = _person("ning")
qiao = _person("qiao")
tang = _person("tang")
rui = _person("rui")
lei = _person("lei")
min_ = _person("min")
bao = _person("bao")
shan = _person("shan")
wen = _person("wen")
shi = _person("shi")
sheng = _person("sheng")
gong = _person("gong")
cha = _person("cha")
