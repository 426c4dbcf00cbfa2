"""The file `photographs.yaml` becomes a value."""

from __future__ import annotations

from huitoukan.rules.entry import Entry, Fields
from huitoukan.rules.shapes.photographs import PhotographTerms


def build_photograph_terms(entry: Entry) -> PhotographTerms:
    """The whole file; every number in it names its source."""
    with Fields(entry) as fields:
        with Fields(fields.need("alike")) as alike:
            bits = alike.need("bits").integer()
            alike.text("source")
        with Fields(fields.need("far")) as far:
            kilometres = float(far.need("kilometres").number())
            least = far.need("least").integer()
            far.text("source")
        return PhotographTerms(fields.text("basis"), bits, kilometres, least)
