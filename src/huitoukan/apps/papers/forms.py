"""The shape of what is typed: which paper, its objects and fields; a template; a receipt."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from huitoukan.apps.core.uploads import refuse_too_big
from huitoukan.apps.papers.queries.subjects import MOST_AT_ONCE, Wanted, numbers_in
from huitoukan.domain.refusals import Refused
from huitoukan.rules.shapes.campaign import PaperKind

LONGEST = 3000
_LETTER_FIELDS = ("文号", "抄送")


def wanted_of(kind: PaperKind, post: QueryDict) -> Wanted:
    """What the form asks for; Refused PAPER_ASKS for a day that is none."""
    asks = {ask.name: post.get(ask.name, "")[:LONGEST] for ask in kind.asks}
    for ask in kind.asks:
        if ask.kind == "date" and asks[ask.name]:
            try:
                date.fromisoformat(asks[ask.name])
            except ValueError:
                raise Refused("PAPER_ASKS", title=kind.title.zh, missing=(ask.name,)) from None
    asks |= {name: post.get(name, "")[:300] for name in _LETTER_FIELDS}
    ticked = post.getlist("codes")
    objects = tuple(ticked) or numbers_in(post.get("objects", ""))
    if len(objects) > 10 * MOST_AT_ONCE:
        raise Refused("PAPER_TOO_MANY", most=MOST_AT_ONCE, n=len(objects))
    return Wanted(
        kind=kind.id,
        place=post.get("place", ""),
        objects=objects,
        is_every=post.get("every") == "1",
        asks=asks,
    )


class IssueForm(forms.Form):
    """How many copies and problems the preview showed."""

    seen = forms.IntegerField(min_value=0, label=_("预览"))
    copies = forms.IntegerField(min_value=1, label=_("份数"))


class ReceiveForm(forms.Form):
    """Which addressee, and who signed."""

    receipt = forms.IntegerField(min_value=1, label=_("签收单位"))
    name = forms.CharField(required=False, max_length=64, label=_("签收人"))


class ByHandForm(forms.Form):
    """On which day the person signed on paper."""

    on = forms.DateField(label=_("签字日期"))


class VoidForm(forms.Form):
    """Why a paper is voided."""

    reason = forms.CharField(max_length=200, label=_("理由"))


class ResultsForm(forms.Form):
    """A filled checklist."""

    file: Any = forms.FileField(
        label=_("填好的清单"),
        validators=[refuse_too_big],
        error_messages={"required": _("没有选择文件。"), "empty": _("文件是空的。")},
    )


class TakeForm(forms.Form):
    """Which kept checklist, and how many rows the preview said could be taken."""

    sha256 = forms.RegexField(r"^[0-9a-f]{64}$")
    seen = forms.IntegerField(min_value=0)


class TemplateForm(forms.Form):
    """A template."""

    file: Any = forms.FileField(
        label=_("模板（.docx）"),
        validators=[refuse_too_big],
        error_messages={"required": _("没有选择文件。"), "empty": _("文件是空的。")},
    )
    note = forms.CharField(required=False, max_length=200, label=_("说明"))
