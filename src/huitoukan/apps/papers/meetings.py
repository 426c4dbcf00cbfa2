"""The records of feedback meetings that were issued, told to the ledger of problems."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.papers.models import Paper
from huitoukan.apps.places.models import Area
from huitoukan.apps.problems.queries.meetings import RECORD, tells
from huitoukan.domain.meetings import FEEDBACK, Meeting

HELD: Final = "会议时间"
_DAY: Final = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")
"""A day as papers write it (`chinese_day`)."""


@tells
def from_records(campaign: Campaign, townships: Sequence[Area]) -> Iterable[Meeting]:
    """The issued records of feedback meetings that stand."""
    every = Paper.objects.for_system("a township's meetings are told to all who work in it")
    rows = every.filter(campaign=campaign, kind=RECORD, area__in=townships, voided_at=None)
    for paper in rows.select_related("area").only("code", "data", "area"):
        if told := _DAY.match(str(paper.data.get(HELD, ""))):
            held_on = date(*(int(part) for part in told.groups()))
            yield Meeting(
                paper.code, FEEDBACK, held_on, paper.area.pk, paper.area.depth_path,
                paper.area.name,
            )  # fmt: skip
