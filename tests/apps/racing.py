"""Several people pressing at the same moment: threads, each with its own connection."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import TypeVar

from django.db import connection

R = TypeVar("R")


def at_once(presses: Sequence[Callable[[], R]]) -> list[R | Exception]:
    """What each press answers or raises, in the order of the presses."""
    start = threading.Barrier(len(presses))
    answers: list[R | Exception | None] = [None] * len(presses)

    def press(n: int) -> None:
        try:
            start.wait(30)
            answers[n] = presses[n]()
        except Exception as error:  # noqa: BLE001 - the test looks at it
            answers[n] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=(n,)) for n in range(len(presses))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [answer for answer in answers if answer is not None]
