"""The pages of papers: choose, preview, issue, sign, print, PDF; templates checked on upload."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from docx import Document

from huitoukan.apps.jobs.services import run_here
from huitoukan.apps.papers.models import Paper, PaperBatch, Receipt
from huitoukan.apps.papers.services import pdf
from huitoukan.domain.problems import State
from huitoukan.domain.refusals import Refused
from tests.apps.looking import stand_still
from tests.apps.papers.asking import bytes_of, filled, issued, words_of
from tests.cast import VILLAGE_1, Cast
from tests.factories import Maker


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    stand_still(monkeypatch)


def posted(client: Client, cast: Cast, kind: str, address: str, **more: object) -> object:
    data = {**filled(cast, kind), "kind": kind, **more}
    return client.post(f"/papers/{address}/", data)


def template_with(client: Client, kind: str, text: str) -> SimpleUploadedFile:
    """The template in use, with one more line."""
    content = client.get(f"/papers/templates/{kind}/download/").content
    document = Document(BytesIO(content))
    document.add_paragraph(text)
    target = BytesIO()
    document.save(target)
    return SimpleUploadedFile("改.docx", target.getvalue())


def test_what_is_missing_comes_back_with_what_was_typed(cast: Cast, make: Maker) -> None:
    make.problem(state=State.ASSIGNED)
    answer = cast.signed_in("rui").post(
        "/papers/preview/", {"kind": "minutes", "会议地点": "三楼会议室"}
    )
    assert answer.status_code == 422
    assert "主持人" in answer.content.decode()
    assert "三楼会议室" in answer.content.decode()


def test_a_paper_is_previewed_issued_read_and_signed_for(cast: Cast, make: Maker) -> None:
    problem = make.problem(make.household(VILLAGE_1, head="云中鹤"), state=State.ASSIGNED)
    client = cast.signed_in("rui")
    assert problem.code in client.get("/papers/new/?kind=problem_list").content.decode()
    seen = posted(client, cast, "problem_list", "preview", codes=[problem.code])
    assert seen.status_code == 200  # type: ignore[attr-defined]
    assert seen.context["page"].preview.n_problems == 1  # type: ignore[attr-defined]
    stale = posted(client, cast, "problem_list", "issue", codes=[problem.code], seen=2, copies=1)
    assert stale.status_code == 422  # type: ignore[attr-defined]
    posted(client, cast, "problem_list", "issue", codes=[problem.code], seen=1, copies=1)
    paper = Paper.objects.for_system("tests").get()
    address = f"/papers/{paper.code}/"
    for page in (address, f"{address}print/"):
        assert "云中鹤" in client.get(page).content.decode()
    assert client.get(f"{address}copy/").content == bytes_of(paper)
    town = cast.signed_in("tang")
    own = Receipt.objects.for_system("tests").get(paper=paper, to="township")
    town.post(f"{address}receive/", {"receipt": own.pk, "name": "镇长"})
    assert "镇长" in town.get(address).content.decode()
    assert "1 / 3" in client.get("/papers/").content.decode()


def test_many_copies_are_a_job_that_leads_to_its_batch(cast: Cast, make: Maker) -> None:
    for _ in range(2):
        make.problem(state=State.ASSIGNED)
    client = cast.signed_in("tang")
    more = {"place": VILLAGE_1, "seen": 1, "copies": 2}
    answer = posted(client, cast, "responsibility_letter", "issue", **more)
    run_here(answer.headers["Location"].split("/")[-2])  # type: ignore[attr-defined]
    batch = PaperBatch.objects.for_system("tests").get()
    assert batch.n == 2
    assert "WS-2026-000002" in client.get(f"/papers/batches/{batch.code}/").content.decode()


def test_a_paper_is_a_pdf_without_an_office_program(cast: Cast, make: Maker) -> None:
    make.problem(state=State.ASSIGNED)
    paper = issued(cast, "village_list", VILLAGE_1)
    answer = cast.signed_in("rui").get(f"/papers/{paper.code}/pdf/")
    assert answer.status_code in {200, 503}  # 503 names the library that is missing
    if answer.status_code == 200:
        assert answer.content.startswith(b"%PDF-")
    else:
        assert "Pango" in answer.content.decode()


def test_a_missing_system_library_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "weasyprint", None)
    with pytest.raises(Refused) as refusal:
        pdf.pdf_of("<p>一</p>")
    assert refusal.value.code == "PDF_LIBRARY"
    assert "libpango-1.0-0" in refusal.value.remedy()


def test_a_template_with_faults_is_not_taken_and_each_is_named(cast: Cast) -> None:
    client = cast.signed_in("rui")
    file = template_with(client, "village_list", "{{户主年龄}}{{ ''.__class__ }}")
    answer = client.post("/papers/templates/village_list/upload/", {"file": file})
    assert answer.status_code == 422
    assert client.get("/papers/templates/village_list/").context["page"].versions[0].version == 0
    assert cast.signed_in("tang").get("/papers/templates/").status_code == 403


def test_an_edited_template_is_used_from_then_on_and_old_papers_keep_theirs(
    cast: Cast, make: Maker
) -> None:
    make.problem(state=State.ASSIGNED)
    client = cast.signed_in("rui")
    before = issued(cast, "village_list", VILLAGE_1)
    file = template_with(client, "village_list", "本县加的一行，{{村}}")
    client.post("/papers/templates/village_list/upload/", {"file": file, "note": "加一行"})
    after = issued(cast, "village_list", VILLAGE_1)
    assert (before.template_version, after.template_version) == (0, 1)
    assert "本县加的一行，核桃村" in words_of(bytes_of(after))
    again = client.get(f"/papers/{before.code}/copy/").content
    assert again == bytes_of(before)
    assert "本县加的一行" not in words_of(again)
