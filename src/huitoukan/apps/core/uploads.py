"""Uploaded tables as a form receives them: there at all, not too big, a bare name.

What is inside is judged by the reader, in its own process.
"""

from __future__ import annotations

from pathlib import PurePosixPath, PureWindowsPath
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from huitoukan.apps.core.language import refusal_text
from huitoukan.domain.refusals import Refused


def bare_name(name: str) -> str:
    """The last part of a file name, whatever folder an old browser sent along."""
    return PurePosixPath(PureWindowsPath(name).name).name[:200]


def refuse_too_big(file: UploadedFile[bytes]) -> None:
    """A file above the limit of the settings is refused before anything is kept."""
    largest = settings.UPLOAD_LARGEST_BYTES
    if (file.size or 0) > largest:
        refused = Refused(
            "FILE_TOO_BIG",
            name=bare_name(file.name or ""),
            size_mb=(file.size or 0) // 2**20,
            limit_mb=largest // 2**20,
        )
        raise ValidationError(refusal_text(refused))


class TableField(forms.FileField):
    """One uploaded table."""

    default_error_messages = {  # noqa: RUF012 - Django's own shape
        "required": _("没有选择文件。"),
        "missing": _("没有选择文件。"),
        "empty": _("文件是空的。"),
        "invalid": _("没有收到文件，请重新选择后上传。"),
    }
    default_validators = [refuse_too_big]  # noqa: RUF012


class ManyFiles(forms.ClearableFileInput):
    """A file input that takes several files."""

    allow_multiple_selected = True


class TablesField(TableField):
    """Several uploaded tables; the first that is wrong refuses all."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> Any:
        """The files, each checked like a single one."""
        files = data if isinstance(data, list | tuple) else [data] if data else []
        one = super().clean
        return [one(file, initial) for file in files] if files else [one(None, initial)]
