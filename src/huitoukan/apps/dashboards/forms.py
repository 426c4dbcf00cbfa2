"""The forms of the pages about places: a change of areas, a reported figure."""

from __future__ import annotations

from collections.abc import Iterator

from django import forms
from django.utils.translation import gettext_lazy as _

from huitoukan.apps.places.services.changes import AskedChange, Stated
from huitoukan.apps.places.services.figures import MOST, Reported
from huitoukan.apps.places.services.lists import several
from huitoukan.domain.borders import KIND_WORDS, ChangeKind
from huitoukan.domain.counts import PART_WORDS, Part

_DAY = {"invalid": _("请填写日期，例如 2026-12-15。")}


class ChangeForm(forms.Form):
    """One change of areas; each line of `old` and `new` is a code, a name, a code above."""

    kind = forms.ChoiceField(choices=[(k.value, KIND_WORDS[k][0]) for k in ChangeKind])
    on = forms.DateField(label=_("生效日期"), error_messages=_DAY)
    old = forms.CharField(required=False, max_length=4000, label=_("变更前"))
    new = forms.CharField(required=False, max_length=4000, label=_("变更后"))
    basis = forms.CharField(max_length=120, label=_("依据文号"))
    groups = forms.CharField(required=False, max_length=4000, label=_("按村民小组划分"))
    numbers = forms.CharField(required=False, max_length=40000, label=_("按名单划分"))
    note = forms.CharField(required=False, max_length=300, label=_("说明"))

    def asked(self) -> AskedChange:
        """What was filled in."""
        filled = self.cleaned_data
        return AskedChange(
            kind=ChangeKind(filled["kind"]),
            on=filled["on"],
            basis=filled["basis"],
            old=tuple(stated(line) for line in _lines(filled["old"])),
            new=tuple(stated(line) for line in _lines(filled["new"])),
            note=filled["note"],
            groups=dict(shares(filled["groups"])),
            numbers=dict(shares(filled["numbers"])),
        )


def _lines(text: str) -> Iterator[str]:
    yield from (line for line in text.splitlines() if line.strip())


def stated(line: str) -> Stated:
    """An area from a line: code, name, code above; a line without a code is a name."""
    words = line.split()
    if not words[0].isascii():
        return Stated("", words[0], *words[1:2])
    return Stated(*words[:3])


def shares(text: str) -> Iterator[tuple[str, str]]:
    """Groups or numbers to codes, from lines of a code and what belongs to it."""
    for line in _lines(text):
        code, *rest = line.replace("：", " ").replace("=", " ").split(maxsplit=1)
        for part in several(" ".join(rest)):
            yield part, code


class FigureForm(forms.Form):
    """One reported figure."""

    code = forms.CharField(max_length=12, label=_("区划代码"))
    on = forms.DateField(label=_("截至日期"), error_messages=_DAY)
    part = forms.ChoiceField(
        required=False, choices=[(p.value, PART_WORDS[p][0]) for p in Part], label=_("口径")
    )
    households = forms.IntegerField(min_value=0, max_value=MOST, label=_("户数"))
    persons = forms.IntegerField(required=False, min_value=0, max_value=MOST, label=_("人数"))
    source = forms.CharField(max_length=120, label=_("出处"))

    def said(self) -> Reported:
        """What was filled in."""
        filled = self.cleaned_data
        return Reported(
            filled["code"],
            filled["on"],
            Part(filled["part"]),
            filled["households"],
            filled["persons"],
            filled["source"],
        )
