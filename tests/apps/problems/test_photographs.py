"""Photographs of problems: sealed, drawn anew, held against time, place and each other."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from huitoukan.apps.files.models import Alike, Photograph, StoredFile
from huitoukan.apps.files.queries import path_of
from huitoukan.apps.journal.models import Entry
from huitoukan.apps.problems.models import Evidence, Problem
from huitoukan.apps.problems.queries.contradictions import contradictions
from huitoukan.apps.problems.queries.one import problem_page
from huitoukan.apps.problems.services.evidence import keep_evidence
from huitoukan.apps.problems.services.steps import Filled
from huitoukan.domain.photographs import MARK_WORDS, Mark
from huitoukan.domain.problems import Action, State
from huitoukan.domain.refusals import Refused
from huitoukan.simulate.photographs import Place, house
from tests.apps.problems.acting import address_of
from tests.cast import AT, VILLAGE_1, Cast
from tests.factories import Maker

HERE, THERE = (33.0, 108.0), (33.5, 108.0)
NOW = timezone.make_naive(AT) + timedelta(minutes=5)
"""The camera's clock, on the day of the play."""


def shot(turn: int, *, at: datetime | None = NOW, place: Place | None = HERE) -> bytes:
    return house(is_repaired=True, turn=turn, taken_at=at, place=place)


def put_right(
    make: Maker, after: bytes, before: bytes | None = None, *, account: str = "ping"
) -> Problem:
    """A problem of village 1, submitted with these photographs."""
    problem = make.problem(state=State.RECTIFYING)
    actor = make.cast.actor(account)
    kept = {
        name: keep_evidence(actor, problem.code, [(f"{name}.jpg", content)], at=AT)
        for name, content in (("evidence", after), ("before", before))
        if content is not None
    }
    return make.step(problem, Action.SUBMIT, account, Filled(result="已补办", **kept))


def marked(cast: Cast, problem: Problem) -> list[str]:
    """The words under the photographs of a problem, for the county's lead."""
    page = problem_page(cast.lei, problem.code, on=AT.date())
    return [mark.label for file in page.photos for mark in file.marks]


def listed(cast: Cast) -> dict[str, set[str]]:
    everything = Problem.objects.visible_to(cast.lei, "problem.see")
    found = contradictions(everything, AT.date(), cast.pack.photographs)
    return {title: set(rows.values_list("code", flat=True)) for title, rows in found}


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"\x00\x00\x00\x18ftypheic" + bytes(64), "PHOTO_HEIC"),
        (house(is_repaired=True)[:3000], "PHOTO_BROKEN"),
        (b"\xff\xd8\xff\xe0" + bytes(20 * 1024 * 1024), "EVIDENCE_TOO_BIG"),
    ],
)
def test_a_photograph_that_cannot_be_shown_is_refused_and_nothing_is_kept(
    content: bytes, code: str, make: Maker
) -> None:
    problem = make.problem(state=State.RECTIFYING)
    with pytest.raises(Refused) as refusal:
        keep_evidence(
            make.cast.ping, problem.code, [("好.jpg", shot(1)), ("坏.jpg", content)], at=AT
        )
    assert refusal.value.code == code
    assert not StoredFile.objects.for_system("tests").filter(kind__in=["evidence", "photograph"])


def test_a_refused_photograph_leaves_the_form_as_it_was_typed(cast: Cast, make: Maker) -> None:
    problem = make.problem(state=State.RECTIFYING)
    photo = SimpleUploadedFile("IMG_1.HEIC", b"\x00\x00\x00\x18ftypheic" + bytes(64))
    answer = cast.signed_in("ping").post(
        reverse("problems:step", args=[problem.code, "submit"]),
        {"result": "户主已签字", "evidence": photo, "seen_version": problem.version},
    )
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "兼容性最佳" in text
    assert "户主已签字" in text


def test_the_original_opens_for_few_and_each_opening_is_written_down(
    cast: Cast, make: Maker
) -> None:
    content = shot(1)
    problem = put_right(make, content)
    photograph = Photograph.objects.get()
    assert path_of(photograph.original.sha256).read_bytes() == content
    sealed = reverse("files:file", args=[photograph.original.sha256])
    shown = reverse("files:file", args=[photograph.shown.sha256])
    for account in ("ping", "qiao", "rui", "gong", "shan"):
        assert cast.signed_in(account).get(sealed).status_code == 404, account
        page = cast.signed_in(account).get(address_of(problem))
        assert sealed not in page.content.decode(), account
    assert cast.signed_in("shan").get(shown).status_code == 404
    n_lines = Entry.objects.count()
    for account in ("lei", "wen", "shi", "sheng"):
        assert cast.signed_in(account).get(sealed).status_code == 200, account
    assert Entry.objects.count() == n_lines + 4
    assert sealed in cast.signed_in("lei").get(address_of(problem)).content.decode()


