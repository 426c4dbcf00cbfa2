"""The steps that may stand in an address."""

from __future__ import annotations

from huitoukan.domain.approval import Step


class StepConverter:
    """A decision; proposing has its own page."""

    regex = "|".join(step.value for step in Step if step is not Step.PROPOSE)

    def to_python(self, value: str) -> str:
        """The step as it stands in the address."""
        return value

    def to_url(self, value: str) -> str:
        """The step for an address."""
        return value
