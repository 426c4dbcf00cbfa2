"""Every address, asked by every person of the play, for objects of the own and of other areas.

The addresses come from the URL resolver: a new one is walked by itself, and one whose parameter
nobody can fill fails here. No answer crashes, nobody passes without the verb, a foreign object
reads like an absent one, and no canary of another area stands in any body, packed or not.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client, override_settings
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from huitoukan.apps.accounts.models import User
from huitoukan.apps.comparison.models import Hit
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.problems.models import Problem
from huitoukan.rules.pack import Pack
from tests.apps.two_counties import (
    ASSESSMENTS,
    BASELINES,
    DATASETS,
    RULES,
    World,
    Zone,
    build_world,
)
from tests.cast import NAMES, build_cast

# Each test's own transaction lies inside the world's.
pytestmark = pytest.mark.django_db

# What an address's parameter names: "namespace:name.parameter" or "namespace.parameter".
OBJECTS = {
    "dashboards:household.code": ("household",),
    "dashboards:phone_problem.code": ("problem",),
    "dashboards:phone_letter.paper": ("letter_to_sign",),
    "registry.code": ("batch",),
    "registry.before": ("snapshot",),
    "registry:verify.snapshot": ("snapshot",),
    "registry:frozen.snapshot": ("snapshot",),
    "registry.household_no": ("household",),
    "mappings:answer.code": ("question",),
    "mappings:forget.mapping": ("mapping",),
    "sources.code": ("delivery",),
    "comparison:run.code": ("run",),
    "comparison:coverage.code": ("run",),
    "sources.report": ("quality_report",),
    "comparison.code": ("hit",),
    "comparison.sweep": ("sweep",),
    "assignments.code": ("assignment",),
    "links.code": ("link",),
    "assignments.line": ("assigned_hit",),
    "assignments.hit": ("hit",),
    "adjustments.code": ("adjustment",),
    "ledgers.entry": ("entry",),
    "ledgers.account": ("ledger_import",),
    "agreement.code": ("household",),
    "agreement.mismatch": ("mismatch",),
    "agreement.batch": ("sheet_batch",),
    "agreement.village": ("village",),
    "assessment.code": ("assessment",),
    "assessment.household_no": ("household",),
    "assessment.doubt": ("listing_doubt",),
    "assessment.village": ("village",),
    "exits.code": ("exit",),
    "incomes.code": ("household",),
    "incomes.sheet": ("income_sheet",),
    "incomes.batch": ("income_import",),
    "rulebook.code": ("try",),
    "problems.code": ("problem",),
    "problems:meeting.meeting": ("meeting",),
    "problems.account": ("finding_list",),
    "oversight.code": ("notice",),
    "papers.code": ("paper",),
    "papers.batch": ("paper_batch",),
    "jobs.code": ("job",),
    "files.sha256": ("ledger_file", "evidence", "workbook", "delivered", "letter", "paper_file"),
}
# Parameters that name no object of an area: a value to fill in, for a zone.
VALUES = {
    "ledgers.dataset": lambda _zone: "D46",
    "sources.dataset": lambda zone: DATASETS[zone],
    "comparison.rule_id": lambda zone: RULES[zone],
    "rulebook.rule_id": lambda zone: RULES[zone],
    "adjustments.step": lambda _zone: "agree",
    "exits.step": lambda _zone: "sign",
    "assessment.run": lambda zone: ASSESSMENTS[zone],
    "assessment.stated": lambda _zone: "1",
    "registry.authorisation": lambda _zone: "1",
    "agreement.verdict": lambda _zone: "confirmed",
    "comparison.verdict": lambda _zone: "confirmed",
    "incomes.kind": lambda _zone: "sheet",
    "links.act": lambda _zone: "link",
    "assignments.step": lambda _zone: "answer",
    "registry.step": lambda _zone: "match",
    "registry.after": lambda zone: BASELINES[zone],
    "registry.snapshot": lambda zone: BASELINES[zone],
    "papers.kind": lambda _zone: "village_list",
    "problems.issue": lambda _zone: "1",
    "problems.action": lambda _zone: "submit",
    "problems.kind": lambda _zone: "extend",
    "problems.seq": lambda _zone: "1",
    "problems.decision": lambda _zone: "grant",
}
BACKEND = "django.contrib.auth.backends.ModelBackend"
OTHERS = {404}
ALLOWED = {200, 204, 302, 405}
"""An address that only takes forms answers 405 to a reader."""


def addresses(
    resolver: URLResolver | None = None, spaces: tuple[str, ...] = ()
) -> Iterator[tuple[str, URLPattern]]:
    """Every named pattern as `namespace:name`."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from addresses(entry, (*spaces, *filter(None, [entry.namespace])))
        else:
            yield ":".join((*spaces, entry.name or str(entry.pattern))), entry


PATTERNS = dict(addresses())


