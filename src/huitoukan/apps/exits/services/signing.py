"""Signing: each level in its turn signs, puts one household or all off, or refuses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from huitoukan.apps.core.actor import Actor
from huitoukan.apps.exits import queries
from huitoukan.apps.exits.models import Exit, ExitEvent
from huitoukan.apps.exits.queries.words import level_word
from huitoukan.apps.exits.services.proposing import demand_met
from huitoukan.apps.journal.services import record, use_case
from huitoukan.domain import exits
from huitoukan.domain.exits import OF_SIGNERS, OPEN, STEP_WORDS, ExitStep
from huitoukan.domain.refusals import Refused
from huitoukan.rules.shapes.exits import ExitKind


@dataclass(frozen=True)
class Said:
    """What goes with a step: words, the day to which it is put off, the household put off."""

    opinion: str = ""
    until: date | None = None
    number: str = ""


def take_step(
    actor: Actor, code: str, step: ExitStep, said: Said = Said(), *, at: datetime
) -> Exit:  # fmt: skip
    """Take a step with an exit. A signature needs verdicts that still hold.

    Raises Refused NOT_FOUND, EXIT_STATE, EXIT_LEVEL when another level's turn it is or the actor
    holds no post at it, EXIT_SAME_PERSON, EXIT_NOT_YOURS, EXIT_NOT_MET, EXIT_DEFER_DAY,
    EXIT_LAST_ONE, REASON_NEEDED, NOT_ALLOWED.
    """
    if step in OF_SIGNERS:
        return _sign(actor, code, step, said, at=at)
    return _withdraw(actor, code, said, at=at)


@use_case("exit.sign")
def _sign(actor: Actor, code: str, step: ExitStep, said: Said, *, at: datetime) -> Exit:
    made, kind = _held(actor, code)
    now = made.standing(kind)
    level = exits.turn_of(now)
    if level and not queries.signs_for(actor, level, made.area):
        raise Refused("EXIT_LEVEL", level=level_word(level))
    return _moved(actor, made, kind, step, said, level=level, at=at)


@use_case("exit.propose")
def _withdraw(actor: Actor, code: str, said: Said, *, at: datetime) -> Exit:
    made, kind = _held(actor, code)
    return _moved(actor, made, kind, ExitStep.WITHDRAW, said, level="", at=at)


def _held(actor: Actor, code: str) -> tuple[Exit, ExitKind]:
    """The exit as the actor sees it, held until the transaction ends."""
    seen = queries.exit_for(actor, code)
    made = (
        Exit.objects.for_system("loaded in the actor's scope")
        .select_for_update(of=("self",))
        .select_related("area", "run", "campaign__area", "campaign__pack")
        .defer("campaign__pack__content")
        .get(pk=seen.pk)
    )
    return made, queries.kind_of(made.campaign, made.kind)


def _moved(
    actor: Actor, made: Exit, kind: ExitKind, step: ExitStep, said: Said, *, level: str,
    at: datetime,
) -> Exit:  # fmt: skip
    on = timezone.localdate(at)
    made.state, made.n_signed = exits.after(
        step, made.standing(kind), who=actor.code, reason=said.opinion, on=on, until=said.until
    )
    if step is ExitStep.SIGN:
        _demand_still_met(made, kind)
    elif step is ExitStep.STRIKE:
        _strike(made, said)
    made.until = said.until if step is ExitStep.DEFER else None
    made.ended_at = None if made.stands in OPEN else at
    made.save(update_fields=["state", "n_signed", "until", "ended_at"])
    ExitEvent.objects.create(
        exit=made, step=step, level=level, number=said.number if step is ExitStep.STRIKE else "",
        by=actor.code, name=actor.name, post=actor.post[:80], at=at,
        opinion=said.opinion.strip()[:300], until=made.until,
    )  # fmt: skip
    record(
        "exit",
        made.code,
        f"{level_word(level)}{STEP_WORDS[step].zh}：{kind.title.zh}，{made.area.name}",
        area_path=made.area.depth_path,
        step=step.value,
        level=level,
        state=made.state,
        opinion=said.opinion.strip()[:300],
        number=said.number,
        until=made.until.isoformat() if made.until else "",
    )
    return made


def _demand_still_met(made: Exit, kind: ExitKind) -> None:
    """Nobody signs for verdicts that have changed since: the newest run and people count."""
    numbers = set(made.objects_of.filter(is_struck=False).values_list("number", flat=True))
    found = queries.candidates(made.campaign, kind, made.area, numbers=numbers)
    demand_met(found)
    if len(found) != len(numbers):
        gone = numbers - {one.number for one in found}
        raise Refused("EXIT_NOT_MET", names="、".join(sorted(gone)[:5]))


def _strike(made: Exit, said: Said) -> None:
    row = made.objects_of.filter(number=said.number, is_struck=False).first()
    if row is None:
        raise Refused("NOT_FOUND", what="户", code=said.number)
    if made.objects_of.filter(is_struck=False).count() == 1:
        raise Refused("EXIT_LAST_ONE")
    row.is_struck, row.struck_why = True, said.opinion.strip()[:300]
    row.save(update_fields=["is_struck", "struck_why"])
