"""The tables of the ledger, and those beside it."""

from __future__ import annotations

from huitoukan.apps.problems.models.beside import (
    AreaEnd,
    CommonRuling,
    Conference,
    FreezePoint,
    FrozenMonth,
    ReportedStanding,
    SelfCheck,
)
from huitoukan.apps.problems.models.ledger import (
    Bulletin,
    Evidence,
    NumberSeries,
    Problem,
    ProblemEvent,
    ProblemRequest,
)
from huitoukan.apps.problems.models.lists import FindingList, ListedFinding, ListReject
from huitoukan.apps.problems.models.meeting import MeetingTie
from huitoukan.apps.problems.models.sweeping import Sweep

__all__ = [
    "AreaEnd",
    "Bulletin",
    "CommonRuling",
    "Conference",
    "Evidence",
    "FindingList",
    "FreezePoint",
    "FrozenMonth",
    "ListReject",
    "ListedFinding",
    "MeetingTie",
    "NumberSeries",
    "Problem",
    "ProblemEvent",
    "ProblemRequest",
    "ReportedStanding",
    "SelfCheck",
    "Sweep",
]
