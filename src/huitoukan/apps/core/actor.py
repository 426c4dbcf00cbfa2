"""Who is acting: name, post, and the verbs held in which areas, each with its reason.

An `Actor` is a plain value made by `accounts.queries` (a person) or here (the system). Everything
that asks for rights or scope takes it as the first argument; nothing reads it from a thread.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from django.http import HttpRequest


@dataclass(frozen=True)
class Grant:
    """Verbs held in one area's subtree, for one department or all, and why."""

    path: str
    verbs: frozenset[str]
    reason: str
    department: str = ""
    area_code: str = ""
    area_name: str = ""
    level: str = ""


@dataclass(frozen=True)
class Answer:
    """Whether the actor may, and the reason: the appointment that says so, or its absence."""

    is_yes: bool
    reason: str

    def __bool__(self) -> bool:
        return self.is_yes


@dataclass(frozen=True)
class Actor:
    """A person (or the system) with what they may do today."""

    code: str
    name: str
    post: str = ""
    grants: tuple[Grant, ...] = ()
    is_system: bool = False
    own_areas: frozenset[str] = field(default=frozenset())
    """Paths of the villages in which the person holds a post of the village's own team."""

    def may(self, verb: str) -> Answer:
        """Whether any appointment of today gives this verb."""
        if self.is_system:
            return Answer(True, "系统")
        for grant in self.grants:
            if verb in grant.verbs:
                return Answer(True, grant.reason)
        return Answer(False, "没有任何岗位含有这项权限")

    @property
    def verbs(self) -> frozenset[str]:
        """Every verb held anywhere."""
        return frozenset().union(*(grant.verbs for grant in self.grants))


SYSTEM_CODE = "system"


def system_actor(name: str = "系统") -> Actor:
    """The program itself, for commands run by the owner of the machine and for background work."""
    return Actor(code=SYSTEM_CODE, name=name, post="命令行", is_system=True)


class ActorRequest(HttpRequest):
    """A request on which the middleware has put the actor."""

    actor: Actor
