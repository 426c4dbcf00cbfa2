"""What a problem's page says of looking for the same elsewhere (举一反三)."""

from __future__ import annotations

from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _

from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.pages import ActionForm, Crumb
from huitoukan.apps.problems import queries
from huitoukan.apps.problems.models import Problem, Sweep
from huitoukan.domain.problems import UNCONFIRMED

SHOWN: Final = 20
"""Problems that one problem prompted, named on its page; the look's own page has them all."""


def prompting(actor: Actor, problem: Problem) -> Problem | None:
    """The problem from which a look found this one, for who sees that one, too."""
    if problem.prompted_by_id is None:
        return None
    return queries.problems_for(actor).filter(pk=problem.prompted_by_id).first()


def prompted_by(actor: Actor, problem: Problem) -> list[Problem]:
    """The problems that a look from this one brought to light, those that the actor sees."""
    return list(queries.problems_for(actor).filter(prompted_by=problem)[:SHOWN])


def sweeps_of(actor: Actor, problem: Problem) -> tuple[Crumb, ...]:
    """The looks that began at this problem."""
    found = Sweep.objects.visible_to(actor, "problem.see").filter(problem=problem)
    return tuple(
        Crumb(
            f"{one.code} {_('正在比对') if one.is_under_way else ''}".strip(),
            reverse("comparison:sweep", args=[one.code]),
        )
        for one in found.select_related("job")
    )


def sweep_form(actor: Actor, problem: Problem) -> ActionForm | None:
    """Looking for the same elsewhere, for who runs comparisons; None where no rule is linked."""
    rules = problem.campaign.pack.opened().rules.values()
    is_confirmed = problem.stands not in UNCONFIRMED
    has_rules = any(rule.problem == problem.type for rule in rules)
    if not (is_confirmed and has_rules and queries.may_here(actor, problem, "compare.run")):
        return None
    return ActionForm(
        code="sweep",
        label=_("举一反三"),
        href=reverse("comparison:start_sweep"),
        style="plain",
        icon="search",
        note=_("用这个类型的关联规则比对其他所有对象；查到的疑点核定属实后，登记为本条的子问题。"),
        hidden=(("problem", problem.code),),
    )
