"""Why nothing can be said: the engine's short answers in words."""

from __future__ import annotations

from django.utils.translation import gettext as _

from huitoukan.apps.core.language import listed
from huitoukan.apps.core.showing import column_label, language
from huitoukan.rules.pack import Pack


def why_cannot_tell(why: str, pack: Pack) -> str:
    """Why nothing can be said of some objects, in words; several reasons one after another."""
    told, *others = [_why(one, pack) for one in why.split(";")]
    for other in others:
        told = _("{one}；{other}").format(one=told, other=other)
    return told


def _why(why: str, pack: Pack) -> str:
    kind, _colon, rest = why.partition(":")
    if kind == "source_missing":
        names = [pack.sources[code].title.in_(language()) for code in rest.split(",")]
        return _("缺少部门数据：{names}").format(names=listed(names))
    if kind == "column_missing":
        places = [one.split(".") for one in rest.split(",")]
        names = [column_label(pack.fields[table].column(name), name) for table, name in places]
        return _("名册中这些列没有内容：{names}").format(names=listed(names))
    if kind == "no_key":
        return _("证件号码不可用，无法匹配")
    if kind == "no_consent":
        return _("{n} 个对象没有有效的承诺授权，未作比对").format(n=rest)
    if kind == "no_authorisations":
        return _("没有导入承诺授权名单，{n} 个对象未作比对").format(n=rest)
    if kind == "stopped":
        return _("超出时间或内存上限，已停止")
    return why
