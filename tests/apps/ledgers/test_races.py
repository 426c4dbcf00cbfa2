"""Several people in one ledger at the same moment: no number twice, no change lost unseen."""

from __future__ import annotations

from functools import partial

from huitoukan.apps.ledgers.models import Entry
from huitoukan.apps.ledgers.services.entries import change_entry
from huitoukan.domain.refusals import Refused
from tests.apps.ledgers.keeping import PAIRED, company, entered, standing
from tests.apps.racing import at_once
from tests.cast import AT, Cast


def test_the_same_row_entered_at_once_stands_once(live_cast: Cast) -> None:
    people = [live_cast.actor(name) for name in ("ping", "tang", "rui")]
    answers = at_once([partial(entered, live_cast, who, PAIRED, company()) for who in people])
    made = [one for one in answers if isinstance(one, Entry)]
    refused = [one for one in answers if isinstance(one, Refused)]
    assert len(made) == 1
    assert [one.code for one in refused] == ["LEDGER_TWICE"] * 2


def test_rows_entered_at_once_get_different_numbers_without_gaps(live_cast: Cast) -> None:
    answers = at_once(
        [
            partial(entered, live_cast, live_cast.rui, PAIRED, company(company=f"公司{n}"))
            for n in range(5)
        ]
    )
    assert all(isinstance(one, Entry) for one in answers), answers
    assert [one.number for one in standing(PAIRED)] == [1, 2, 3, 4, 5]


def test_of_two_who_change_an_entry_at_once_the_second_sees_the_difference(
    live_cast: Cast,
) -> None:
    entry = entered(live_cast, live_cast.ping, PAIRED, company())
    answers = at_once(
        [
            partial(change_entry, live_cast.actor(who), entry.code, {"jobs": jobs}, seen=1, at=AT)
            for who, jobs in (("ping", "20"), ("tang", "30"))
        ]
    )
    (refused,) = [one for one in answers if isinstance(one, Refused)]
    assert refused.code == "LEDGER_STALE"
    (now,) = standing(PAIRED)
    assert (now.version, now.changes.count()) == (2, 2)
    assert refused.details["since"] == {"jobs": [12, now.values["jobs"]]}
