"""The words under a photograph: when and where it was taken, and what people should look at."""

from __future__ import annotations

from dataclasses import replace

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.pages import Crumb, FileItem
from huitoukan.apps.files.models import Photograph
from huitoukan.apps.problems.queries.photographs import Looked
from huitoukan.apps.problems.queries.words import in_language
from huitoukan.domain.photographs import MARK_WORDS, Mark


def told_of_photograph(actor: Actor, item: FileItem, looked: Looked | None) -> FileItem:
    """The file with what is known of it as a photograph; other files as they are."""
    if looked is None:
        return item
    original = looked.photograph.original
    return replace(
        item,
        told=_told(looked.photograph),
        marks=tuple(_marks(looked)),
        original=reverse("files:file", args=[original.sha256]) if actor.may("original.see") else "",
    )


def _told(photograph: Photograph) -> str:
    if photograph.taken_at is None and photograph.place is None:
        return _("没有拍摄时间、位置，无法判断")
    taken = (
        _("{moment} 拍摄").format(
            moment=f"{timezone.localtime(photograph.taken_at):%Y-%m-%d %H:%M}"
        )
        if photograph.taken_at
        else _("没有拍摄时间")
    )
    place = (
        _("北纬 {north:.4f}°，东经 {east:.4f}°").format(
            north=photograph.place[0], east=photograph.place[1]
        )
        if photograph.place
        else _("没有位置")
    )
    return _("{taken}；{place}").format(taken=taken, place=place)


def _marks(looked: Looked) -> list[Crumb]:
    found = []
    for mark in looked.marks:
        words = in_language(MARK_WORDS[mark])
        if mark is not Mark.USED_ELSEWHERE:
            found.append(Crumb(words))
            continue
        found += [
            Crumb(f"{words}{_('：')}{code}", reverse("problems:detail", args=[code]))
            for code in looked.elsewhere
        ]
        if n := looked.n_hidden:
            hidden = _("本人看不到的 {n} 条").format(n=n)
            found.append(Crumb(f"{words}{_('：')}{hidden}"))
    return found
