"""Public notices: making one, photographs of it, objections and answers, its text as Word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from io import BytesIO

from django.utils import timezone

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.files.services.photographs import is_photograph, keep_photograph, read_sent
from huitoukan.apps.journal.services import record, use_case
from huitoukan.apps.oversight.models import Notice, NoticePhotograph, Objection
from huitoukan.apps.oversight.queries.notices import days_of, kind_of, notice_for, place_for
from huitoukan.apps.oversight.services.exports import MadeFile
from huitoukan.apps.places.models import Area
from huitoukan.apps.places.queries import full_name
from huitoukan.apps.problems.services.evidence import refuse_unfit_files
from huitoukan.apps.problems.services.steps import reserve_numbers
from huitoukan.apps.registry.models import Household
from huitoukan.documents.letter import Block, Letter, Paragraph, TableBlock, balanced
from huitoukan.documents.write_excel import chinese_day
from huitoukan.documents.write_word import write_letter
from huitoukan.domain.identity import mask_ids_in
from huitoukan.domain.refusals import Refused


@dataclass(frozen=True)
class Given:
    """What is filled in for a notice; `numbers` are household numbers, where names are listed."""

    kind: str
    area: str
    subject: str
    place: str
    first_day: date
    last_day: date
    phone: str = ""
    numbers: tuple[str, ...] = ()


@use_case("notice.keep")
def make_notice(actor: Actor, campaign: Campaign, given: Given, *, at: datetime) -> Notice:
    """Enter a notice; its days are those that the pack asks for, or more.

    Raises Refused: NOT_FOUND (kind, place, household), NOTICE_DAYS, NOTICE_SHORT, NOTICE_NAMES.
    """
    kind = kind_of(campaign, given.kind)
    area = place_for(actor, campaign, given.area)
    if given.last_day < given.first_day:
        raise Refused("NOTICE_DAYS", first=given.first_day, last=given.last_day)
    n_days = (given.last_day - given.first_day) // timedelta(days=1) + 1
    if n_days < (days := days_of(campaign, kind)):
        raise Refused("NOTICE_SHORT", given=n_days, days=days)
    if kind.has_names and not given.numbers:
        raise Refused("NOTICE_NAMES")
    year = timezone.localtime(at).year
    made = Notice.objects.create(
        code=f"GS-{year}-{reserve_numbers(f'notice-{year}', 1):04d}",
        campaign=campaign,
        area=area,
        kind=kind.id,
        subject=mask_ids_in(given.subject.strip()),
        place=given.place.strip(),
        phone=given.phone.strip(),
        first_day=given.first_day,
        last_day=given.last_day,
        rows=_rows(area, given.numbers) if kind.has_names else [],
        made_by=actor.code,
        made_name=actor.name,
        made_at=at,
    )
    record(
        "notice", made.code, f"登记{kind.title.zh} {made.first_day} 至 {made.last_day}",
        area_path=area.depth_path, households=len(made.rows),
    )  # fmt: skip
    return made


def _rows(area: Area, numbers: Sequence[str]) -> list[dict[str, object]]:
    """The households named, which all live in the place; as the registry has them now."""
    every = Household.objects.for_system("the place was found in the actor's areas")
    inside = every.filter(area__path__startswith=area.depth_path, household_no__in=numbers)
    found = {one.household_no: one for one in inside}
    for number in numbers:
        if number not in found:
            raise Refused("NOT_FOUND", what="户", code=number)
    return [
        {"number": no, "name": found[no].head_name, "persons": found[no].n_members}
        for no in dict.fromkeys(numbers)
    ]


@use_case("notice.keep")
def add_photographs(
    actor: Actor, code: str, files: Sequence[tuple[str, bytes]], *, at: datetime
) -> int:
    """Keep photographs of the notice where it hangs; the originals are sealed.

    Raises Refused: NOT_FOUND, EVIDENCE_TYPE and those of photographs.
    """
    notice = notice_for(actor, code, "notice.keep")
    refuse_unfit_files(files)
    for name, content in files:
        if not is_photograph(content):
            raise Refused("EVIDENCE_TYPE", name=name)
    sent = [read_sent(name, content) for name, content in files]
    for one in sent:
        file = keep_photograph(actor, one, area=notice.area, within=notice.campaign.area, at=at)
        NoticePhotograph.objects.create(notice=notice, file=file, kept_name=actor.name, kept_at=at)
    record("notice", notice.code, f"上传公示照片 {len(sent)} 张", area_path=notice.area.depth_path)
    return len(sent)


@use_case("notice.keep")
def object_to(
    actor: Actor, code: str, *, on: date, who: str, words: str, at: datetime
) -> Objection:
    """Enter an objection; raises Refused NOT_FOUND, OBJECTION_DATE, OBJECTION_WORDS."""
    notice = notice_for(actor, code, "notice.keep", lock=True)
    if not notice.first_day <= on <= timezone.localtime(at).date():
        raise Refused("OBJECTION_DATE", on=on, first=notice.first_day)
    if not words.strip():
        raise Refused("OBJECTION_WORDS")
    made = Objection.objects.create(
        notice=notice, seq=notice.objections.count() + 1, on=on, who=who.strip(),
        words=mask_ids_in(words.strip()), recorded_name=actor.name, recorded_at=at,
    )  # fmt: skip
    record("notice", notice.code, f"登记异议 {made.seq}", area_path=notice.area.depth_path)
    return made


@use_case("notice.keep")
def answer(actor: Actor, code: str, seq: int, *, on: date, words: str, at: datetime) -> Objection:
    """Answer an objection once; raises Refused NOT_FOUND, OBJECTION_*."""
    notice = notice_for(actor, code, "notice.keep", lock=True)
    one = notice.objections.filter(seq=seq).first()
    if one is None:
        raise Refused("NOT_FOUND", what="异议", code=seq)
    if one.answered_on is not None:
        raise Refused("OBJECTION_ANSWERED", on=one.answered_on)
    if not one.on <= on <= timezone.localtime(at).date():
        raise Refused("OBJECTION_DATE", on=on, first=one.on)
    if not words.strip():
        raise Refused("OBJECTION_WORDS")
    one.answer, one.answered_on = mask_ids_in(words.strip()), on
    one.answered_name = actor.name
    one.save(update_fields=["answer", "answered_on", "answered_name"])
    record("notice", notice.code, f"答复异议 {one.seq}", area_path=notice.area.depth_path)
    return one


@use_case("notice.keep")
def notice_text(actor: Actor, code: str, *, at: datetime) -> MadeFile:
    """The notice as a Word letter to post, without any ID number; NOTICE_OVER after its last day.

    What is asked of it: domain reference 9.2 and 9.7 (基本信息、名单、公示期、监督电话).
    """
    notice = notice_for(actor, code, "notice.keep")
    if notice.is_over(timezone.localtime(at).date()):
        raise Refused("NOTICE_OVER", last=notice.last_day)
    kind = kind_of(notice.campaign, notice.kind)
    title = f"{full_name(notice.area)}{kind.title.zh}"
    target = BytesIO()
    letter = Letter(
        organ=full_name(notice.area), number="", title=balanced(title), addressee="",
        blocks=tuple(_blocks(notice)), attachments=(), signer=full_name(notice.area),
        on=notice.first_day,
    )  # fmt: skip
    write_letter(target, letter)
    record("notice", notice.code, "生成公示文本", area_path=notice.area.depth_path)
    return MadeFile(f"{title}_{notice.code}.docx", target.getvalue())


def _blocks(notice: Notice) -> list[Block]:
    first, last = chinese_day(notice.first_day), chinese_day(notice.last_day)
    blocks: list[Block] = [
        Paragraph(mask_ids_in(notice.subject)),
        Paragraph(
            f"公示期自{first}至{last}。对公示内容有异议的，请在公示期内以书面或者口头形式向村民委员会、"
            "乡镇人民政府反映，反映情况应当实事求是。"
        ),
    ]
    if notice.phone:
        blocks.append(Paragraph(f"监督电话：{notice.phone}。"))
    if notice.rows:
        rows = [
            (str(n), str(row["name"]), str(row["persons"])) for n, row in enumerate(notice.rows, 1)
        ]
        blocks.append(TableBlock(("序号", "户主姓名", "家庭人口（人）"), (20.0, 76.0, 60.0), rows))
    return blocks
