"""The steps that may stand in an address."""

from __future__ import annotations

from huitoukan.domain.exits import ExitStep


class ExitStepConverter:
    """A step with an exit that is there; proposing has its own page."""

    regex = "|".join(step.value for step in ExitStep if step is not ExitStep.PROPOSE)

    def to_python(self, value: str) -> str:
        """The step as it stands in the address."""
        return value

    def to_url(self, value: str) -> str:
        """The step for an address."""
        return value
