"""What may stand for a step in an address."""

from __future__ import annotations

from huitoukan.domain.problems import Action
from huitoukan.domain.requests import Kind


class ActionConverter:
    """A step of a problem's life."""

    regex = "|".join(action.value for action in Action)

    def to_python(self, value: str) -> str:
        """The step as text."""
        return value

    def to_url(self, value: str) -> str:
        """The step as text."""
        return value


class KindConverter(ActionConverter):
    """What may be asked for a problem."""

    regex = "|".join(kind.value for kind in Kind)


class DecisionConverter(ActionConverter):
    """What may be answered to a request."""

    regex = "grant|refuse"
