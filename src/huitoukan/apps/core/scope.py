"""Scoped tables: a queryset that refuses to be evaluated before it was told for whom.

`visible_to(actor)` compares the area path (and the department where the table has one);
`for_system(why)` says why no actor is needed. This is a net below the queries, not the gate:
it does not see subqueries, joins through another table's filter, `select_related` or raw SQL.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any, Self, TypeVar

from django.db import models
from django.db.models import Q

from huitoukan.apps.core.actor import Actor

M_co = TypeVar("M_co", bound=models.Model, covariant=True)


class UnscopedError(RuntimeError):
    """A scoped table was read without saying for whom; a programming error."""


class ScopedQuerySet(models.QuerySet[M_co]):
    """A queryset that fails closed; the model names `SCOPE_AREA` and `SCOPE_DEPARTMENT`."""

    _is_scoped: bool = False

    def visible_to(self, actor: Actor, verb: str | None = None) -> Self:
        """Rows in the actor's areas; with `verb`, only areas where the actor holds that verb."""
        if actor.is_system:
            return self.for_system("the system acts")
        area: str = self.model.SCOPE_AREA  # type: ignore[attr-defined]
        department: str = getattr(self.model, "SCOPE_DEPARTMENT", "")
        seen = Q(pk__in=[])
        for grant in actor.grants:
            if verb is not None and verb not in grant.verbs:
                continue
            here = Q(**{f"{area}__path__startswith": grant.path})
            if grant.department:
                if not department:
                    continue  # a department sees no table that does not say whose row it is
                here &= Q(**{department: grant.department})
            seen |= here
        scoped = self.filter(seen)
        scoped._is_scoped = True
        return scoped

    def for_system(self, why: str) -> Self:
        """All rows, for work that no single person asks for; `why` is for the reader."""
        if not why:
            raise UnscopedError("for_system() needs its reason")
        scoped = self.all()
        scoped._is_scoped = True
        return scoped

    def _clone(self) -> Self:
        clone: Self = super()._clone()  # type: ignore[misc]
        clone._is_scoped = self._is_scoped
        return clone

    def _demand_scope(self) -> None:
        if not self._is_scoped:
            raise UnscopedError(
                f"{self.model.__name__} was read without visible_to(actor) or for_system(why)"
            )

    def _demand_scopes(self, *others: Any) -> None:
        """Rows put together must each be scoped: the sum would carry the first one's mark."""
        for rows in (self, *others):
            if isinstance(rows, ScopedQuerySet):
                rows._demand_scope()

    def __or__(self, other: Any) -> Self:
        self._demand_scopes(other)
        return super().__or__(other)

    def __and__(self, other: Any) -> Self:
        self._demand_scopes(other)
        return super().__and__(other)

    def __xor__(self, other: Any) -> Self:
        self._demand_scopes(other)
        return super().__xor__(other)

    def _combinator_query(self, combinator: str, *others: Any, **kwargs: Any) -> Self:
        self._demand_scopes(*others)
        found: Self = super()._combinator_query(combinator, *others, **kwargs)  # type: ignore[misc]
        return found

    def _fetch_all(self) -> None:
        self._demand_scope()
        super()._fetch_all()

    def iterator(self, *args: Any, **kwargs: Any) -> Iterator[M_co]:
        """Rows one by one, if scoped."""
        self._demand_scope()
        return super().iterator(*args, **kwargs)

    def aiterator(self, *args: Any, **kwargs: Any) -> AsyncIterator[M_co]:
        """Rows one by one for asynchronous code, if scoped."""
        self._demand_scope()
        return super().aiterator(*args, **kwargs)

    def aggregate(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Aggregates, if scoped."""
        self._demand_scope()
        return super().aggregate(*args, **kwargs)

    def count(self) -> int:
        """The number of rows, if scoped."""
        self._demand_scope()
        return super().count()

    def exists(self) -> bool:
        """Whether there is a row, if scoped."""
        self._demand_scope()
        return super().exists()

    def update(self, **kwargs: Any) -> int:
        """Change rows, if scoped."""
        self._demand_scope()
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        """Delete rows, if scoped."""
        self._demand_scope()
        return super().delete()

    def in_bulk(self, *args: Any, **kwargs: Any) -> dict[Any, M_co]:
        """Rows by key, if scoped."""
        self._demand_scope()
        return super().in_bulk(*args, **kwargs)
