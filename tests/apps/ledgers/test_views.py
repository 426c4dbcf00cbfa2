"""Pages of ledgers: forms that come back, the difference of a stale one, lists and files."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from huitoukan.apps.jobs.models import Job
from huitoukan.apps.jobs.services import run_here
from huitoukan.apps.ledgers.models import Entry
from huitoukan.apps.ledgers.services.entries import change_entry
from tests.apps.ledgers.keeping import (
    PAIRED,
    POSTS,
    company,
    entered,
    read,
    standing,
    table,
    welfare_post,
)
from tests.cast import AT, VILLAGE_1, VILLAGE_2, VILLAGE_3, Cast
from tests.factories import id_no

pytestmark = pytest.mark.django_db
NEW = reverse("ledgers:new", args=[PAIRED])
LIST = reverse("ledgers:entries", args=[PAIRED])


def test_a_form_with_faults_comes_back_with_what_was_typed(cast: Cast) -> None:
    client = cast.signed_in("ping")
    response = client.post(NEW, company(company="", measures="收购茶叶", jobs="十二"))
    body = response.content.decode()
    assert response.status_code == 422
    assert body.count("ht-field-error") == 2
    assert "收购茶叶" in body
    assert standing(PAIRED) == []


def test_a_stale_form_shows_the_difference_and_may_then_be_saved(cast: Cast) -> None:
    entry = entered(cast, cast.ping, PAIRED, company())
    change_entry(cast.tang, entry.code, {"jobs": "20"}, seen=1, at=AT)
    client, path = cast.signed_in("ping"), reverse("ledgers:edit", args=[entry.code])
    mine = {**company(jobs="15"), "seen": "1", "why": "重数了一遍"}
    response = client.post(path, mine)
    body = response.content.decode()
    assert response.status_code == 422
    assert "唐守田" in body
    assert "<td>12</td>" in body
    assert "<b>20</b>" in body
    assert 'name="seen" value="2"' in body
    assert client.post(path, {**mine, "seen": "2"}).status_code == 302
    assert standing(PAIRED)[0].values["jobs"] == 15


def test_ending_without_a_reason_comes_back_beside_the_button(cast: Cast) -> None:
    entry = entered(cast, cast.ping, PAIRED, company())
    client, path = cast.signed_in("ping"), reverse("ledgers:end", args=[entry.code])
    response = client.post(path, {"seen": "1", "why": ""})
    assert response.status_code == 409
    assert "请填原因" in response.content.decode()
    assert client.post(path, {"seen": "1", "why": "搬走"}).status_code == 302
    assert Entry.objects.for_system("tests").get(pk=entry.pk).ended_at is not None


def test_who_only_looks_on_finds_no_buttons(cast: Cast) -> None:
    entry = entered(cast, cast.ping, PAIRED, company())
    page = cast.signed_in("wen").get(reverse("ledgers:entry", args=[entry.code])).content.decode()
    assert reverse("ledgers:edit", args=[entry.code]) not in page
    assert reverse("ledgers:end", args=[entry.code]) not in page
    assert NEW not in cast.signed_in("wen").get(LIST).content.decode()


def test_numbers_of_persons_are_masked_in_list_form_and_history(cast: Cast) -> None:
    number = id_no(9)
    entry = entered(cast, cast.rui, POSTS, welfare_post(number))
    client = cast.signed_in("rui")
    for name, code in (("entries", POSTS), ("entry", entry.code), ("edit", entry.code)):
        body = client.get(reverse(f"ledgers:{name}", args=[code])).content.decode()
        assert number not in body, name
        assert number[-4:] in body or name == "entries", name


def test_a_list_is_searched_narrowed_ordered_and_added_up(cast: Cast) -> None:
    entered(cast, cast.rui, PAIRED, company(company="茶业公司", jobs="12"))
    entered(cast, cast.rui, PAIRED, company(company="粮油公司", jobs="3", village_code=VILLAGE_2))
    entered(cast, cast.rui, PAIRED, company(company="建材公司", jobs="", village_code=VILLAGE_3))
    client = cast.signed_in("rui")

    def names(query: str) -> list[str]:
        rows = client.get(f"{LIST}?{query}").context["page"].rows
        return [row.title for row in rows]

    assert names("") == ["建材公司", "粮油公司", "茶业公司"]
    assert names("sort=jobs") == ["粮油公司", "茶业公司", "建材公司"]
    assert names("sort=-jobs") == ["茶业公司", "粮油公司", "建材公司"]
    assert names("sort=village_code") == ["茶业公司", "粮油公司", "建材公司"]
    assert names("q=茶坪") == ["粮油公司"]
    assert names("place=980122100") == ["粮油公司", "茶业公司"]
    assert names("state=ended") == []
    totals = client.get(LIST).context["page"].totals
    assert [cell.text for cell in totals if cell.text] == ["15", "25.5"]
    assert names(f"place={VILLAGE_1}&sort=nothing") == ["茶业公司"]


def test_a_file_is_uploaded_looked_at_and_written(cast: Cast, tmp_path: Path) -> None:
    rows = [company(), {**company(), "company": "坏公司", "jobs": "很多"}]
    path = table(tmp_path / "台账.xlsx", cast, PAIRED, rows)
    client = cast.signed_in("ping")
    upload = reverse("ledgers:upload", args=[PAIRED])
    assert client.post(upload).status_code == 422
    file = SimpleUploadedFile(path.name, path.read_bytes())
    asked = client.post(upload, {"table": file})
    job = Job.objects.for_system("tests").get(code=asked.headers["Location"].split("/")[-2])
    code = run_here(job.code).result["import"]
    page = client.get(reverse("ledgers:import", args=[code]))
    assert "云岭茶业公司" in page.content.decode()
    assert "很多" in page.content.decode()
    assert client.get(reverse("ledgers:errors", args=[code])).status_code == 200
    # The township above may look at it; the village beside it does not know of it.
    assert cast.signed_in("tang").get(reverse("ledgers:import", args=[code])).status_code == 200
    assert cast.signed_in("ning").post(reverse("ledgers:write", args=[code])).status_code == 404
    assert client.post(reverse("ledgers:write", args=[code])).status_code == 302
    assert [entry.values["company"] for entry in standing(PAIRED)] == ["云岭茶业公司"]
    again = client.post(reverse("ledgers:write", args=[code]))
    assert again.status_code == 409


def test_a_file_that_was_dropped_changes_nothing(cast: Cast, tmp_path: Path) -> None:
    one = read(cast, cast.rui, PAIRED, table(tmp_path / "a.xlsx", cast, PAIRED, [company()]))
    client = cast.signed_in("rui")
    assert client.post(reverse("ledgers:drop", args=[one.code])).status_code == 302
    assert standing(PAIRED) == []


def test_the_ledgers_stand_by_department_and_each_sees_their_own(cast: Cast) -> None:
    entered(cast, cast.ping, PAIRED, company())

    def seen(who: str) -> dict[str, int]:
        page = cast.signed_in(who).get(reverse("ledgers:list")).context["page"]
        return {row.dataset: row.n_standing for group in page.groups for row in group.ledgers}

    assert seen("ping")[PAIRED] == 1
    assert seen("ning")[PAIRED] == 0
    assert seen("min") == {}
    assert len(seen("rui")) >= 9
