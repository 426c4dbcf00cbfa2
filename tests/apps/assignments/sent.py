"""Doubts sent down, for the tests of this app: one of each kind, and who has what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from huitoukan.apps.assignments.models import AssignedHit, Assignment
from huitoukan.apps.assignments.queries.splitting import Wanted, split
from huitoukan.apps.assignments.services.answering import Answered, answer, keep_papers, receive
from huitoukan.apps.assignments.services.sending import Letter, send
from huitoukan.apps.comparison.models import Hit
from huitoukan.domain.assignments import Verdict
from tests.cast import AT, VILLAGE_1, Cast
from tests.factories import JPEG, Maker

STRONG, MEDIUM, HINT, ERROR, INSIDE = "X17", "X15", "X16", "C001", "C003"
"""Rules: a strong and a medium doubt of civil affairs, a hint, an error, one of the registry."""
SAID = Answered(Verdict.CONFIRMED, note="入户看过，情况属实")


def sent(
    cast: Cast, wanted: Wanted | None = None, *, at: datetime = AT, letter: Letter | None = None
) -> list[Assignment]:
    """Everything that is wanted, sent by the county's officer."""
    wanted = wanted or Wanted()
    chosen = {share.key: share.n for share in split(cast.rui, cast.campaign, wanted).shares}
    return send(cast.rui, cast.campaign, wanted, chosen, letter or Letter(), at=at)


@dataclass
class Strong:
    """A strong doubt in village 1, sent to its township and to civil affairs, both received."""

    hit: Hit
    field: AssignedHit
    department: AssignedHit


def strong(cast: Cast, make: Maker, *, village: str = VILLAGE_1) -> Strong:
    """A strong doubt with both sides."""
    hit = make.hit(make.household(village), STRONG)
    for one in sent(cast, Wanted(rule=STRONG)):
        receive(cast.tang if one.to == "township" else cast.min, one.code, at=AT)
    lines = {one.side: one for one in lines_of(hit)}
    return Strong(hit, lines["field"], lines["department"])


def lines_of(hit: Hit) -> list[AssignedHit]:
    """Where a doubt is and was."""
    every = AssignedHit.objects.for_system("tests")
    return list(every.filter(hit=hit).select_related("assignment", "hit").order_by("id"))


def again(line: AssignedHit) -> AssignedHit:
    """The row as it is stored now."""
    return AssignedHit.objects.for_system("tests").select_related("hit").get(pk=line.pk)


def dismissed(cast: Cast, line: AssignedHit, account: str) -> AssignedHit:
    """Answer that it is not so, with the paper that the reason needs."""
    who = cast.actor(account)
    files = keep_papers(who, line.assignment.code, [("证明.jpg", JPEG)], at=AT)
    said = Answered(Verdict.DISMISSED, "times-apart", "起止时间不重叠", files)
    return answer(who, line.code, said, at=AT)
