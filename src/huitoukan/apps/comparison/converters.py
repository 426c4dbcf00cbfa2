"""What may stand for a verdict in an address."""

from __future__ import annotations

from huitoukan.apps.comparison.models import HitState


class VerdictConverter:
    """A verdict that a person can give."""

    regex = "|".join(state.value for state in HitState if state is not HitState.NEW)

    def to_python(self, value: str) -> str:
        """The verdict as text."""
        return value

    def to_url(self, value: str) -> str:
        """The verdict as text."""
        return value
