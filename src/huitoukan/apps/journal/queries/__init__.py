"""Reading the journal: lines in an actor's areas, one object's history, and the chain's check.

`shown` makes the page of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Q, QuerySet

from huitoukan.apps.core.actor import Actor
from huitoukan.apps.journal.models import Entry
from huitoukan.domain.areas import Level

COUNTY_AND_ABOVE: Final = frozenset({Level.PROVINCE, Level.CITY, Level.COUNTY})


def lines_for(actor: Actor) -> QuerySet[Entry]:
    """Lines of the actor's areas and of the actor, newest first."""
    if actor.is_system:
        return Entry.objects.all()
    seen = Q(actor_code=actor.code)
    for grant in actor.grants:
        if "journal.see" in grant.verbs and not grant.department:
            seen |= Q(area_path__startswith=grant.path)
            if grant.level in COUNTY_AND_ABOVE:
                seen |= Q(area_path="")
    return Entry.objects.filter(seen)


def history_of(kind: str, code: str) -> QuerySet[Entry]:
    """One object's lines in the order of writing; the caller has scoped the object."""
    return Entry.objects.filter(object_kind=kind, object_code=code).order_by("seq")


def newest_with(kind: str, codes: Sequence[str], detail: str) -> dict[str, Entry]:
    """For each object the newest line that has this detail; the caller has scoped the objects."""
    lines = Entry.objects.filter(
        object_kind=kind, object_code__in=codes, details__has_key=detail
    ).order_by("seq")
    return {line.object_code: line for line in lines}


def n_entries() -> int:
    """How many lines the whole journal has."""
    return Entry.objects.count()


@dataclass(frozen=True)
class Break:
    """Where a chain does not hold: the line and what is wrong with it."""

    entry_id: int
    kind: str
    code: str
    why: str


def breaks() -> Iterator[Break]:
    """Every place where a chain does not hold; nothing when the journal is as it was written.

    A cut tail or a whole object deleted leaves no trace inside the table; that needs the off-host
    checkpoint described in SECURITY.md.
    """
    last: Entry | None = None
    rows = Entry.objects.order_by("object_kind", "object_code", "seq").iterator(chunk_size=2000)
    for entry in rows:
        same = last is not None and (last.object_kind, last.object_code) == (
            entry.object_kind,
            entry.object_code,
        )
        expected_seq = last.seq + 1 if same and last else 1
        expected_previous = last.hash if same and last else ""
        if entry.seq != expected_seq:
            why = f"应为第 {expected_seq} 行，实为第 {entry.seq} 行"
        elif entry.previous != expected_previous:
            why = "与上一行接不上"
        elif entry.hash != entry.computed_hash():
            why = "内容与校验值不符"
        else:
            why = ""
        if why:
            yield Break(entry.pk, entry.object_kind, entry.object_code, why)
        last = entry


def intact(entries: Sequence[Entry]) -> dict[int, bool]:
    """For each line whether its own hash is right and it follows the line before it. One query."""
    needed = [entry for entry in entries if entry.seq > 1]
    before = {
        (kind, code, seq): line_hash
        for kind, code, seq, line_hash in Entry.objects.filter(
            object_kind__in={entry.object_kind for entry in needed},
            object_code__in={entry.object_code for entry in needed},
            seq__in={entry.seq - 1 for entry in needed},
        ).values_list("object_kind", "object_code", "seq", "hash")
    }
    return {
        entry.pk: entry.hash == entry.computed_hash()
        and entry.previous == _hash_before(entry, before)
        for entry in entries
    }


def _hash_before(entry: Entry, before: dict[tuple[str, str, int], str]) -> str | None:
    """What `previous` must be: nothing for the first line; None, which fits nothing, for a gap."""
    if entry.seq == 1:
        return ""
    return before.get((entry.object_kind, entry.object_code, entry.seq - 1))
