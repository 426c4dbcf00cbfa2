"""What may stand for a verdict in an address."""

from __future__ import annotations

from huitoukan.apps.agreement.models import MismatchState


class MismatchVerdictConverter:
    """A verdict that a person can give on a mismatch."""

    regex = "|".join(state.value for state in MismatchState if state is not MismatchState.NEW)

    def to_python(self, value: str) -> str:
        """The verdict as text."""
        return value

    def to_url(self, value: str) -> str:
        """The verdict as text."""
        return value
