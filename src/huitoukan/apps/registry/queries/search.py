"""Finding households by the words of a search box, at any size of the registry.

A rare word is looked up first and its households are taken; a word that very many households have
(a surname alone) is asked of the households in the order of the list instead. Both are read off an
index; which one it is, is counted, because the planners of databases guess badly about prefixes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Lower
from django.db.models.lookups import IsNull
from django.utils.translation import gettext as _

from huitoukan.apps.core.scope import ScopedQuerySet
from huitoukan.apps.registry.fields import begins_with
from huitoukan.apps.registry.models import Household, Member, SearchKey
from huitoukan.apps.registry.names import (
    Asked,
    KeyKind,
    asked_for,
    keys_of_name,
    last_of_id,
)
from huitoukan.domain.identity import clean_id

RARE: Final = 12_000
"""A word with at most so many keys is looked up first; as many are read in a tenth of a second."""
_IN_CHARACTERS: Final = frozenset({KeyKind.NAME, KeyKind.PART_OF_NAME})
_BY_NAME: Final = _IN_CHARACTERS | {KeyKind.INITIALS, KeyKind.PINYIN}
_WHY: Final = "the households that they narrow are scoped"


@dataclass(frozen=True)
class Words:
    """The words of a search, told apart by how many households have them.

    `is_empty` asks for nothing at all; words that can be nobody's leave both lists empty.
    """

    is_empty: bool
    rare: tuple[Asked, ...] = ()
    broad: tuple[Asked, ...] = ()


def words_of(text: str) -> Words:
    """The words of a search box, counted off the index: a few milliseconds for each."""
    rare: list[Asked] = []
    broad: list[Asked] = []
    for word in asked_for(text):
        is_rare = word.id_no or _keys(word)[: RARE + 1].count() <= RARE
        (rare if is_rare else broad).append(word)
    return Words(not text.strip(), tuple(rare), tuple(broad))


def with_rare(
    households: ScopedQuerySet[Household], words: Sequence[Asked]
) -> ScopedQuerySet[Household]:
    """The households that have all of these words, looked up by the words."""
    for word in words:
        # The limit keeps the database from turning the question round.
        met = Q(pk__in=_keys(word)[:RARE])
        households = households.filter(met | Q(pk__in=_owners(word)) if word.id_no else met)
    return households


def with_broad(
    households: ScopedQuerySet[Household], words: Sequence[Asked]
) -> ScopedQuerySet[Household]:
    """The households that have all of these words, asked of each household in turn."""
    for word in words:
        # A scalar, because an EXISTS would be turned round into a join.
        one = _own_keys(word).filter(household=OuterRef("pk")).values("household_id")[:1]
        households = households.filter(IsNull(Subquery(one), False))
    return households


def with_words(households: ScopedQuerySet[Household], text: str) -> ScopedQuerySet[Household]:
    """The households that have every word of a search box; all of them when it is empty."""
    words = words_of(text)
    if not (words.is_empty or words.rare or words.broad):
        return households.none()
    return with_broad(with_rare(households, words.rare), words.broad)


def having(word: Asked, households: Sequence[int]) -> set[int]:
    """Which of these households, by id, have the word."""
    keys = _own_keys(word).filter(household__in=households)
    return set(keys.values_list("household_id", flat=True))


def found_by(households: Sequence[Household], words: str) -> dict[int, str]:
    """By what each of these households meets the first word: one sentence part, by its id.

    The end of a number is not shown again. Three questions to the database, for a page of them.
    """
    words = words.strip()
    asked = asked_for(words)[:1]
    if not asked:
        return {}
    pks = [household.pk for household in households]
    keys = _own_keys(asked[0]).filter(household__in=pks)
    kinds: dict[int, set[KeyKind]] = {}
    for pk, kind in keys.values_list("household_id", "kind"):
        kinds.setdefault(pk, set()).add(KeyKind(kind))
    people: dict[int, list[str]] = {}
    members = Member.objects.for_system(_WHY).filter(household__in=pks)
    for pk, name in members.values_list("household_id", "name"):
        people.setdefault(pk, []).append(name)
    return {
        household.pk: _told(
            household.head_name, people.get(household.pk, []), kinds.get(household.pk), asked[0]
        )
        for household in households
    }


def _told(head: str, people: list[str], kinds: set[KeyKind] | None, asked: Asked) -> str:
    if kinds and KeyKind.HOUSEHOLD_NO in kinds:
        return _("户编号")
    if not kinds or not kinds & _BY_NAME:
        return _("证件后四位或电话")
    if _is_named(head, asked):
        return _("户主姓名") if kinds & _IN_CHARACTERS else _("姓名拼音")
    name = next((name for name in people if _is_named(name, asked)), "")
    return _("家庭成员 {name}").format(name=name)


def _is_named(name: str, asked: Asked) -> bool:
    return any(kind in _BY_NAME and key.startswith(asked.word) for kind, key in keys_of_name(name))


def _met(word: Asked, key: str = "key") -> Q:
    text = Q(**{key: word.word}) if word.is_whole else begins_with(key, word.word)
    return text & Q(kind__in=[kind.value for kind in word.kinds])


def _keys(word: Asked) -> QuerySet[SearchKey, Any]:
    keys = SearchKey.objects.for_system(_WHY).filter(_met(word))
    return keys.order_by().values("household_id")


def _own_keys(word: Asked) -> ScopedQuerySet[SearchKey]:
    """Keys that meet the word, to be narrowed to households, whose own keys are then read.

    The keys are in small letters already: LOWER keeps the index of all keys out of the question,
    which the database would otherwise read from end to end.
    """
    keys = SearchKey.objects.for_system(_WHY).annotate(text=Lower("key"))
    return keys.filter(_met(word, "text")).order_by()


def _owners(word: Asked) -> QuerySet[Member, Any]:
    """Households of the person with this very number, found by its last four characters."""
    with_last = SearchKey.objects.for_system(_WHY).filter(
        key=last_of_id(word.id_no), kind=KeyKind.LAST_OF_ID.value
    )
    return (
        Member.objects.for_system(_WHY)
        .filter(household__in=with_last.values("household_id"), id_no=clean_id(word.id_no))
        .order_by()
        .values("household_id")
    )
