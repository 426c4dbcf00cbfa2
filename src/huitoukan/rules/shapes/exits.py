"""How an exit from poverty is signed: for whom, after which public notice, level by level."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from huitoukan.rules.shapes.words import Param, Text


@dataclass(frozen=True)
class Signer:
    """One signature of a chain: the level whose person signs, and as what."""

    level: str
    title: Text


@dataclass(frozen=True)
class ExitKind:
    """A kind of exit: of households of one village, or of a village.

    `only_when` names columns of the registry's row with the values that may exit; `notice` are the
    days of public notice before the first signature (None: the source names none), posted at
    `notice_place`. `chain` are the signatures in their order, one for each level.
    """

    id: str
    title: Text
    about: str
    basis: str
    only_when: Mapping[str, tuple[str, ...]]
    notice: Param | None
    notice_place: Text
    chain: tuple[Signer, ...]

    @property
    def levels(self) -> tuple[str, ...]:
        """The levels that sign, in their order."""
        return tuple(one.level for one in self.chain)

    @property
    def notice_days(self) -> int:
        """Days of public notice, both ends counted; 0 where none is asked."""
        return int(self.notice.value) if self.notice is not None else 0
