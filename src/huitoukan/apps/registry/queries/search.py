"""Finding households by the words of a search box, at any size of the registry.

A rare word is looked up first and its households are taken; a word that very many households have
(a surname alone) is asked of the households in the order of the list instead. Both are read off an
index; which one it is, is counted, because the planners of databases guess badly about prefixes.
"""

from __future__ import annotations

from typing import Any, Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from huitoukan.apps.core.scope import ScopedQuerySet
from huitoukan.apps.registry.fields import begins_with
from huitoukan.apps.registry.models import Household, Member, SearchKey
from huitoukan.apps.registry.names import Asked, KeyKind, asked_for, last_of_id
from huitoukan.domain.identity import clean_id

RARE: Final = 30_000
"""A word with at most so many keys is looked up first: some 30,000 rows are read in 0.1 s."""
_WHY: Final = "the households that they narrow are scoped"


def search_households(
    households: ScopedQuerySet[Household], words: str
) -> ScopedQuerySet[Household]:
    """The households that have every word: names, initials, pinyin, numbers, telephones.

    No word at all leaves them as they are; a word of dots alone finds nobody.
    """
    asked = asked_for(words)
    if words.strip() and not asked:
        return households.none()
    for word in asked:
        keys = _keys(word)
        if word.id_no:
            households = households.filter(Q(pk__in=keys[: RARE + 1]) | Q(pk__in=_owners(word)))
        elif is_rare(word):
            # The limit keeps the database from turning the question round.
            households = households.filter(pk__in=keys[:RARE])
        else:
            found = SearchKey.objects.for_system(_WHY).filter(_met(word), household=OuterRef("pk"))
            households = households.filter(Exists(found))
    return households


def is_rare(word: Asked) -> bool:
    """Whether the word has at most RARE keys in the whole registry; read off the index."""
    return _keys(word)[: RARE + 1].count() <= RARE


def is_broad(words: str) -> bool:
    """Whether every word of the search is one that very many households have."""
    asked = asked_for(words)
    return bool(asked) and not any(word.id_no or is_rare(word) for word in asked)


def kinds_met(households: list[int], words: str) -> dict[int, set[KeyKind]]:
    """By which kinds of keys these households meet the first word, for "found by …"."""
    asked = asked_for(words)[:1]
    met: dict[int, set[KeyKind]] = {}
    for word in asked:
        if word.id_no:
            return {pk: {KeyKind.LAST_OF_ID} for pk in households}
        keys = SearchKey.objects.for_system(_WHY).filter(_met(word), household__in=households)
        for pk, kind in keys.values_list("household_id", "kind"):
            met.setdefault(pk, set()).add(KeyKind(kind))
    return met


def _met(word: Asked) -> Q:
    text = Q(key=word.word) if word.is_whole else begins_with("key", word.word)
    return text & Q(kind__in=[kind.value for kind in word.kinds])


def _keys(word: Asked) -> QuerySet[SearchKey, Any]:
    keys = SearchKey.objects.for_system(_WHY).filter(_met(word))
    return keys.order_by().values("household_id")


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
