"""A doubt over many runs: when it is the same one, and when a run may call it gone."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from huitoukan.domain import doubts
from huitoukan.domain.doubts import (
    Asked,
    Recipe,
    Standing,
    identities_of,
    identity_of,
    standing_of_unseen,
)

ON = date(2026, 10, 31)
DOUBT = {"rule": "X11", "object_kind": "person", "object_key": "P1"}


@pytest.mark.parametrize("part", sorted(DOUBT))
def test_another_rule_object_or_kind_is_another_doubt(part: str) -> None:
    assert identity_of({**DOUBT, part: "other"}) != identity_of(DOUBT)


def test_the_first_recipe_names_doubts_as_the_first_release_did() -> None:
    """Stored identities are never computed anew: this value stands in databases."""
    assert identity_of(DOUBT, doubts.RECIPES[1]) == (
        "462599d96bb9f946c24a6e1fedf30b4daad31391d9c437490bc0989e4b17c258"
    )


def test_a_new_recipe_gives_new_names_and_still_knows_the_old_ones(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    old = identity_of(DOUBT)
    monkeypatch.setitem(doubts.RECIPES, 2, Recipe(2, ("object_key", "rule")))
    assert identity_of(DOUBT) != old
    assert list(identities_of(DOUBT)) == [identity_of(DOUBT), old]


NOT_ASKED: list[tuple[dict[str, Any], str]] = [
    ({"left_out": doubts.NOT_IN_FORCE}, "rule_not_in_force"),
    ({"seen_on": date(2026, 11, 1)}, "earlier_day"),
    ({"cannot_tell": "source_missing:D14"}, "source_missing:D14"),
    ({"cannot_tell": "stopped:time"}, "stopped:time"),
    ({"is_unclear": True}, "no_key"),
    ({"village_is_registered": False}, "village_missing"),
    ({"uncovered": ("D14", "D26")}, "village_uncovered:D14,D26"),
]


@pytest.mark.parametrize(("fact", "why"), NOT_ASKED)
def test_what_was_not_asked_is_not_gone(fact: dict[str, Any], why: str) -> None:
    asked = Asked(**{"on": ON, "seen_on": ON, "rule_changed": True, **fact})
    assert standing_of_unseen(asked) == (Standing.NOT_COMPARED, why)


def test_what_was_asked_and_not_raised_is_gone() -> None:
    assert standing_of_unseen(Asked(on=ON, seen_on=ON)) == (Standing.GONE, "")


def test_gone_with_a_changed_rule_says_so() -> None:
    asked = Asked(on=ON, seen_on=ON, rule_changed=True)
    assert standing_of_unseen(asked) == (Standing.GONE, "rule_changed")
