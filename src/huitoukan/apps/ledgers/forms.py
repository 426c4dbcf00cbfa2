"""The shapes of what people send to a ledger: an entry, an act with its reason, a file."""

from __future__ import annotations

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from huitoukan.apps.core.uploads import TableField
from huitoukan.rules.shapes.tables import DataSet


class ActForm(forms.Form):
    """The version that the person has seen, and why."""

    seen = forms.IntegerField(min_value=1)
    why = forms.CharField(required=False, max_length=300, strip=True, label=_("原因"))


class UploadForm(forms.Form):
    """One file for a ledger."""

    table = TableField()


def texts_of(dataset: DataSet, posted: QueryDict) -> dict[str, str]:
    """The columns of a ledger as they were typed; one that was not sent is left out."""
    return {c.name: str(posted[c.name]) for c in dataset.columns if c.name in posted}
