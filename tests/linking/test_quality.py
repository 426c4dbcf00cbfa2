"""How many links are right and how many are found, on lists that the method has not seen.

The reference pair of lists is not part of the project; docs/explain/linking.md has its figures.
"""

from __future__ import annotations

from functools import cache

import pytest

from benchmarks.spoiled_lists import Profile, Rates, make_lists
from huitoukan.linking.links import link
from tests.linking.rows import people

AS_REFERENCE = Profile()
MORE_KINDS = Profile(
    twins=0.02,
    rates=Rates(inserted=0.01, two_wrong=0.01, rounded=0.01, look_alike=0.02, swapped=0.01),
)
WITHOUT_NUMBERS = Profile(twins=0.02, birth=True, rates=Rates(missing=1.0))
WITH_BIRTH_DATES = Profile(twins=0.02, birth=True, rates=Rates(missing=0.3), both_spoiled=True)
SEEDS = range(500, 504)


@cache
def _measured(profile: Profile) -> tuple[int, int, int]:
    """Links, right links, and true pairs, over all seeds."""
    n_links = n_right = n_true = 0
    for seed in SEEDS:
        lists = make_lists(seed, profile)
        truth = lists.truth()
        found = {(one.a, one.b) for one in link(people(lists.a), people(lists.b))}
        n_links += len(found)
        n_right += len(found & truth)
        n_true += len(truth)
    return n_links, n_right, n_true


@pytest.mark.parametrize(
    ("profile", "precision", "recall"),
    [
        (AS_REFERENCE, 0.9999, 0.994),
        (Profile(names="wide", twins=0.02), 0.9999, 0.997),
        (WITH_BIRTH_DATES, 0.9999, 0.994),
        (WITHOUT_NUMBERS, 0.9998, 0.994),
        # Harder than the reference: half a village has one surname, or numbers suffer more.
        (Profile(names="clans", twins=0.02), 0.9998, 0.992),
        (Profile(names="two-part", twins=0.02), 0.9998, 0.994),
        (MORE_KINDS, 0.9998, 0.992),
    ],
    ids=[
        "as reference",
        "wide",
        "birth dates",
        "without numbers",
        "clans",
        "two-part",
        "more kinds",
    ],
)
def test_precision_and_recall_on_lists_of_other_seeds(
    profile: Profile, precision: float, recall: float
) -> None:
    n_links, n_right, n_true = _measured(profile)
    assert n_right / n_links >= precision
    assert n_right / n_true >= recall


def test_the_scores_are_as_good_as_they_say() -> None:
    """Over all profiles, about as many links are wrong as the scores expect."""
    expected = wrong = 0.0
    for seed in range(600, 603):
        lists = make_lists(seed, Profile(rates=Rates(missing=0.2)))
        truth = lists.truth()
        for one in link(people(lists.a), people(lists.b)):
            expected += 1 - one.score
            wrong += (one.a, one.b) not in truth
    assert wrong <= 3 * expected + 3
