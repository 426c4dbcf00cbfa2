"""What one version of an account says differently from another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from django.utils.translation import gettext as _

from huitoukan.apps.incomes import pages
from huitoukan.apps.incomes.queries.words import said
from huitoukan.rules.pack import Pack

Content = Mapping[str, Any]
MONEY_KEYS: Final = ("amount", "months", "days", "quantity", "unit", "price", "cost")


def differences(before: Content, after: Content, pack: Pack) -> Iterator[pages.Difference]:
    """Lines, spending and members that came, went or changed, in the order of the sheet."""
    for part in ("lines", "spending"):
        yield from _of_lines(before.get(part) or [], after.get(part) or [], after, pack)
    old, new = _by_key(before["members"], "person_no"), _by_key(after["members"], "person_no")
    for number in (*old, *(key for key in new if key not in old)):
        one, other = old.get(number), new.get(number)
        if one != other:
            name = str((other or one or {}).get("name") or number)
            yield pages.Difference(
                _("成员 {name}").format(name=name), _member(one, other), _member(other, one)
            )


def _of_lines(
    before: Sequence[Content], after: Sequence[Content], sheet: Content, pack: Pack
) -> Iterator[pages.Difference]:
    """Lines are the same by item and person, in their order; their number may have moved."""
    old, new = _in_turn(before, pack), _in_turn(after, pack)
    names = {str(one.get("person_no")): one.get("name") for one in sheet["members"]}
    for key in (*old, *(key for key in new if key not in old)):
        one, other = _words(old.get(key)), _words(new.get(key))
        if one != other:
            code, person, _turn = key
            title = said(pack.items_by_word[code].title) if code in pack.items_by_word else code
            who = str(names.get(person) or person or _("全户"))
            yield pages.Difference(_("{item}（{who}）").format(item=title, who=who), one, other)


def _in_turn(lines: Sequence[Content], pack: Pack) -> dict[tuple[str, str, int], Content]:
    found: dict[tuple[str, str, int], Content] = {}
    for line in lines:
        word = str(line.get("item"))
        item = pack.items_by_word.get(word)
        code, person = item.code if item else word, str(line.get("person_no") or "")
        turn = sum((code, person) == key[:2] for key in found)
        found[code, person, turn] = line
    return found


def _words(line: Content | None) -> str:
    """A line in short: its figures, then what it rests on."""
    if line is None:
        return ""
    figures = " ".join(str(line[key]) for key in MONEY_KEYS if line.get(key) not in (None, ""))
    days = "–".join(str(line[key]) for key in ("from", "to") if line.get(key))
    rest = [str(line.get(key) or "") for key in ("evidence", "said_by", "basis")]
    return "，".join(text for text in (figures, days, *rest) if text)


def _member(one: Content | None, other: Content | None) -> str:
    if one is None:
        return ""
    keys = [key for key in one if other is None or one.get(key) != other.get(key)]
    return "，".join(str(one[key]) for key in keys if key != "person_no") or "—"


def _by_key(rows: Sequence[Content], key: str) -> dict[str, Content]:
    return {str(row.get(key) or n): row for n, row in enumerate(rows, 1)}
