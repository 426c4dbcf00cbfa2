"""The form in which a round is filled in: one row per field, two inputs each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _

from huitoukan.apps.agreement import pages
from huitoukan.apps.agreement.models import Reading, Round
from huitoukan.apps.agreement.queries.lines import SIDES, Key, Line, state_of
from huitoukan.apps.core.language import refusal_text
from huitoukan.apps.core.pages import Choice
from huitoukan.apps.core.showing import language
from huitoukan.apps.registry.models import Household
from huitoukan.domain.agreement import BLANK, UNSEEN, Entry, Seen, Side
from huitoukan.domain.refusals import Refused
from huitoukan.rules.pack import Pack

INPUT_MODES: Final = {"int": "numeric", "year": "numeric", "decimal": "decimal"}
MOST_CHOICES: Final = 40
"""A longer list of codes is typed, not scrolled."""


@dataclass(frozen=True)
class Refill:
    """A form that came back: why it was refused, and what was typed."""

    refused: Refused
    texts: Mapping[Key, Mapping[Side, str]] = field(default_factory=dict)
    with_whom: str = ""


def name_of(key: Key) -> str:
    """The part of an input's name that says whose field it is, and which."""
    return f"{key[0]}.{key[1]}"


def texts_in(posted: Mapping[str, str]) -> dict[Key, dict[Side, str]]:
    """What a browser sent: the words for booklet and reality, by field."""
    found: dict[Key, dict[Side, str]] = {}
    for name, text in posted.items():
        side, _dot, rest = name.partition(".")
        person_no, dot, column = rest.rpartition(".")
        if side in {each.value for each in SIDES} and dot:
            found.setdefault((person_no, column), {})[Side(side)] = text
    return found


def record_form(
    household: Household,
    lines: list[Line],
    pack: Pack,
    *,
    begun: Round | None,
    on: date,
    refill: Refill | None,
) -> pages.RecordForm:
    """The form with what was typed, else with what the round of today already holds."""
    readings = {r.key: r for r in begun.readings.all()} if begun else {}
    faults: Mapping[Key, str] = {}
    if refill is not None:
        faults = dict(refill.refused.details.get("fields", {}))  # type: ignore[call-overload]

    def row(line: Line) -> pages.InputRow:
        texts = (
            dict(refill.texts.get(line.key, {}))
            if refill is not None
            else _kept_texts(line, readings.get(line.key))
        )
        return _input_row(line, texts, pack, faults.get(line.key, ""))

    with_whom = refill.with_whom if refill else begun.with_whom if begun else ""
    return pages.RecordForm(
        href=reverse("agreement:record", args=[household.household_no]),
        seen_state=state_of(lines),
        on=on,
        number=begun.number if begun else 0,
        with_whom=with_whom,
        groups=tuple(
            pages.InputGroup(group_title(name), tuple(map(row, group)))
            for (_no, name), group in groupby(
                lines, key=lambda line: (line.person_no, line.person_name)
            )
        ),
        errors=(refusal_text(refill.refused),) if refill is not None else (),
    )


def group_title(person_name: str) -> str:
    """What stands above a group of fields: the household, or whose they are."""
    return person_name or _("全户")


def _kept_texts(line: Line, reading: Reading | None) -> dict[Side, str]:
    if reading is None:
        return {}
    entries = reading.entries
    return {side: written_as(line, entries[side]) for side in SIDES}


def written_as(line: Line, entry: Entry) -> str:
    """An entry as a person would write it: the inverse of `domain.agreement.written`."""
    if entry == UNSEEN:
        return ""
    if entry == BLANK:
        return "/"
    if entry == Entry.of(line.system):
        return "="
    if isinstance(entry.value, bool):
        return "是" if entry.value else "否"
    if isinstance(entry.value, float) and entry.value.is_integer():
        return str(int(entry.value))
    return str(entry.value)


def _input_row(line: Line, texts: Mapping[Side, str], pack: Pack, error: str) -> pages.InputRow:
    system = Entry.of(line.system)
    options = _options(line, pack)
    within = line.field.within
    help_text = line.column.unit
    if within is not None:
        help_text = _("容差 {value} {unit}").format(value=within.value, unit=within.unit)
    booklet, observed = texts.get(Side.BOOKLET, ""), texts.get(Side.OBSERVED, "")
    return pages.InputRow(
        name=name_of(line.key),
        label=line.label,
        system=line.shown(system, pack) if system.seen is Seen.VALUE else _("空白"),
        booklet=booklet,
        observed=observed,
        booklet_choices=_choices(options, booklet),
        observed_choices=_choices(options, observed),
        input_mode=INPUT_MODES.get(line.column.type, "text"),
        help=help_text,
        error=error,
    )


def _options(line: Line, pack: Pack) -> list[tuple[str, str]]:
    """The values of a field that is chosen from a list: as stored, and as shown; else nothing."""
    column = line.column
    if column.type == "bool":
        return [("是", _("是")), ("否", _("否"))]
    if column.type != "code" or column.many or column.codes is None:
        return []
    values = pack.codes[column.codes].values
    if len(values) > MOST_CHOICES:
        return []
    english = language().startswith("en")
    return [(value.zh, value.en if english else value.zh) for value in values]


def _choices(options: list[tuple[str, str]], chosen: str) -> tuple[Choice, ...]:
    if not options:
        return ()
    marks = [("", _("没有看")), ("=", _("与系统相同")), ("/", _("空白"))]
    return tuple(Choice(value, label, value == chosen) for value, label in [*marks, *options])