@pytest.fixture(scope="module")
def world(
    django_db_setup: None,
    django_db_blocker: Any,
    tmp_path_factory: pytest.TempPathFactory,
    demo_pack: Pack,
    hashed_password: str,
) -> Iterator[World]:
    """Both counties, built once for all addresses and taken back at the end."""
    folder: Path = tmp_path_factory.mktemp("world")
    with (
        django_db_blocker.unblock(),
        override_settings(DATA_DIR=folder / "data"),
        transaction.atomic(),
    ):
        yield build_world(build_cast(demo_pack, hashed_password), folder / "files")
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def people(world: World) -> dict[str, tuple[Actor, Client]]:
    """Everybody with a signed-in browser."""
    return {name: (world.cast.actor(name), world.cast.signed_in(name)) for name in NAMES}


def kinds_of(name: str, parameter: str) -> tuple[str, ...]:
    """Which things the parameter may name; nothing when it names no object."""
    space = name.rsplit(":", 1)[0]
    keys = (f"{name}.{parameter}", f"{space}.{parameter}")
    for key in keys:
        if key in OBJECTS:
            return OBJECTS[key]
        if key in VALUES:
            return ()
    raise AssertionError(f"{name}: no factory for the parameter “{parameter}”; add one here")


def fillings(
    name: str, pattern: URLPattern, world: World
) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Zone, kind of thing and arguments for every way to fill in the address."""
    parameters = list(pattern.pattern.converters)
    space = name.rsplit(":", 1)[0]
    if not parameters:
        yield "", "", {}
        return
    for zone_name, zone in world.zones.items():
        fixed, kinds = {}, ("",)
        object_parameter = ""
        for parameter in parameters:
            if found := kinds_of(name, parameter):
                kinds, object_parameter = found, parameter
            else:
                fixed[parameter] = VALUES[f"{space}.{parameter}"](zone_name)
        for kind in kinds:
            if kind and kind not in zone.things:
                continue
            code = {object_parameter: zone.things[kind].code} if kind else {}
            yield zone_name, kind, {**fixed, **code}


def body_of(response: Any) -> bytes:
    """The body, with what is packed in it unpacked."""
    body: bytes = (
        b"".join(response.streaming_content) if response.streaming else bytes(response.content)
    )
    if body.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(BytesIO(body)) as packed:
            return b"\n".join(packed.read(name) for name in packed.namelist())
    return body


def seen_zones(actor: Actor, world: World) -> set[str]:
    """The zones of which this person may read anything."""
    seen = set()
    for name, zone in world.zones.items():
        if any(
            zone.path.startswith(grant.path)
            and (not grant.department or grant.department == zone.things["problem"].department)
            for grant in actor.grants
        ):
            seen.add(name)
    return seen


def leaks(response: Any, body: bytes, actor: Actor | None, world: World) -> list[str]:
    """Canaries in the answer of zones that this person may not see."""
    seen = seen_zones(actor, world) if actor is not None else set()
    told = body + repr(sorted(response.headers.items())).encode()
    return [
        zone.canary
        for name, zone in world.zones.items()
        if name not in seen and zone.canary.encode() in told
    ]


def plain(body: bytes, code: str, client: Client, *others: str) -> str:
    """A refusal's body without the codes asked for and without what differs at every answer."""
    text = body.decode()
    for varying in (code, code[:12], *others, *(c.value for c in client.cookies.values())):
        text = text.replace(varying, "…")
    lines = [line for line in text.splitlines() if "csrfmiddlewaretoken" not in line]
    return "\n".join(lines)


@pytest.mark.parametrize("name", sorted(PATTERNS))
def test_an_address_without_a_signed_in_person_leads_to_the_door(name: str, world: World) -> None:
    pattern, client = PATTERNS[name], Client()
    for _, _, arguments in fillings(name, pattern, world):
        response = client.get(reverse(name, kwargs=arguments))
        body = body_of(response)
        assert leaks(response, body, None, world) == []
        if getattr(pattern.callback, "public_reason", None):
            assert response.status_code < 500
        else:
            assert response.status_code == 302
            assert response.headers["Location"].startswith(reverse("accounts:sign_in"))


@pytest.mark.parametrize("is_whole", [False, pytest.param(True, marks=pytest.mark.long)])
@pytest.mark.parametrize("name", sorted(PATTERNS))
def test_an_address_answers_everybody_as_the_right_and_the_area_say(
    name: str, is_whole: bool, world: World, people: dict[str, tuple[Actor, Client]]
) -> None:
    """Who lacks the verb is refused before any object is looked up: one is asked for, or all."""
    pattern = PATTERNS[name]
    verb = getattr(pattern.callback, "access_verb", "")
    wrong = []
    for account, (actor, client) in people.items():
        asked = list(fillings(name, pattern, world))
        if verb and not actor.may(verb) and not is_whole:
            asked = asked[:1]
        for zone_name, kind, arguments in asked:
            if name == "accounts:sign_out":
                client.force_login(User.objects.get(username=account), BACKEND)
            address = reverse(name, kwargs=arguments)
            response = client.get(address)
            body, status = body_of(response), response.status_code
            where = f"{account} {zone_name} {kind}: {status}"
            found = leaks(response, body, actor, world)
            if status == 200 and not arguments:
                # The word that every zone's names have in common, asked for as the scripts ask.
                piece = client.get(address, {"q": "雀"}, headers={"HX-Request": "true"})
                found += leaks(piece, body_of(piece), actor, world)
            if found:
                wrong.append(f"{where} shows {found}")
            if status >= 500:
                wrong.append(where)
            elif verb and not actor.may(verb):
                if status != 403:
                    wrong.append(f"{where}, without {verb}")
            elif kind and not world.zones[zone_name].things[kind].is_open_to(actor, verb):
                if status not in {404, 405}:
                    wrong.append(f"{where}, though it is foreign")
            elif status not in (OTHERS if _is_anothers(name, arguments, actor) else ALLOWED):
                wrong.append(where)
    assert wrong == []