def test_what_is_shown_is_a_picture_without_time_and_place(cast: Cast, make: Maker) -> None:
    put_right(make, shot(1))
    shown = Photograph.objects.get().shown
    answer = cast.signed_in("ping").get(reverse("files:file", args=[shown.sha256]))
    assert answer["Content-Type"] == "image/jpeg"
    path = path_of(shown.sha256)
    assert b"Exif" not in path.read_bytes()
    with Image.open(path) as image:
        assert not image.getexif()


def test_a_photograph_without_time_and_place_is_no_contradiction(cast: Cast, make: Maker) -> None:
    problem = put_right(make, shot(1, at=None, place=None), shot(2, at=None, place=None))
    assert marked(cast, problem) == []
    assert not any(problem.code in codes for codes in listed(cast).values())
    text = cast.signed_in("lei").get(address_of(problem)).content.decode()
    assert text.count("没有拍摄时间、位置，无法判断") == 2


@pytest.mark.parametrize(
    ("photographs", "raised"),
    [
        (
            (shot(1, at=NOW - timedelta(days=2)), None),
            (Mark.BEFORE_FOUND, "照片拍摄早于问题发现"),
        ),
        (
            (shot(1, at=NOW + timedelta(days=2)), None),
            (Mark.CLOCK_AHEAD, "照片拍摄时间晚于上传，相机时钟不准"),
        ),
        ((shot(1), shot(1)), (Mark.BEFORE_IS_AFTER, "整改前后是同一张照片")),
        ((shot(1), shot(2, place=THERE)), (Mark.FAR_APART, "整改前后拍摄地点相距很远")),
    ],
)
def test_a_contradiction_stands_under_the_photograph_and_in_the_list_of_the_morning(
    photographs: tuple[bytes, bytes | None], raised: tuple[Mark, str], cast: Cast, make: Maker
) -> None:
    fine = put_right(make, shot(8), shot(9))
    problem = put_right(make, *photographs)
    mark, title = raised
    assert MARK_WORDS[mark].zh in marked(cast, problem)
    assert marked(cast, fine) == []
    assert listed(cast)[title] == {problem.code}


def test_a_photograph_far_from_those_of_the_village_is_asked_about(cast: Cast, make: Maker) -> None:
    near = [put_right(make, shot(n)) for n in range(5)]
    far = put_right(make, shot(20, place=THERE))
    assert marked(cast, far) == ["离本村其他照片很远"]
    assert marked(cast, near[0]) == []
    assert listed(cast)["照片离本村其他照片很远"] == {far.code}


def test_the_same_photograph_in_two_problems_names_the_other_one_only_to_who_may_see_it(
    cast: Cast, make: Maker
) -> None:
    first, second = put_right(make, shot(1)), put_right(make, shot(1) + b"sent again")
    assert Alike.objects.count() == 2
    assert listed(cast)["相同或相似的照片用在几条问题上"] == {first.code, second.code}
    assert marked(cast, first) == [f"相同或相似照片用在别的问题上：{second.code}"]
    other = cast.area("980122200201")
    Problem.objects.for_system("tests").filter(pk=second.pk).update(area=other)
    page = problem_page(cast.qiao, first.code, on=AT.date())
    (label,) = [mark.label for file in page.photos for mark in file.marks]
    assert second.code not in label
    assert "看不到的 1 条" in label


def test_what_was_found_is_photographed_at_once_and_stands_before_the_rectification(
    cast: Cast,
) -> None:
    client = cast.signed_in("ping")
    form = {"source": "village_check", "type": "P331", "title": "水管破裂", "place": VILLAGE_1}
    bad = SimpleUploadedFile("a.jpg", b"\xff\xd8\xff\xe0 broken")
    assert client.post(reverse("problems:new"), {**form, "before": bad}).status_code == 422
    assert not Problem.objects.for_system("tests").exists()
    good = SimpleUploadedFile("水管.jpg", shot(3))
    assert client.post(reverse("problems:new"), {**form, "before": good}).status_code == 302
    kept = Evidence.objects.get()
    assert (kept.when, kept.event.action, kept.file.name) == ("before", "register", "水管.jpg")
    text = client.get(address_of(kept.problem)).content.decode()
    assert "整改前" in text
    assert "没有照片" in text


def test_a_pack_without_limits_asks_nothing(cast: Cast, make: Maker) -> None:
    problem = put_right(make, shot(1), shot(1))
    terms = replace(cast.pack.photographs, alike_bits=None, far_km=None, least=None)
    everything = Problem.objects.visible_to(cast.lei, "problem.see")
    found = dict(contradictions(everything, AT.date(), terms))
    assert problem.code not in found["整改前后是同一张照片"].values_list("code", flat=True)
    assert not found["照片离本村其他照片很远"].exists()
