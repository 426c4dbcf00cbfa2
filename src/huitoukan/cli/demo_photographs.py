"""The photographs of the demonstration: drawn, with time and place, a few to be asked about.

The invented county lies where no county is meant; each village has a place of its own.
"""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from pathlib import Path

from huitoukan.simulate.photographs import Place, house

NORTH, EAST = 33.1, 108.3
REUSED, TOO_OLD, FAR_AWAY, UNTOLD = 11, 21, 36, 7
"""Which of the problems get the picture of another house, an old one, one from afar, one that
tells nothing."""


def pair(folder: Path, village: str, number: int) -> dict[str, str]:
    """The pictures of the problem with this number, taken just now, by their option."""
    at = datetime.now()  # noqa: DTZ005 - a camera's clock
    folder.mkdir(parents=True, exist_ok=True)
    before, after = folder / f"整改前_{number + 1}.jpg", folder / f"整改后_{number + 1}.jpg"
    told = number % 18 != UNTOLD
    here = _near(village, number) if told else None
    taken = at - timedelta(hours=1) if told else None
    before.write_bytes(house(is_repaired=False, turn=number, taken_at=taken, place=here))
    turn = 0 if number == REUSED else number
    if number == TOO_OLD:
        taken = at - timedelta(days=40)
    if number == FAR_AWAY and here:
        here = (here[0] + 0.7, here[1])
    after.write_bytes(house(is_repaired=True, turn=turn, taken_at=taken, place=here))
    return {"before": str(before), "evidence": str(after)}


def _near(village: str, number: int) -> Place:
    """A place in the village, within some hundred metres of its middle."""
    middle = random.Random(village)  # noqa: S311 - a drawing, no secret
    around = random.Random(number)  # noqa: S311
    north = NORTH + middle.uniform(-0.2, 0.2) + around.uniform(-0.004, 0.004)
    east = EAST + middle.uniform(-0.2, 0.2) + around.uniform(-0.004, 0.004)
    return north, east
