"""The forms of department data: files or a named table, the follow-up of quality."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from huitoukan.apps.core.language import refusal_text
from huitoukan.apps.core.uploads import TablesField, bare_name
from huitoukan.domain.deliveries import ReportAction
from huitoukan.domain.refusals import Refused


def refuse_too_big(file: UploadedFile[bytes]) -> None:
    """Deliveries may be larger than other tables: they are read as a stream."""
    largest, size = settings.DELIVERY_LARGEST_BYTES, file.size or 0
    if size > largest:
        name = bare_name(file.name or "")
        refused = Refused(
            "FILE_TOO_BIG", name=name, size_mb=size // 2**20, limit_mb=largest // 2**20
        )
        raise ValidationError(refusal_text(refused))


class DeliveryField(TablesField):
    """Several files of a delivery."""

    default_validators = [refuse_too_big]  # noqa: RUF012


class DeliverForm(forms.Form):
    """Files, which data set they are when their headings do not say, and whether they are one."""

    tables = DeliveryField()
    dataset = forms.CharField(required=False, max_length=10)
    is_one = forms.BooleanField(required=False)


class TableForm(forms.Form):
    """The name of a database table that the server knows."""

    table = forms.CharField(max_length=100)


class StepForm(forms.Form):
    """A step of a quality report, with words where it needs some."""

    action = forms.TypedChoiceField(
        choices=[
            (one.value, one.value) for one in ReportAction if one is not ReportAction.REDELIVER
        ],
        coerce=ReportAction,
    )
    words = forms.CharField(required=False, max_length=1000)


class DueDayForm(forms.Form):
    """The day by which a data set is wanted, and why."""

    dataset = forms.CharField(max_length=10)
    due_on = forms.DateField()
    basis = forms.CharField(max_length=200)


def errors_of(form: forms.Form) -> list[Any]:
    """What is wrong with a form, as sentences."""
    return [str(text) for texts in form.errors.values() for text in texts]
