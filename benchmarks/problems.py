"""`python -m benchmarks.problems`: the ledger on PostgreSQL, 1,000,000 problems x SCALE.

Pages are asked for through Django's test client (middleware, rights, template and all). Then a list
of 5,000 problems is issued, as button and as paper, and the month of a county of 300,000 is frozen.
"""

from __future__ import annotations

import cProfile
import os
import pstats
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from benchmarks.lists import GOAL_MS, ROUNDS, measured, server, stage

NEIGHBOUR: Final = "980123"
FROZEN_SHARE: Final = 0.3
N_LISTED: Final = 5000
HOUSEHOLDS: Final = 60_000
"""Their villages are those of a large county; a problem names no household of the registry."""
GOAL_LIST_S, GOAL_FREEZE_S = 10, 60
FOUND: Final = "2026-10-20T10:00:00+08:00"

STATES: Final = (
    *("closed",) * 10, "archived", *("rectifying",) * 3, "registered", "confirmed", "assigned",
    "accepted", "under_review", "reviewed",
)  # fmt: skip
"""The states that problems stand in, in turn; planned ones are few and left out."""
ROAD: Final = (
    "registered", "confirmed", "assigned", "accepted", "planned", "rectifying", "under_review",
    "reviewed", "closed", "archived",
)  # fmt: skip

PROBLEMS: Final = """
INSERT INTO problems_problem (
  code, campaign_id, area_id, type, topic, severity, title, household_no, household_name,
  origin_kind, origin_code, rule, evidence, found_by, found_by_name, found_at, department, unit,
  person, measure, result, state, round, confirm_due_on, plan_due_on, due_on, closed_on,
  rectifier_names, reviewer, reviewer_name, signer_name, version, found_level, sign_level,
  n_returned, planned_by_name, transferred_to, milestones, is_on_spot, is_expedited, source_no,
  source_ref, calendar)
SELECT %(prefix)s || lpad(n::text, 7, '0'), %(campaign)s,
  (%(areas)s::bigint[])[1 + n %% %(n_areas)s], (%(types)s::text[])[k], (%(topics)s::text[])[k],
  (%(severities)s::text[])[k], '第' || n || '户与部门数据不一致。', '98' || lpad(n::text, 14, '0'),
  '户主' || n, 'comparison', 'YD' || n, 'X16', '{}', 'finder', '发现人', %(found)s::timestamptz,
  (%(departments)s::text[])[k], '某镇人民政府', '责任人', '补办手续',
  '已办', state, 1, date '2026-10-23', date '2026-10-30', date '2026-11-01' + (n %% 40)::int,
  CASE WHEN state IN ('closed', 'archived') THEN date '2026-10-28' END,
  ' someone ', CASE WHEN state IN ('reviewed', 'closed', 'archived') THEN 'judge' ELSE '' END,
  '审核人', '销号人', 1, 'county', 'county', 0, '', '', '[]', false, false, '', '', ''
FROM (SELECT n, 1 + n %% %(n_types)s AS k,
             (%(states)s::text[])[1 + (n / 7) %% %(n_states)s] AS state
      FROM generate_series(1, %(n)s) AS n) AS numbered
"""
WORDS_INDEX: Final = "problems_problem_by_words"
EVENTS: Final = """
INSERT INTO problems_problemevent (
  problem_id, seq, action, from_state, to_state, actor_code, actor_name, actor_post, at, round,
  facts)
SELECT problem.id, seq, CASE WHEN seq = 1 THEN 'register' ELSE 'confirm' END,
  CASE WHEN seq = 1 THEN '' ELSE (%(road)s::text[])[seq - 1] END, (%(road)s::text[])[seq],
  'someone', '某人', '',
  problem.found_at + seq * interval '1 hour', 1, '{}'
FROM problems_problem AS problem,
  generate_series(1, least(%(most)s, array_position(%(road)s::text[], problem.state::text))) AS seq
WHERE problem.campaign_id = %(campaign)s
"""


def pour(campaign: Any, n: int, prefix: str, *, most: int) -> None:
    """`n` problems of a campaign with their first `most` steps, written inside the database."""
    from django.db import connection

    from huitoukan.apps.places.queries import villages_in

    kinds = list(campaign.pack.opened().problem_types.values())
    areas = [area.pk for area in villages_in(campaign.area)]
    given = {
        "prefix": prefix, "campaign": campaign.pk, "n": n, "found": FOUND, "most": most,
        "areas": areas, "n_areas": len(areas), "n_types": len(kinds),
        "types": [kind.id for kind in kinds], "topics": [kind.topic for kind in kinds],
        "severities": [kind.severity for kind in kinds],
        "departments": [kind.department for kind in kinds],
        "states": list(STATES), "n_states": len(STATES), "road": list(ROAD),
    }  # fmt: skip
    with connection.cursor() as cursor:
        # An index of words is made at once in a quarter of the time.
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = %s", [WORDS_INDEX])
        (indexed,) = cursor.fetchone()
        cursor.execute(f"DROP INDEX {WORDS_INDEX}")
        cursor.execute(PROBLEMS, given)
        cursor.execute(EVENTS, given)
        cursor.execute(indexed)


