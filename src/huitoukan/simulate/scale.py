"""How large a county is: the sizes that can be asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal


@dataclass(frozen=True, slots=True)
class Scale:
    """The size of a county and how densely faults are planted in it."""

    name: Literal["tiny", "ningshan"]
    n_towns: int
    n_poor_villages: int
    n_other_villages: int
    n_registry: int  # households on the registry
    n_ordinary: int  # other households
    small: bool  # each fault once or twice instead of several times
    look_alike_copies: int
    households_per_helper: int


# Ningshan: 6 towns, 23 poor and 33 other villages, 4,707 poor and 16,029 other households, as the
# county newspaper reported on 2019-04-26 for the thorough check of that spring.
SCALES: Final[dict[str, Scale]] = {
    "ningshan": Scale("ningshan", 6, 23, 33, 4707, 16029, False, 3, 6),
    "tiny": Scale("tiny", 2, 2, 4, 320, 300, True, 1, 6),
}
