"""Keeping a file: bytes to the data folder, a row about them, both or none."""

from __future__ import annotations

import errno
import hashlib
import os
import tempfile
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Final

from django.conf import settings

from huitoukan.apps.core.actor import Actor
from huitoukan.apps.files.models import StoredFile
from huitoukan.apps.files.queries import path_of
from huitoukan.apps.places.models import Area
from huitoukan.domain.refusals import Refused

__all__ = ["keep_bytes", "keep_file", "name_bytes", "path_of", "pieces_of"]

PIECE = 1024 * 1024
DISK_FULL: Final = frozenset({errno.EFBIG, errno.ENOSPC, errno.EDQUOT})
"""What the system says when a file may not grow."""


def pieces_of(path: Path) -> Iterable[bytes]:
    """A file's bytes, 1 MiB at a time."""
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece


def keep_bytes(pieces: Iterable[bytes]) -> tuple[str, int]:
    """Keep the bytes under their hash, durably; returns hash and size. The same bytes once.

    A disk without room is Refused DISK_FULL, and nothing is left on it.
    """
    folder = Path(settings.DATA_DIR) / "files"
    folder.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    with tempfile.NamedTemporaryFile(dir=folder, delete=False) as spool:
        try:
            for piece in pieces:
                digest.update(piece)
                size += len(piece)
                spool.write(piece)
            spool.flush()
            os.fsync(spool.fileno())
        except OSError as error:
            Path(spool.name).unlink(missing_ok=True)
            if error.errno in DISK_FULL:
                raise Refused("DISK_FULL", name="上传的文件") from error
            raise
    target = path_of(digest.hexdigest())
    target.parent.mkdir(exist_ok=True)
    Path(spool.name).replace(target)
    return digest.hexdigest(), size


def keep_file(
    actor: Actor,
    pieces: Iterable[bytes],
    *,
    name: str,
    kind: str,
    area: Area,
    at: datetime,
    department: str = "",
) -> StoredFile:
    """Keep a file for an area (and one department). Called inside a use case, which journals it.

    Who may open it later is told by `kind` (queries.VERB_OF_KIND).
    """
    return name_bytes(
        actor, keep_bytes(pieces), name=name, kind=kind, area=area, at=at, department=department
    )


def name_bytes(
    actor: Actor,
    kept: tuple[str, int],
    *,
    name: str,
    kind: str,
    area: Area,
    at: datetime,
    department: str = "",
) -> StoredFile:
    """Give bytes that are kept already (hash and size, from `keep_bytes`) a name in an area."""
    sha256, size = kept
    return StoredFile.objects.create(
        sha256=sha256,
        name=Path(name).name[:200],
        size=size,
        kind=kind,
        area=area,
        department=department,
        kept_by=actor.code,
        kept_at=at,
    )
