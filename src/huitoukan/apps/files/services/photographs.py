"""Keeping photographs: the original sealed, a copy for show, and which others look the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Final

from django.db.models import Q
from django.utils import timezone

from huitoukan.apps.core.actor import Actor
from huitoukan.apps.files.models import Alike, Photograph, StoredFile
from huitoukan.apps.files.services.keeping import keep_file
from huitoukan.apps.places.models import Area
from huitoukan.documents.photographs import ReadPhotograph, read_photograph
from huitoukan.domain.photographs import FOUND_WITHIN, bands_of, differing_bits, near_band

PICTURES: Final = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
MOST_ALIKE: Final = 20
"""The newest alike photographs that are noted: one picture sent 1,000 times is not 10⁶ pairs."""


@dataclass(frozen=True)
class Sent:
    """A photograph as it came, read before anything is written."""

    name: str
    content: bytes
    read: ReadPhotograph


def is_photograph(content: bytes) -> bool:
    """Whether these bytes begin as a JPEG or PNG does, one that can be read or not."""
    return content.startswith(PICTURES)


def read_sent(name: str, content: bytes) -> Sent:
    """The photograph, or why it cannot be taken."""
    return Sent(name, content, read_photograph(name, content))


def keep_photograph(
    actor: Actor, sent: Sent, *, area: Area, within: Area, at: datetime, department: str = ""
) -> StoredFile:
    """Seal the original, keep the copy for show and return it; look for alike ones in `within`.

    Called inside a use case, which journals it.
    """
    named = Path(sent.name).name
    original = keep_file(
        actor, [sent.content], name=named, kind="photograph", area=area, at=at,
        department=department,
    )  # fmt: skip
    shown = keep_file(
        actor, [sent.read.shown], name=f"{Path(named).stem[:190]}.jpg", kind="evidence", area=area,
        at=at, department=department,
    )  # fmt: skip
    made = _photograph(original, shown, sent.read)
    _note_alike(made, within)
    return shown


def _photograph(original: StoredFile, shown: StoredFile, read: ReadPhotograph) -> Photograph:
    taken = read.taken_at
    if taken is not None and timezone.is_naive(taken):
        taken = timezone.make_aware(taken)
    bands: Sequence[int | None] = (
        bands_of(read.likeness) if read.likeness is not None else [None] * 4
    )
    return Photograph.objects.create(
        original=original,
        shown=shown,
        width=read.width,
        height=read.height,
        taken_at=taken,
        latitude=read.latitude,
        longitude=read.longitude,
        likeness=read.likeness,
        **{f"band_{place}": band for place, band in enumerate(bands)},
    )


def _note_alike(photograph: Photograph, within: Area) -> None:
    """Write down which photographs of the area look the same, the newest first.

    One of four bands of alike pictures differs in at most one bit; the same bytes are the same
    picture, whatever is on it.
    """
    near = Q(original__sha256=photograph.original.sha256)
    if photograph.likeness is not None:
        for place, band in enumerate(bands_of(photograph.likeness)):
            near |= Q(**{f"band_{place}__in": near_band(band)})
    candidates = (
        Photograph.objects.filter(near, original__area__path__startswith=within.depth_path)
        .exclude(pk=photograph.pk)
        .order_by("-pk")
        .values_list("pk", "likeness")
    )
    found = islice(
        (
            (other, bits)
            for other, likeness in candidates.iterator()
            if (bits := _bits(photograph.likeness, likeness)) <= FOUND_WITHIN
        ),
        MOST_ALIKE,
    )
    Alike.objects.bulk_create(
        Alike(photograph_id=one, other_id=two, bits=bits)
        for other, bits in found
        for one, two in ((photograph.pk, other), (other, photograph.pk))
    )


def _bits(one: int | None, other: int | None) -> int:
    """In how many bits two likenesses differ; pictures without one were found by their bytes."""
    return differing_bits(one, other) if one is not None and other is not None else 0
