"""Fills the shapes of pages.py: the journal's lines with the check of their chain."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any, Final

from django.db.models import Q, QuerySet
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.language import listed
from huitoukan.apps.core.pages import FilterField, Filters, KeyValue
from huitoukan.apps.core.showing import filters_of, language, page_of, select
from huitoukan.apps.journal import queries
from huitoukan.apps.journal.models import Entry
from huitoukan.apps.journal.pages import ChainCheck, JournalLine, JournalPage
from huitoukan.domain.verbs import VERBS, verb_label

# Object kind -> URL name of its page, and whether the object's code stands in the address. Names
# only: the journal knows no app above it, and an object outlives its page.
PAGES: Final[dict[str, tuple[str, bool]]] = {
    "bulletin": ("problems:bulletins", False),
    "delivery": ("sources:delivery", True),
    "hit": ("comparison:hit", True),
    "import": ("registry:batch", True),
    "assessment": ("assessment:run", True),
    "household_verdict": ("assessment:runs", False),
    "listing_doubt": ("assessment:doubts", False),
    "job": ("jobs:detail", True),
    "ledger": ("problems:list", False),
    "people": ("accounts:people", False),
    "problem": ("problems:detail", True),
    "registry": ("registry:list", False),
    "run": ("comparison:run", True),
    "scorecards": ("rulebook:scorecards", False),
    "snapshot": ("registry:snapshots", False),
    "try": ("rulebook:tries", False),
}
HASH_HEAD: Final = 12
"""How many characters of a hash are shown."""


def kind_label(kind: str) -> str:
    """The kind of an object in words."""
    return {
        "assessment": _("达标核查"),
        "household_verdict": _("一户的核定"),
        "listing_doubt": _("识别退出疑点"),
        "bulletin": _("问题清单"),
        "campaign": _("任务"),
        "delivery": _("报送批次"),
        "file": _("文件"),
        "hit": _("疑点"),
        "import": _("导入批次"),
        "job": _("后台任务"),
        "ledger": _("问题台账"),
        "people": _("人员"),
        "places": _("区划"),
        "problem": _("问题"),
        "registry": _("名册"),
        "run": _("比对"),
        "scorecards": _("规则成绩单"),
        "snapshot": _("名册快照"),
        "try": _("规则试运行"),
    }.get(kind, kind)


def detail_label(name: str) -> str:
    """What a detail of a line is, in words; an unknown one keeps its name in the program."""
    return {
        "altered": _("与冻结时不一致的文件"),
        "appointed": _("任职"),
        "basis": _("依据文号"),
        "before": _("原数"),
        "calendar": _("日历"),
        "change": _("变更类型"),
        "changes": _("区划变更"),
        "content_hash": _("内容校验值"),
        "created": _("新增"),
        "dataset": _("数据集"),
        "households": _("户数"),
        "missing": _("缺少的文件"),
        "n_rejected": _("退回行数"),
        "n_rows": _("行数"),
        "n_unkeyed": _("无法匹配行数"),
        "name": _("文件名"),
        "on": _("生效日期"),
        "pack": _("规则包"),
        "pack_hash": _("规则包校验值"),
        "persons": _("人数"),
        "reason": _("理由"),
        "rule": _("规则"),
        "sha256": _("文件校验值"),
        "sheets": _("工作表行数"),
        "state": _("状态"),
        "updated": _("更新"),
        "verdict": _("结论"),
    }.get(name, name)


def journal_page(actor: Actor, params: Mapping[str, str], *, at: datetime) -> JournalPage:
    """[journal:list] Who did what, newest first; the chain is checked for the lines shown."""
    path = reverse("journal:list")
    entries, pager = page_of(_asked_for(queries.lines_for(actor), params), path, params)
    intact = queries.intact(entries)
    return JournalPage(
        filters=_filters(params, path),
        lines=tuple(_line(entry, intact[entry.pk]) for entry in entries),
        pager=pager,
        chain=ChainCheck(len(entries), sum(not fine for fine in intact.values()), at),
    )


def _asked_for(lines: QuerySet[Entry], params: Mapping[str, str]) -> QuerySet[Entry]:
    """The lines that the query area asks for; a day that is none finds nothing."""
    for name, field in (("kind", "object_kind"), ("verb", "verb")):
        if params.get(name):
            lines = lines.filter(**{field: params[name]})
    for word in params.get("q", "").split():
        lines = lines.filter(
            Q(object_code__icontains=word) | Q(actor_name__contains=word)
            | Q(actor_code=word) | Q(summary__contains=word)
        )  # fmt: skip
    for name, lookup, clock in (("from", "at__gte", time.min), ("to", "at__lte", time.max)):
        if value := params.get(name):
            try:
                day = date.fromisoformat(value)
            except ValueError:
                return lines.none()
            lines = lines.filter(**{lookup: timezone.make_aware(datetime.combine(day, clock))})
    return lines


def _filters(params: Mapping[str, str], path: str) -> Filters:
    kinds = sorted({*PAGES, "campaign", "file", "places"})
    fields = (
        FilterField(
            "q",
            _("关键词"),
            "text",
            value=params.get("q", ""),
            placeholder=_("编号、姓名、账号、事由"),
        ),
        select("kind", _("对象"), [(kind, kind_label(kind)) for kind in kinds], params),
        select("verb", _("权限"), [(verb, verb_label(verb, language())) for verb in VERBS], params),
        FilterField("from", _("日期起"), "date", value=params.get("from", "")),
        FilterField("to", _("日期止"), "date", value=params.get("to", "")),
    )
    return filters_of(path, params, fields)


def _line(entry: Entry, is_intact: bool) -> JournalLine:
    return JournalLine(
        at=entry.at,
        actor=entry.actor_name,
        post=entry.actor_post,
        verb=verb_label(entry.verb, language()) if entry.verb in VERBS else entry.verb,
        object_kind=kind_label(entry.object_kind),
        object_code=entry.object_code,
        object_href=_href(entry),
        summary=entry.summary,
        details=tuple(
            KeyValue(detail_label(name), _words(value)) for name, value in entry.details.items()
        ),
        reason=entry.reason,
        seq=entry.seq,
        hash_head=entry.hash[:HASH_HEAD],
        is_intact=is_intact,
    )


def _href(entry: Entry) -> str:
    """The page of the object; nothing when there is none at this code (any more)."""
    name, has_code = PAGES.get(entry.object_kind, ("", False))
    try:
        return reverse(name, args=[entry.object_code] if has_code else []) if name else ""
    except NoReverseMatch:
        return ""


def _words(value: Any) -> str:
    if isinstance(value, list):
        return listed(_words(each) for each in value)
    if isinstance(value, dict):
        return _("，").join(f"{key}{_('：')}{_words(each)}" for key, each in value.items())
    return "" if value is None else str(value)