def _is_anothers(name: str, arguments: dict[str, str], actor: Actor) -> bool:
    """Whether it is a ledger of a department, asked for by one who works for another only."""
    is_ledger = name.startswith("ledgers:") and "dataset" in arguments
    return is_ledger and all(grant.department for grant in actor.grants)


OBJECT_ADDRESSES = [
    name
    for name, pattern in sorted(PATTERNS.items())
    if any(
        f"{name}.{p}" in OBJECTS or f"{name.rsplit(':', 1)[0]}.{p}" in OBJECTS
        for p in pattern.pattern.converters
    )
]


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("name", OBJECT_ADDRESSES)
def test_a_foreign_object_reads_like_an_absent_one_and_is_left_alone(
    name: str, method: str, world: World, people: dict[str, tuple[Actor, Client]]
) -> None:
    pattern = PATTERNS[name]
    verb = getattr(pattern.callback, "access_verb", "")
    before = _state_of_everything()
    wrong, n_compared = [], 0
    for account, (actor, client) in people.items():
        if verb and not actor.may(verb):
            continue  # refused by the verb alone, whatever the object
        ask = getattr(client, method)
        absent: dict[str, tuple[int, str]] = {}
        for zone_name, kind, arguments in fillings(name, pattern, world):
            thing = world.zones[zone_name].things[kind]
            if thing.is_open_to(actor, verb) or _may_step(name, actor, thing):
                continue
            parameter = next(p for p, value in arguments.items() if value == thing.code)
            if kind not in absent:
                nothing = {**arguments, parameter: world.absent[kind]}
                absent[kind] = _answer(ask, name, nothing, world.absent[kind], client)
            answer = _answer(ask, name, arguments, thing.code, client)
            n_compared += 1
            if answer != absent[kind] or answer[0] >= 500:
                wrong.append(f"{account} {zone_name} {kind}: {answer[0]}, {absent[kind][0]}")
    assert wrong == []
    assert n_compared
    assert _state_of_everything() == before


def _answer(
    ask: Any, name: str, arguments: dict[str, str], code: str, client: Client
) -> tuple[int, str]:
    response = ask(reverse(name, kwargs=arguments))
    return response.status_code, plain(body_of(response), code, client, *arguments.values())


def _may_step(name: str, actor: Actor, thing: Any) -> bool:
    return name == "problems:step" and thing.is_open_to(actor, "problem.submit")


def _state_of_everything() -> list[Any]:
    return [
        list(Problem.objects.for_system("tests").values_list("code", "state", "version")),
        list(Hit.objects.for_system("tests").values_list("code", "state")),
    ]


def test_the_canaries_are_really_shown_to_those_who_may_see_them(
    world: World, people: dict[str, tuple[Actor, Client]]
) -> None:
    """Without this the walk would also be silent about pages that show nothing at all."""
    _, client = people["rui"]
    for name in ("registry:list", "problems:list", "comparison:hits", "jobs:list"):
        body = body_of(client.get(reverse(name))).decode()
        assert "甲区雀" in body, name
        assert "丙区雀" not in body, name
    export = body_of(client.get(reverse("problems:export"))).decode(errors="replace")
    assert "甲区雀" in export
    assert "丙区雀" not in export


def test_the_same_bytes_kept_in_two_counties_are_served_under_the_own_name(
    world: World, people: dict[str, tuple[Actor, Client]]
) -> None:
    from huitoukan.apps.problems.services.evidence import keep_evidence
    from tests.cast import AT
    from tests.factories import JPEG

    for zone in world.zones.values():
        code = zone.things["problem"].code
        keep_evidence(world.cast.system, code, [(f"{zone.canary}同.jpg", JPEG)], at=AT)
        sha256 = _newest_sha(zone)
    for account, own, foreign in (("rui", "甲", "丙"), ("shan", "丙", "甲"), ("ning", "乙", "甲")):
        response = people[account][1].get(reverse("files:file", args=[sha256]))
        assert response.status_code == 200
        told = unquote(response.headers["Content-Disposition"])
        assert f"{own}区雀" in told or account == "rui"
        assert f"{foreign}区雀" not in told


def _newest_sha(zone: Zone) -> str:
    from huitoukan.apps.files.models import StoredFile

    newest = StoredFile.objects.for_system("tests").filter(name__startswith=zone.canary).first()
    assert newest is not None
    assert Path(settings.DATA_DIR).is_dir()
    return newest.sha256
