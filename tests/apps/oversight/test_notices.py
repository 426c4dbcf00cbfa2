"""Public notices: days of the pack, names and no ID number, photographs, objections, exits."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document

from huitoukan.apps.assessment.models import Assessment
from huitoukan.apps.assessment.services.running import assess, store_run
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.exits.models import Exit
from huitoukan.apps.journal.queries import breaks
from huitoukan.apps.oversight.models import Notice
from huitoukan.apps.oversight.services.notices import (
    Given,
    add_photographs,
    answer,
    make_notice,
    notice_text,
    object_to,
)
from huitoukan.domain.refusals import Refused
from tests.apps.looking import LATER, full_numbers, read, seen, stand_still
from tests.apps.oversight.seeing import section, texts
from tests.cast import AT, OTHER_VILLAGE, VILLAGE_1, VILLAGE_2, Cast
from tests.factories import JPEG, Maker, id_no, nothing_told

PAGE = "/oversight/notices/"
FIRST, LAST = date(2026, 11, 1), date(2026, 11, 5)


def given(household_no: str = "", **more: Any) -> Given:
    said = Given(
        kind="household_exit", area=VILLAGE_1, subject="经民主评议，下列户拟退出。",
        place="村委会公示栏", first_day=FIRST, last_day=LAST, phone="12317",
        numbers=(household_no,) if household_no else (),
    )  # fmt: skip
    return replace(said, **more)


def refused(act: Any, *args: Any, **more: Any) -> str:
    with pytest.raises(Refused) as refusal:
        act(*args, **more)
    return refusal.value.code


def posted(cast: Cast, make: Maker, **more: Any) -> Notice:
    household = make.household(head="张秀兰")
    return make_notice(cast.ping, cast.campaign, given(household.household_no, **more), at=AT)


# --- refusals ---


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"kind": "gossip"}, "NOT_FOUND"),
        ({"area": VILLAGE_2}, "NOT_FOUND"),
        ({"area": OTHER_VILLAGE}, "NOT_FOUND"),
        ({"last_day": date(2026, 11, 4)}, "NOTICE_SHORT"),
        ({"last_day": date(2026, 10, 31)}, "NOTICE_DAYS"),
        ({"numbers": ()}, "NOTICE_NAMES"),
        ({"numbers": ("H-absent",)}, "NOT_FOUND"),
    ],
)
def test_a_wrong_notice_is_not_written(
    cast: Cast, make: Maker, wrong: dict[str, Any], code: str
) -> None:
    household = make.household()
    said = replace(given(household.household_no), **wrong)
    assert refused(make_notice, cast.ping, cast.campaign, said, at=AT) == code
    assert not Notice.objects.for_system("tests").exists()


def test_a_household_of_another_village_is_not_named(cast: Cast, make: Maker) -> None:
    other = make.household(VILLAGE_2)
    assert (
        refused(make_notice, cast.ping, cast.campaign, given(other.household_no), at=AT)
        == "NOT_FOUND"
    )


def test_who_only_looks_keeps_nothing_and_others_see_nothing(cast: Cast, make: Maker) -> None:
    notice = posted(cast, make)
    acts: list[Any] = [
        lambda who: add_photographs(who, notice.code, [("a.jpg", JPEG)], at=AT),
        lambda who: object_to(who, notice.code, on=FIRST, who="", words="不符", at=AT),
        lambda who: notice_text(who, notice.code, at=AT),
    ]
    for act in acts:
        assert refused(act, cast.lei) == "NOT_ALLOWED"
        assert refused(act, cast.ning) == "NOT_FOUND"
        assert refused(act, cast.shan) == "NOT_FOUND"
    assert cast.signed_in("ning").get(f"{PAGE}{notice.code}/").status_code == 404
    assert cast.signed_in("min").get(PAGE).status_code == 403


def test_objections_and_answers_out_of_time_or_twice_are_refused(cast: Cast, make: Maker) -> None:
    notice = posted(cast, make)
    code = notice.code

    def objected(on: date, words: str = "不符合条件") -> str:
        return refused(object_to, cast.ping, code, on=on, who="", words=words, at=AT)

    assert objected(FIRST - timedelta(days=1)) == "OBJECTION_DATE"
    assert objected(AT.date() + timedelta(days=1)) == "OBJECTION_DATE"
    assert objected(FIRST, " ") == "OBJECTION_WORDS"
    object_to(cast.ping, code, on=FIRST, who="李四", words="有小汽车", at=AT)
    on = AT.date()
    assert refused(answer, cast.ping, code, 2, on=on, words="x", at=AT) == "NOT_FOUND"
    early = FIRST - timedelta(days=1)
    assert refused(answer, cast.ping, code, 1, on=early, words="x", at=AT) == "OBJECTION_DATE"
    answer(cast.ping, code, 1, on=on, words="已核实", at=AT)
    assert refused(answer, cast.ping, code, 1, on=on, words="y", at=AT) == "OBJECTION_ANSWERED"


def test_what_is_no_photograph_is_refused_and_the_text_ends_with_the_notice(
    cast: Cast, make: Maker
) -> None:
    notice = posted(cast, make)
    files = [("a.pdf", b"%PDF-1.7"), ("b.txt", b"abc")]
    for one in files:
        assert refused(add_photographs, cast.ping, notice.code, [one], at=AT) == "EVIDENCE_TYPE"
    assert refused(notice_text, cast.ping, notice.code, at=LATER) == "NOTICE_OVER"


# --- the ledger ---


def test_the_text_names_heads_and_days_and_never_an_id_number(
    cast: Cast, make: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_still(monkeypatch, AT)
    number = id_no(7)
    notice = posted(cast, make, subject=f"户主证件号码{number}，拟退出。")
    client = cast.signed_in("ping")
    answered = client.get(f"{PAGE}{notice.code}/text/")
    document = Document(BytesIO(answered.content))
    told = "".join(p.text for p in document.paragraphs)
    assert "2026年11月1日至2026年11月5日" in told
    assert "12317" in told
    assert full_numbers(told) == []
    assert number[:6] in told
    assert [cell.text for cell in document.tables[0].rows[1].cells] == ["1", "张秀兰", "1"]
    page = read(client, f"{PAGE}{notice.code}/")
    assert "张秀兰" not in page
    assert full_numbers(page) == []


def test_photographs_objections_and_answers_stand_on_the_notice(
    cast: Cast, make: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    notice = posted(cast, make)
    stand_still(monkeypatch)
    client = cast.signed_in("ping")
    address = f"{PAGE}{notice.code}/"
    picture = SimpleUploadedFile("公示栏.jpg", JPEG, content_type="image/jpeg")
    assert client.post(f"{address}photographs/", {"photographs": picture}).status_code == 302
    said = {"on": "2026-11-03", "who": "李四", "words": "有小汽车"}
    assert client.post(f"{address}object/", {**said, "on": "2026-10-01"}).status_code == 422
    assert client.post(f"{address}object/", said).status_code == 302
    rows = texts(section(seen(client, PAGE), "台账"))
    assert rows[0][6:] == ["1", "1", "1", "期满，异议没有答复"]
    reply = {"seq": "1", "on": "2026-11-06", "words": "车已报废"}
    assert client.post(f"{address}answer/", reply).status_code == 302
    assert texts(section(seen(client, PAGE), "台账"))[0][-1] == "期满，异议已答复"
    objections = texts(section(seen(client, address), "异议"))
    assert objections == [
        ["1", "2026-11-03", "李*", "有小汽车", "车已报废", "2026-11-06", "平小禾"]
    ]
    photograph = section(seen(client, address), "照片").rows[0][0]
    assert client.get(photograph.href).status_code == 200
    assert list(breaks()) == []


def test_a_notice_is_entered_on_the_page(cast: Cast, make: Maker) -> None:
    household = make.household()
    client = cast.signed_in("ping")
    filled = {
        "kind": "household_exit", "area": VILLAGE_1, "subject": "拟退出", "place": "公示栏",
        "first_day": "2026-11-01", "last_day": "2026-11-05", "phone": "",
        "numbers": f"{household.household_no}\n",
    }  # fmt: skip
    short = client.post(f"{PAGE}new/", {**filled, "last_day": "2026-11-03"})
    assert short.status_code == 422
    assert "至少 5 天" in short.content.decode()
    assert client.post(f"{PAGE}new/", filled).status_code == 302
    assert Notice.objects.for_system("tests").get().rows[0]["number"] == household.household_no


def exit_of(cast: Cast, actor: Actor, run: Assessment, first: date, last: date) -> Exit:
    return Exit.objects.create(
        code=f"TC-{first:%m%d}", campaign=cast.campaign, area=cast.area(VILLAGE_1),
        kind="household", run=run, standard=run.standard, notice_from=first, notice_to=last,
        proposed_by=actor.code, proposed_name=actor.name, proposed_at=AT,
    )  # fmt: skip


def test_exits_are_linked_by_place_and_days_and_those_without_a_notice_listed(
    cast: Cast, make: Maker
) -> None:
    notice = posted(cast, make)
    make.snapshot()
    pack = cast.campaign.pack
    made = assess(cast.campaign, pack.opened(), standard="", on=None, at=AT, tell=nothing_told)
    run = store_run(cast.rui, cast.campaign, made, pack, at=AT)
    linked = exit_of(cast, cast.ping, run, FIRST, LAST)
    other = exit_of(cast, cast.ping, run, FIRST + timedelta(days=9), LAST + timedelta(days=9))
    client = cast.signed_in("ping")
    facts = texts(section(seen(client, f"{PAGE}{notice.code}/"), "这份公示"))
    assert ["退出签批", linked.code] in facts
    without = texts(section(seen(client, PAGE), "台账里没有"))
    assert [row[0] for row in without] == [other.code]
