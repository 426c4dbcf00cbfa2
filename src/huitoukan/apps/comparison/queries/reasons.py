"""Why nothing can be said, and how a doubt stands: the short answers of a run in words."""

from __future__ import annotations

from django.utils.translation import gettext as _

from huitoukan.apps.comparison.models import Hit
from huitoukan.apps.core.language import listed
from huitoukan.apps.core.showing import column_label, language
from huitoukan.domain import doubts
from huitoukan.domain.doubts import Standing
from huitoukan.rules.pack import Pack


def why_cannot_tell(why: str, pack: Pack) -> str:
    """Why nothing can be said of some objects, or why a doubt was not compared, in words.

    Several reasons stand one after another.
    """
    told, *others = [_why(one, pack) for one in why.split(";")]
    for other in others:
        told = _("{one}；{other}").format(one=told, other=other)
    return told


def _why(why: str, pack: Pack) -> str:
    kind, _colon, rest = why.partition(":")
    if kind == "source_missing":
        return _("缺少部门数据：{names}").format(names=_data_sets(rest, pack))
    if kind == doubts.VILLAGE_UNCOVERED:
        return _("这次的部门数据里没有这个村的行：{names}").format(names=_data_sets(rest, pack))
    if kind == doubts.PERIOD_UNCOVERED:
        return _("这次的部门数据里没有这个时期的行：{names}").format(names=_data_sets(rest, pack))
    if kind == "column_missing":
        places = [one.split(".") for one in rest.split(",")]
        names = [column_label(pack.fields[table].column(name), name) for table, name in places]
        return _("名册中这些列没有内容：{names}").format(names=listed(names))
    return {
        "no_key": _("证件号码不可用，无法匹配"),
        "no_consent": _("{n} 个对象没有有效的承诺授权，未作比对").format(n=rest),
        "no_authorisations": _("没有导入承诺授权名单，{n} 个对象未作比对").format(n=rest),
        "stopped": _("超出时间或内存上限，已停止"),
        doubts.LINK_WITHDRAWN: _("关联已撤销"),
        doubts.LEFT_OUT: _("这次没有执行这条规则"),
        doubts.NOT_IN_FORCE: _("比对日不在规则有效期内"),
        doubts.REMOVED: _("规则包里已没有这条规则"),
        doubts.EARLIER_DAY: _("这次的比对日早于疑点最近一次出现的比对日"),
        doubts.VILLAGE_MISSING: _("这次的名册里没有这个村"),
        doubts.RULE_CHANGED: _("规则已修订"),
    }.get(kind, why)


def _data_sets(codes: str, pack: Pack) -> str:
    return listed(
        pack.sources[code].title.in_(language()) if code in pack.sources else code
        for code in codes.split(",")
    )


def reason_label(why: str) -> str:
    """The kind of a reason, for counts."""
    kind = why.partition(":")[0]
    return {
        "source_missing": _("缺少部门数据"),
        "column_missing": _("名册缺列"),
        "no_key": _("证件号码不可用"),
        "no_consent": _("没有承诺授权"),
        "no_authorisations": _("没有承诺授权"),
        "stopped": _("超出上限"),
    }.get(kind, kind)


def standing_label(standing: str) -> str:
    """What the newest run says of a doubt."""
    return {
        Standing.NEW: _("新增"),
        Standing.STILL: _("仍在"),
        Standing.BACK: _("再次出现"),
        Standing.GONE: _("不再出现"),
        Standing.NOT_COMPARED: _("本次未比对"),
    }[Standing(standing)]


def standing_words(hit: Hit, pack: Pack) -> str:
    """How a doubt stands and why, where that needs saying; nothing of one that is new or stays."""
    if hit.standing in (Standing.NEW, Standing.STILL):
        return ""
    words = standing_label(hit.standing)
    why = why_cannot_tell(hit.why, pack) if hit.why else ""
    return _("{words}（{why}）").format(words=words, why=why) if why else words
