"""The pages and commands of links, as several persons meet them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from django.test import Client
from django.urls import reverse
from typer.testing import CliRunner

from huitoukan.apps.jobs.models import Job
from huitoukan.apps.links.commands import app
from huitoukan.apps.links.queries.shown import score_words
from huitoukan.domain.links import State
from tests.apps.links.test_links import spoiled
from tests.apps.looking import MOST_QUERIES, full_numbers, n_queries, read, seen
from tests.cast import Cast
from tests.factories import Maker

Browser = Callable[[str], Client]
LIST = "/links/"


def test_who_only_looks_on_has_no_button(
    cast: Cast, make: Maker, signed_in: Browser, tmp_path: Path
) -> None:
    one, _dead = spoiled(cast, make, tmp_path)
    address = reverse("links:detail", args=[one.code])
    assert seen(signed_in("lei"), LIST).search is None
    assert seen(signed_in("lei"), address).actions == ()
    assert signed_in("lei").post("/links/search/").status_code == 403
    assert signed_in("tang").get(LIST).status_code == 403
    assert signed_in("shan").get(address).status_code == 404


def test_a_search_is_a_job_that_the_page_names(cast: Cast, signed_in: Browser) -> None:
    rui = signed_in("rui")
    answer = rui.post("/links/search/")
    job = Job.objects.for_system("tests").get()
    assert job.kind == "links.suggest"
    assert answer.headers["Location"] == reverse("jobs:detail", args=[job.code])
    assert seen(rui, LIST).running_job_code == job.code


def test_row_and_person_stand_side_by_side_with_masked_numbers(
    cast: Cast, make: Maker, signed_in: Browser, tmp_path: Path
) -> None:
    one, dead = spoiled(cast, make, tmp_path)
    rui = signed_in("rui")
    (row,) = seen(rui, LIST).rows
    assert (row.row_name, row.reason) == (dead.name, "号码差一处；姓名相同；村未填")
    address = reverse("links:detail", args=[one.code])
    page = seen(rui, address)
    assert [(line.label, line.is_differing) for line in page.compared][:2] == [
        ("姓名", False), ("证件号码", False),
    ]  # fmt: skip
    text = read(rui, address)
    assert full_numbers(text) == []
    assert (dead.id_no or "?") not in text
    assert n_queries(rui, LIST) <= MOST_QUERIES


def test_a_probability_is_never_told_as_certain() -> None:
    assert score_words(0.999999) == "很可能是同一人（99.99%）"
    assert score_words(0.9871) == "可能是同一人（98.71%）"


def test_a_refused_decision_comes_back_with_the_words(
    cast: Cast, make: Maker, signed_in: Browser, tmp_path: Path
) -> None:
    one, _dead = spoiled(cast, make, tmp_path)
    rui = signed_in("rui")
    no = reverse("links:decide", args=[one.code, "not_same"])
    assert rui.post(no, {"reason": ""}).status_code == 422
    yes = reverse("links:decide", args=[one.code, "link"])
    assert rui.post(yes, {}).status_code == 302
    page = seen(rui, reverse("links:detail", args=[one.code]))
    assert [action.code for action in page.actions] == ["unlink"]
    assert [item.who for item in page.timeline] == ["瑞县办"]


def test_commands_search_list_and_decide(cast: Cast, make: Maker, tmp_path: Path) -> None:
    one, dead = spoiled(cast, make, tmp_path)
    run = CliRunner().invoke
    told = json.loads(run(app, ["suggest", "--as", "rui", "--json"]).stdout)
    assert (told["rows"], told["suggested"], told["new"]) == (1, 1, 0)
    shown = run(app, ["list"])
    assert "欧**舒" in shown.stdout
    assert dead.name not in shown.stdout
    (row,) = json.loads(run(app, ["list", "--json"]).stdout)["links"]
    assert (row["code"], row["state"]) == (one.code, "open")
    assert run(app, ["decide", one.code, "link", "--as", "rui"]).exit_code == 0
    one.refresh_from_db()
    assert one.state == State.LINKED
