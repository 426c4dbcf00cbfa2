"""Reading kept files: where they lie, who may open them, what they are by their bytes."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from django.conf import settings

from huitoukan.apps.core.actor import Actor
from huitoukan.apps.files.models import StoredFile
from huitoukan.domain.refusals import Refused

VERB_OF_KIND: Final = {
    # Whole workbooks carry full ID numbers: only who may see these, or delivers the data.
    "registry": "registry.reveal",
    "delivery": "source.deliver",
    "ledger": "ledger.keep",
    "agreement": "agreement.record",
    "evidence": "problem.see",
    # With place and time as the camera wrote them: sealed, the copy for show is for everybody else.
    "photograph": "original.see",
    "answer": "assignment.see",
    "income": "income.see",
    "income_import": "income.record",
    "fact": "assessment.see",
    "bulletin": "problem.see",
    "ledger-month": "problem.export",
    "paper": "paper.see",
    "template": "paper.template",
}
"""The right that opens a file of this kind in its area; other kinds open for nobody."""

_SIGNATURES: Final = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"%PDF-", "application/pdf"),
)


def path_of(sha256: str) -> Path:
    """Where the bytes with this hash are kept."""
    return Path(settings.DATA_DIR) / "files" / sha256[:2] / sha256


def file_for(actor: Actor, sha256: str) -> StoredFile:
    """The file that the actor may open, or "not found", the same for absent and for another area's.

    The same bytes may have been kept several times, for several objects: one right is enough.
    """
    for kind, verb in VERB_OF_KIND.items():
        kept = StoredFile.objects.visible_to(actor, verb).filter(sha256=sha256, kind=kind).first()
        if kept is not None:
            return kept
    raise Refused("NOT_FOUND", what="文件", code=sha256[:12])


def media_type_of(path: Path) -> str:
    """What a file is by its first bytes: a photograph, a scan, or just bytes to be saved."""
    with path.open("rb") as file:
        head = file.read(16)
    for signature, media_type in _SIGNATURES:
        if head.startswith(signature):
            return media_type
    return "application/octet-stream"
