"""The values behind a doubt, side by side, and how they were found for each other."""

from __future__ import annotations

from django.utils.translation import gettext as _

from huitoukan.apps.comparison import pages
from huitoukan.apps.comparison.models import LINK, ROW_COUNT, Hit
from huitoukan.apps.core.showing import column_label, language, shown_value
from huitoukan.apps.sources.models import Delivery
from huitoukan.rules.pack import Pack
from huitoukan.rules.shapes.comparing import Rule
from huitoukan.rules.shapes.tables import REGISTRY


def table_title(pack: Pack, table: str) -> str:
    """A table's name in the language of the interface."""
    found = pack.table(table)
    return found.title.in_(language()) if found else table


def matched_by(hit: Hit, rule: Rule) -> str:
    """By which key the rows of a doubt were found for each other, in words."""
    words = {
        "person": _("公民身份号码前 17 位一致，校验位单独核对"),
        "household": _("户编号一致"),
        "village": _("行政村代码一致"),
        LINK: _("证件号码不可用，由人按姓名、出生日期、村关联"),
    }
    # A doubt of an earlier release kept neither its rows nor the key.
    match = hit.matched_by if hit.rows else rule.match or ""
    return words.get(match, _("名册内部比对，不需要匹配"))


def compared_facts(hit: Hit, pack: Pack) -> tuple[pages.ComparedFact, ...]:
    """The rows behind a doubt, line by line: what the registry says, what the department says."""
    lines: dict[str, tuple[str, str]] = {}
    for table, values in hit.facts.items():
        if table == ROW_COUNT:
            continue
        dataset = pack.table(table)
        for name, value in values.items():
            column = dataset.by_name.get(name) if dataset else None
            label = column_label(column, name)
            text = shown_value(column, value, pack.codes)
            registered, delivered = lines.get(label, ("", ""))
            if table in REGISTRY:
                lines[label] = (text, delivered)
            else:
                lines[label] = (registered, text)
    return tuple(
        pages.ComparedFact(
            label,
            registered,
            delivered,
            is_differing=bool(registered and delivered and registered != delivered),
        )
        for label, (registered, delivered) in lines.items()
    )


def file_words(delivery: Delivery) -> str:
    """A delivery's file, and its sheet where the file's name does not say it."""
    name, sheet = delivery.file.name, delivery.sheet
    return name if not sheet or name.startswith(sheet) else f"{name} · {sheet}"
