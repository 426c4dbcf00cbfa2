"""How a rule does: what people said about its doubts, in numbers that carry no more than they can.

The share confirmed comes with its interval (domain/spread.wilson), because a few verdicts say
little. Nothing here is about persons.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from statistics import median

from huitoukan.domain.spread import wilson


@dataclass(frozen=True)
class Tally:
    """Doubts of a rule in a place, by what became of them.

    `n_gone` were never judged and the newest run no longer finds them. `reasons` are the reason
    codes of those dismissed, `days` the days from the run that found a doubt to its verdict,
    `n_steps` the steps that people took on the problems that came of it.
    """

    n_confirmed: int = 0
    n_dismissed: int = 0
    n_data_errors: int = 0
    n_waiting: int = 0
    n_gone: int = 0
    reasons: Mapping[str, int] = field(default_factory=dict)
    days: tuple[float, ...] = ()
    n_steps: int = 0

    @property
    def n_judged(self) -> int:
        """Doubts with a verdict."""
        return self.n_confirmed + self.n_dismissed + self.n_data_errors

    @property
    def n_hits(self) -> int:
        """All doubts."""
        return self.n_judged + self.n_waiting + self.n_gone

    @property
    def share(self) -> tuple[float, float, float] | None:
        """Of those judged the share confirmed, 0 to 1, and its 95 % interval; None before any."""
        if not self.n_judged:
            return None
        return (self.n_confirmed / self.n_judged, *wilson(self.n_confirmed, self.n_judged))

    @property
    def median_days(self) -> float | None:
        """Days to a verdict, the middle one; None before any."""
        return median(self.days) if self.days else None

    @property
    def is_mostly_dismissed(self) -> bool:
        """Whether surely (95 %) more than half of the verdicts say "not so": change the rule."""
        return bool(self.n_judged) and wilson(self.n_dismissed, self.n_judged)[0] > 0.5


def added(tallies: Iterable[Tally]) -> Tally:
    """The tallies of several places (or rules) as one."""
    every = list(tallies)
    reasons: dict[str, int] = {}
    for one in every:
        for code, n in one.reasons.items():
            reasons[code] = reasons.get(code, 0) + n
    return Tally(
        n_confirmed=sum(one.n_confirmed for one in every),
        n_dismissed=sum(one.n_dismissed for one in every),
        n_data_errors=sum(one.n_data_errors for one in every),
        n_waiting=sum(one.n_waiting for one in every),
        n_gone=sum(one.n_gone for one in every),
        reasons=reasons,
        days=tuple(day for one in every for day in one.days),
        n_steps=sum(one.n_steps for one in every),
    )
