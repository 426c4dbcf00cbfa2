"""Writing the journal, and the decorator that makes a function a use case."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from django.db import connection, transaction
from django.utils import timezone

from huitoukan.apps.core.actor import Actor
from huitoukan.apps.journal.models import Entry
from huitoukan.domain.refusals import Refused
from huitoukan.domain.verbs import VERBS, verb_label

P = ParamSpec("P")
R = TypeVar("R")


class _UseCase:
    """The use case that is running: who, by what verb and right, and how many lines it wrote."""

    def __init__(self, actor: Actor, verb: str, reason: str) -> None:
        self.actor = actor
        self.verb = verb
        self.reason = reason
        self.n_lines = 0


_running: ContextVar[_UseCase | None] = ContextVar("use_case", default=None)


def record(kind: str, code: str, summary: str, *, area_path: str = "", **details: object) -> None:
    """Write a line about an object, inside the running use case and its transaction.

    Details are plain JSON values; never a full ID number, telephone or account.
    """
    case = _running.get()
    if case is None:
        raise RuntimeError("record() outside a use case")
    _wait_for_other_writers(kind, code)
    last = (
        Entry.objects.filter(object_kind=kind, object_code=code)
        .order_by("-seq")
        .values("seq", "hash")
        .first()
    )
    entry = Entry(
        at=timezone.now().astimezone(UTC),
        actor_code=case.actor.code,
        actor_name=case.actor.name,
        actor_post=case.actor.post[:128],
        verb=case.verb,
        reason=case.reason[:200],
        object_kind=kind,
        object_code=code,
        area_path=area_path,
        summary=summary[:300],
        details=details,
        seq=last["seq"] + 1 if last else 1,
        previous=last["hash"] if last else "",
    )
    entry.hash = entry.computed_hash()
    entry.save(force_insert=True)
    case.n_lines += 1


def _wait_for_other_writers(kind: str, code: str) -> None:
    """Two writers about one object take turns, until the first one's transaction ends.

    Without it both would read the same last line, and the second would fail on its number. On
    SQLite every writing transaction is alone from its beginning.
    """
    if connection.vendor == "postgresql":
        digest = hashlib.blake2b(f"{kind}|{code}".encode(), digest_size=8).digest()
        key = int.from_bytes(digest, "big", signed=True)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key])


def use_case(
    verb: str | Callable[..., str],
) -> Callable[[Callable[Concatenate[Actor, P], R]], Callable[Concatenate[Actor, P], R]]:
    """Make a function of `services` a use case: one transaction, the right asked, a line written.

    `verb` may be a function of the call's own arguments, for steps whose right depends on the step.
    A use case that calls another runs inside it; each asks for its own right.
    """

    def decorate(
        change: Callable[Concatenate[Actor, P], R],
    ) -> Callable[Concatenate[Actor, P], R]:
        @wraps(change)
        def run(actor: Actor, /, *args: P.args, **kwargs: P.kwargs) -> R:
            name = verb if isinstance(verb, str) else verb(*args, **kwargs)
            answer = actor.may(name)
            if not answer:
                raise Refused("NOT_ALLOWED", verb=verb_label(name))
            case = _UseCase(actor, name, answer.reason)
            token = _running.set(case)
            try:
                with transaction.atomic():
                    result = change(actor, *args, **kwargs)
                    if not case.n_lines:
                        raise RuntimeError(f"{change.__qualname__} wrote no journal line")
                    return result
            finally:
                _running.reset(token)

        run.use_case_verb = verb  # type: ignore[attr-defined]
        return run

    if isinstance(verb, str) and verb not in VERBS:
        raise KeyError(f"verb {verb!r} is not in the vocabulary")
    return decorate


def details_of(**values: Any) -> dict[str, Any]:
    """Values for a line's details, without the empty ones."""
    return {key: value for key, value in values.items() if value not in (None, "", [], ())}
