"""The form that asks for a try of a changed rule."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _

from huitoukan.apps.rulebook.queries.tried import FILE, INSTALLED, PARAM

LARGEST: Final = 64 * 1024
"""Bytes of a rule file; the largest of ours has six thousand."""


class TryForm(forms.Form):
    """What is changed: by a file, one number, or to what the installed release says."""

    how = forms.ChoiceField(choices=[(one, one) for one in (FILE, PARAM, INSTALLED)])
    rule = forms.CharField(required=False, max_length=10)
    name = forms.CharField(required=False, max_length=60)
    value = forms.CharField(required=False, max_length=40)
    file = forms.FileField(required=False)

    def clean(self) -> dict[str, Any]:
        """A file there where one is meant, small and in UTF-8; its text stands under `text`."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("how") != FILE:
            return cleaned
        file = cleaned.get("file")
        if file is None:
            raise forms.ValidationError(_("没有选择文件。"))
        if file.size > LARGEST:
            raise forms.ValidationError(_("规则文件不应超过 64 KB。"))
        try:
            cleaned["text"] = file.read().decode("utf-8-sig")
        except UnicodeDecodeError:
            raise forms.ValidationError(_("规则文件应为 UTF-8 编码。")) from None
        return cleaned
