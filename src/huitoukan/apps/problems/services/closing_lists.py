"""Closing an issued list as a whole, by a person, when every problem of it has ended."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from io import BytesIO
from typing import Final

from django.utils import timezone

from huitoukan.apps.campaigns.queries import organ_of
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.files.services.keeping import keep_file
from huitoukan.apps.journal.services import record, use_case
from huitoukan.apps.places.queries import full_name
from huitoukan.apps.problems.models import Bulletin, Problem
from huitoukan.documents.layouts.issue_closing import ClosedRow, IssueClosing, letter_of
from huitoukan.documents.write_word import write_letter
from huitoukan.domain.problems import ENDING_WORDS, ENDINGS, STATE_WORDS, Ending
from huitoukan.domain.refusals import Refused

MOST_NAMED: Final = 10


@use_case("problem.sign_off")
def close_list(
    actor: Actor, campaign_code: str, issue: int, *, opinion: str, at: datetime
) -> Bulletin:
    """Close 问题清单第 N 期 with a slip that tells how each problem ended.

    Raises Refused: NOT_FOUND, LIST_CLOSED, LIST_OPINION, LIST_OPEN (with the open ones named).
    """
    rows = Bulletin.objects.visible_to(actor, "problem.sign_off").select_for_update(of=("self",))
    rows = rows.select_related("campaign__area", "campaign__pack")
    found = rows.filter(campaign__code=campaign_code, issue=issue).first()
    if found is None:
        raise Refused("NOT_FOUND", what="问题清单", code=str(issue))
    if found.closed_at is not None:
        raise Refused("LIST_CLOSED", issue=issue, who=found.closed_by)
    if not opinion.strip():
        raise Refused("LIST_OPINION", issue=issue)
    problems = list(
        found.problems.for_system("those of a list that was found in scope")
        .select_related("area__parent")
        .order_by("code")
    )
    waiting = [problem.code for problem in problems if problem.is_open]
    if waiting:
        named = (*waiting[:MOST_NAMED], *(("…",) if len(waiting) > MOST_NAMED else ()))
        raise Refused("LIST_OPEN", issue=issue, n=len(waiting), codes=named)
    found.closed_at, found.closed_by, found.opinion = at, actor.name, opinion.strip()[:500]
    found.slip = keep_file(
        actor, [_slip(found, problems, at)], name=f"{found.campaign.area.name}_{found}_销号单.docx",
        kind="bulletin", area=found.campaign.area, at=at,
    )  # fmt: skip
    found.save(update_fields=["closed_at", "closed_by", "opinion", "slip"])
    record(
        "bulletin",
        f"{found.campaign.code}-{issue}",
        f"第 {issue} 期问题清单整体销号，{len(problems)} 条",
        area_path=found.campaign.area.depth_path,
        slip=found.slip.sha256,
        opinion=found.opinion,
    )
    return found


def _slip(bulletin: Bulletin, problems: list[Problem], at: datetime) -> bytes:
    campaign = bulletin.campaign
    pack = campaign.pack.opened()
    ended = Counter(ENDINGS[problem.stands] for problem in problems)
    types = pack.problem_types
    closing = IssueClosing(
        organ=organ_of(campaign),
        county=campaign.area.name,
        issue_no=bulletin.issue,
        issued_on=timezone.localtime(bulletin.issued_at).date(),
        on=timezone.localtime(at).date(),
        endings=[(ENDING_WORDS[one].zh, ended[one]) for one in Ending if ended[one]],
        rows=[
            ClosedRow(
                problem.code,
                full_name(problem.area),
                types[problem.type].title.zh if problem.type in types else problem.type,
                STATE_WORDS[problem.stands].zh,
                problem.closed_on,
            )
            for problem in problems
        ],
        opinion=bulletin.opinion,
        closed_by=bulletin.closed_by,
        data=f"数据截至{timezone.localtime(at):%Y年%m月%d日%H:%M}，规则包{campaign.pack}，"
        f"校验值{campaign.pack.hash[:12]}",
    )
    target = BytesIO()
    write_letter(target, letter_of(closing))
    return target.getvalue()
