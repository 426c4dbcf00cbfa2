"""Texts that are one wording with other names in it: told once, and held out together."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from huitoukan.classify.encoder import Matrix
from huitoukan.classify.examples import Example

MOST_EXAMPLES = 2_000
"""Distinct wordings that are learnt from; more are thinned out evenly by label."""
ONE_WORDING_FROM = 0.6  # cosine of two texts of one label


def distinct(examples: Sequence[Example]) -> list[Example]:
    """Each masked wording of a label once; of too many, as many of each label as there is room for.

    Which ones stay depends on the texts alone, not on their order in the file.
    """
    found = sorted(set(examples), key=lambda one: (one.label, one.text))
    if len(found) <= MOST_EXAMPLES:
        return found
    of_label: defaultdict[str, list[Example]] = defaultdict(list)
    for one in found:
        of_label[one.label].append(one)
    for ours in of_label.values():
        ours.sort(key=lambda one: hashlib.sha256(one.text.encode("utf-8", "replace")).digest())
    most = 1
    while sum(min(len(ours), most + 1) for ours in of_label.values()) <= MOST_EXAMPLES:
        most += 1
    return [one for ours in of_label.values() for one in ours[:most]]


def wording_groups(cosine: Matrix, places: Sequence[int]) -> list[int]:
    """The number of the group of each text: texts of one type that are nearly the same."""
    near = (cosine >= ONE_WORDING_FROM) & (np.array(places)[:, None] == np.array(places))
    group = [-1] * len(places)
    for start in range(len(places)):
        if group[start] >= 0:
            continue
        number = max(group, default=-1) + 1
        waiting = [start]
        while waiting:
            at = waiting.pop()
            if group[at] < 0:
                group[at] = number
                waiting += [int(other) for other in np.flatnonzero(near[at]) if group[other] < 0]
    return group
