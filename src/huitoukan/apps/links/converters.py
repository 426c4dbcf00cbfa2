"""The decisions that may stand in an address."""

from __future__ import annotations

from huitoukan.domain.links import Act


class ActConverter:
    """A decision on a link."""

    regex = "|".join(act.value for act in Act)

    def to_python(self, value: str) -> str:
        """The decision as it stands in the address."""
        return value

    def to_url(self, value: str) -> str:
        """The decision for an address."""
        return value