def issue_all_but(campaign: Any, n: int) -> None:
    """An earlier list with everything that was handed over, except the last `n`."""
    from django.db import connection
    from django.utils import timezone

    from huitoukan.apps.core.actor import system_actor
    from huitoukan.apps.files.services.keeping import keep_file
    from huitoukan.apps.problems.models import Bulletin

    now = timezone.now()
    file = keep_file(
        system_actor(), [b"earlier"], name="a.docx", kind="bulletin", area=campaign.area, at=now
    )
    made = Bulletin.objects.create(
        campaign=campaign, issue=1, issued_by="x", issued_at=now, word=file, excel=file
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO problems_bulletin_problems (bulletin_id, problem_id)"
            " SELECT %s, id FROM problems_problem WHERE campaign_id = %s"
            " AND state NOT IN ('registered', 'confirmed') ORDER BY id"
            " LIMIT greatest(0, (SELECT count(*) FROM problems_problem WHERE campaign_id = %s"
            " AND state NOT IN ('registered', 'confirmed')) - %s)",
            [made.pk, campaign.pk, campaign.pk, n],
        )


def neighbour() -> Any:
    """The campaign of the county next door, with as many villages as it has problems for."""
    from huitoukan.apps.campaigns.services import open_campaign
    from huitoukan.apps.core.actor import system_actor
    from huitoukan.apps.places.models import Area
    from huitoukan.apps.places.services import PlaceRow, put_places
    from huitoukan.rules.load import load_pack

    towns = [f"{NEIGHBOUR}{n}" for n in range(101, 116)]
    places = [PlaceRow(NEIGHBOUR, "白沙县")]
    places += [PlaceRow(town, f"第{town[6:]}镇") for town in towns]
    places += [PlaceRow(f"{town}{n}", f"第{n}村") for town in towns for n in range(201, 213)]
    put_places(system_actor(), places, source="benchmark")
    return open_campaign(
        system_actor(), "next", title="测速", area=Area.objects.get(code=NEIGHBOUR),
        pack=load_pack("demo"), baseline_on=date(2026, 9, 30), starts_on=date(2026, 10, 1),
        ends_on=date(2026, 12, 20), at=datetime.fromisoformat("2026-10-01T09:00:00+08:00"),
    )  # fmt: skip


def appoint(posts: dict[str, tuple[str, Any]]) -> None:
    """People at further posts."""
    from huitoukan.apps.accounts.models import Appointment, User

    for name, (post, area) in posts.items():
        user = User.objects.create(username=name, name=name)
        Appointment.objects.create(user=user, post=post, area=area, first_day=date(2026, 1, 1))


