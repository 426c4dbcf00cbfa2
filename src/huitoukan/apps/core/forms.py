"""From a form's errors to a refusal that says them."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext as _

from huitoukan.domain.refusals import Refused


def refusal_of(form: forms.BaseForm) -> Refused:
    """FORM_INVALID with the form's own sentences, field by field."""
    sentences: list[str] = []
    for name, errors in form.errors.items():
        label = form.fields[name].label if name in form.fields else ""
        sentences.extend(f"{label}{_('：') if label else ''}{error}" for error in errors)
    return Refused("FORM_INVALID", errors=_("；").join(sentences))
