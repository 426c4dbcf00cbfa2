"""The steps that may stand in an address."""

from __future__ import annotations

from huitoukan.domain.assignments import Step

ON_ONE_DOUBT = (Step.ANSWER, Step.SETTLE, Step.RETURN, Step.WITHDRAW)


class LineStepConverter:
    """A step with one doubt."""

    regex = "|".join(step.value for step in ON_ONE_DOUBT)

    def to_python(self, value: str) -> str:
        """The step as it stands in the address."""
        return value

    def to_url(self, value: str) -> str:
        """The step for an address."""
        return value
