"""The file `deliveries.yaml` becomes a value."""

from __future__ import annotations

from typing import Final

from huitoukan.rules.build_lists import PERIODS
from huitoukan.rules.entry import Entry, Fields
from huitoukan.rules.shapes.tables import DeliveryTerms, Payments, Rhythm

MEASURES: Final = ("sound", "keyed", "unique", "alive", "fresh")
"""The shares of a delivery's rows that make its score; what each asks: apps.sources, quality."""


def build_delivery_terms(entry: Entry) -> DeliveryTerms:
    """The whole file; every number in it names its source."""
    with Fields(entry) as fields:
        rhythms = [_rhythm(part) for part in fields.need("rhythms").items()]
        with Fields(fields.need("drift")) as limits:
            share, rows = limits.need("share").number(), limits.need("rows").number()
            limits.text("source")
        with Fields(fields.need("weights")) as given:
            weights = {name: float(given.need(name).number()) for name in MEASURES}
            given.text("source")
        return DeliveryTerms(
            basis=fields.text("basis"),
            rhythms={rhythm.period: rhythm for rhythm in rhythms},
            share=share,
            rows=rows,
            weights=weights,
            reaches={table: part.text() for table, part in fields.pairs("reaches")},
            deaths={table: part.text() for table, part in fields.pairs("deaths")},
            payments=tuple(_payments(part) for part in fields.items("payments")),
        )


def _rhythm(entry: Entry) -> Rhythm:
    with Fields(entry) as fields:
        return Rhythm(
            period=fields.need("period").choice(PERIODS),
            first_days=fields.need("first_days").integer(),
            source=fields.text("source"),
            monthly_day=fields.integer("monthly_day"),
            stale_months=fields.integer("stale_months"),
        )


def _payments(entry: Entry) -> Payments:
    with Fields(entry) as fields:
        return Payments(fields.text("table"), fields.text("on", ""), fields.text("until", ""))
