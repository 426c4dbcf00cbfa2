"""Recording a change of areas, and what it touches before it is recorded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from huitoukan.apps.core.pages import Field


@dataclass(frozen=True)
class AffectedArea:
    """An area of the old side with what stands in it: households, persons, open problems.

    `n_untold` households no group and no list tells to one of the new areas; 0 where nothing has to
    be told. `posts` are people in office there.
    """

    code: str
    name: str
    n_households: int
    n_persons: int
    n_problems: int
    n_untold: int
    posts: tuple[str, ...]
    n_posts: int


@dataclass(frozen=True)
class ChangePage:
    """[dashboards:change] `is_tried` after a look at what the change touches; nothing is written.

    `errors` are the refusals of the form or of the change; `hidden` is what recording sends along.
    """

    fields: tuple[Field, ...]
    is_tried: bool = False
    errors: tuple[str, ...] = ()
    words: str = ""
    is_known: bool = False
    on: date | None = None
    basis: str = ""
    affected: tuple[AffectedArea, ...] = ()
    hidden: tuple[tuple[str, str], ...] = ()