def cases(campaign: Any) -> list[tuple[str, str, list[str], dict[str, str]]]:
    """Name, person, addresses and headers of each page."""
    from huitoukan.apps.problems.models import Problem

    every = Problem.objects.for_system("benchmark").filter(campaign=campaign).order_by("pk")
    first = every.values_list("pk", flat=True)[0]
    step = max(1, every.count() // ROUNDS)
    wanted = [first + step * number for number in range(ROUNDS)]
    codes = list(every.filter(pk__in=wanted).values_list("code", flat=True))
    town = every[0].area.code[:9]
    drawer = {"HX-Request": "true", "HX-Target": "drawer"}
    return [
        ("list: first page", "officer", ["/problems/"], {}),
        ("list: page 50", "officer", ["/problems/?page=50"], {}),
        ("list: a township", "officer", [f"/problems/?place={town}"], {}),
        ("list: a type", "officer", ["/problems/?type=P351"], {}),
        ("list: department, severity", "officer", ["/problems/?department=housing&severity=A"], {}),
        ("list: tab rectifying", "officer", ["/problems/?tab=rectifying"], {}),
        ("list: tab overdue", "officer", ["/problems/?tab=overdue"], {}),
        ("list: what I may do", "officer", ["/problems/?step=assign"], {}),
        ("list: words", "officer", [f"/problems/?q=户主{n}77" for n in range(ROUNDS)], {}),
        ("list: a word in all rows", "officer", ["/problems/?q=数据不一致"], {}),
        ("list: a word in many rows", "officer", ["/problems/?q=77"], {}),
        ("list: a character in none", "officer", ["/problems/?q=龙"], {}),
        ("list: village worker", "worker", ["/problems/"], {}),
        ("drawer", "officer", [f"/problems/{code}/" for code in codes], drawer),
        ("page of a problem", "lead", [f"/problems/{code}/" for code in codes], {}),
        ("my work: officer", "officer", ["/todo/"], {}),
        ("my work: lead", "lead", ["/todo/"], {}),
        ("my work: reviewer", "judge", ["/todo/"], {}),
        ("my work: village worker", "worker", ["/todo/"], {}),
        ("phone: village worker", "worker", ["/m/"], {}),
    ]


def client_of(name: str) -> Any:
    """A signed-in client."""
    from django.contrib.auth import get_user_model
    from django.test import Client

    client = Client(SERVER_NAME="localhost")
    user = get_user_model().objects.get(username=name)
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client


def report_pages(campaign: Any) -> bool:
    """Measure every page; whether all are within the goal."""
    good = True
    print(f"{'page':30} {'median':>8} {'p95':>8}   ms")
    for name, person, addresses, headers in cases(campaign):
        client = client_of(person)

        def ask(address: str, client: Any = client, headers: dict[str, str] = headers) -> None:
            if client.get(address, headers=headers).status_code != 200:
                raise RuntimeError(address)

        for address in addresses[:2]:
            ask(address)
        median, p95 = measured(ask, addresses)
        good &= p95 <= GOAL_MS
        mark = "" if p95 <= GOAL_MS else "  above the goal"
        print(f"{name:30} {median:8.1f} {p95:8.1f}{mark}", flush=True)
        if p95 > GOAL_MS and os.environ.get("EXPLAIN"):
            explain(client, addresses[0], headers)
    return good


def explain(client: Any, address: str, headers: dict[str, str]) -> None:
    """The slowest queries of a page."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        client.get(address, headers=headers)
    for query in sorted(asked, key=lambda one: -float(one["time"]))[:4]:
        print(f"    {query['time']} s  {query['sql'][:700]}", flush=True)


def timed(name: str, goal: float, do: Callable[[], object]) -> bool:
    """Do it once and say how long it took."""
    began = time.perf_counter()
    if os.environ.get("EXPLAIN"):
        profile = cProfile.Profile()
        told = profile.runcall(do)
        pstats.Stats(profile).sort_stats("cumtime").print_stats(40)
    else:
        told = do()
    took = time.perf_counter() - began
    print(f"{name}: {took:.1f} s (<= {goal} s), {told}", flush=True)
    return took <= goal


def issue_button() -> str:
    """The list of all that wait, from the button of the ledger; Word and Excel."""
    from django.urls import reverse

    from huitoukan.apps.problems.models import Bulletin

    answer = client_of("officer").post(reverse("problems:issue"))
    made = Bulletin.objects.for_system("benchmark").order_by("-issue")[0]
    n = made.problems.for_system("benchmark").count()
    return f"{answer.status_code}, {n} problems, {made.word.size // 1024} KiB"


def freeze(campaign: Any) -> str:
    """The month of October of the county next door."""
    from huitoukan.apps.core.actor import system_actor
    from huitoukan.apps.problems.services.months import freeze_month

    at = datetime.fromisoformat("2026-11-02T09:00:00+08:00")
    made = freeze_month(system_actor(), campaign, date(2026, 10, 1), at=at)
    return f"{made.n_rows} problems, {made.rows.size // 2**20} MiB"


def main() -> int:
    """Pour, measure and report; 0 if every figure is within its goal."""
    scale = float(os.environ.get("SCALE", "0.01"))
    n = int(1_000_000 * scale)
    with tempfile.TemporaryDirectory(prefix="huitoukan-bench-") as name, server(Path(name)):
        from django.conf import settings
        from django.db import connection

        from huitoukan.apps.campaigns.models import Campaign
        from huitoukan.apps.places.models import Area

        settings.ALLOWED_HOSTS = ["localhost"]
        stage(HOUSEHOLDS)
        other = neighbour()
        campaign = Campaign.objects.get(code="bench")
        town = Area.objects.filter(path__startswith=campaign.area.depth_path, level="township")[0]
        appoint({"lead": ("county_lead", campaign.area), "judge": ("town_reviewer", town)})
        began = time.perf_counter()
        pour(campaign, n, "WT-2026-", most=2)
        pour(other, int(n * FROZEN_SHARE), "WT-2025-", most=len(ROAD))
        issue_all_but(campaign, N_LISTED)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
        print(f"{n:,} problems poured in {time.perf_counter() - began:.0f} s", flush=True)
        good = report_pages(campaign)
        good &= timed("list issued by the button", GOAL_LIST_S, issue_button)
        good &= timed("month frozen", GOAL_FREEZE_S, lambda: freeze(other))
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
