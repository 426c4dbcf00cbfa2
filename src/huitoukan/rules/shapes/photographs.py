"""When photographs raise a question: the file `photographs.yaml`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class PhotographTerms:
    """The limits above which people are asked; without the file no such question is asked.

    `alike_bits` of 63 in which the likenesses of two photographs may differ; `far_km` kilometres
    between a photograph and its village's others (or between before and after) that are far;
    `least` photographs with a place that tell where a village is.
    """

    basis: str = ""
    alike_bits: int | None = None
    far_km: float | None = None
    least: int | None = None
