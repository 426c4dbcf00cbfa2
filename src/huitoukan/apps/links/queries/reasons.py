"""The evidence of a link in the language of the interface; the method says it in Chinese."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

SEPARATOR: Final = "；"
"""Between the parts of `linking.evidence.Evidence.reason`."""

REASONS: Final = (
    gettext_noop("号码相同"),
    gettext_noop("15位号码与18位号码相符"),
    gettext_noop("号码差一处"),
    gettext_noop("号码只差末四位中的一处"),
    gettext_noop("号码差两处"),
    gettext_noop("号码只差末四位中的两处"),
    gettext_noop("号码末三位被表格软件清零"),
    gettext_noop("号码未遮盖的部分相同"),
    gettext_noop("号码不同"),
    gettext_noop("没有可比的号码"),
    gettext_noop("姓名相同"),
    gettext_noop("姓名只差间隔号"),
    gettext_noop("姓名同音"),
    gettext_noop("姓名字形相近"),
    gettext_noop("姓名少字"),
    gettext_noop("姓名两字颠倒"),
    gettext_noop("姓名差一字"),
    gettext_noop("名相同或同音、姓不同"),
    gettext_noop("姓名不同"),
    gettext_noop("出生日期相同"),
    gettext_noop("出生日期差一处"),
    gettext_noop("出生日期不同"),
    gettext_noop("同村"),
    gettext_noop("村不同"),
    gettext_noop("村未填"),
)
"""Everything that the method may say; a test holds it to its enumerations."""


def reason_words(reason: str) -> str:
    """What agrees and what does not, part by part."""
    return _("；").join(_(part) for part in reason.split(SEPARATOR) if part)
