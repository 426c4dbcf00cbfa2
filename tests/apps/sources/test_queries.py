"""Reading deliveries: a department its own, the office all, and what stands for each data set."""

from __future__ import annotations

from pathlib import Path

import pytest

from huitoukan.apps.files.services.intake import ReadSheet
from huitoukan.apps.sources import queries
from huitoukan.apps.sources.models import Delivery
from huitoukan.apps.sources.services.deliveries import take_delivery
from huitoukan.domain.refusals import Refused
from tests.cast import AT, Cast
from tests.factories import id_no


@pytest.fixture
def delivered(cast: Cast, tmp_path: Path) -> list[Delivery]:
    """D14 twice, the second time on two sheets, and D26 once."""
    made = []
    for content, datasets in (("a", ["D14"]), ("b", ["D26"]), ("c", ["D14", "D14"])):
        path = tmp_path / f"{content}.xlsx"
        path.write_text(content, encoding="utf-8")
        sheets = [
            ReadSheet(
                f"表{n}",
                cast.pack.sources[dataset],
                rows=[(2, {"id_no": id_no(n), "name": "某人", "year": 2026})],
            )
            for n, dataset in enumerate(datasets)
        ]
        made += take_delivery(cast.rui, cast.campaign, path, name=path.name, sheets=sheets, at=AT)
    return made


def test_a_department_sees_its_own_deliveries_only(cast: Cast, delivered: list[Delivery]) -> None:
    first, medical, second, third = delivered

    def seen(account: str) -> set[Delivery]:
        return set(queries.deliveries_for(cast.actor(account), cast.campaign))

    assert seen("min") == {first, second, third}
    assert seen("bao") == {medical}
    assert seen("rui") == seen("lei") == seen("wen") == seen("shi") == set(delivered)
    assert seen("ping") == seen("qiao") == seen("shan") == seen("gong") == set()


@pytest.mark.parametrize("account", ["bao", "ping", "shan"])
def test_anothers_delivery_reads_exactly_like_an_absent_one(
    account: str, cast: Cast, delivered: list[Delivery]
) -> None:
    sentences = []
    for code in (delivered[0].code, "BS-00000000"):
        with pytest.raises(Refused) as refusal:
            queries.delivery_for(cast.actor(account), code)
        sentences.append(refusal.value.sentence().replace(code, "…"))
    assert sentences[0] == sentences[1]
    assert queries.delivery_for(cast.min, delivered[0].code) == delivered[0]


def test_the_newest_file_stands_for_its_data_set_with_all_its_sheets(
    cast: Cast, delivered: list[Delivery]
) -> None:
    _, medical, second, third = delivered
    assert queries.newest_deliveries(cast.campaign) == [second, third, medical]
    assert queries.newest_deliveries(cast.other_campaign) == []


def test_for_which_departments_a_verb_is_held(cast: Cast) -> None:
    assert queries.departments_seen(cast.min, "source.see") == {"civil-affairs"}
    assert queries.departments_seen(cast.rui, "source.see") is None
    assert queries.departments_seen(cast.system, "source.see") is None
    assert queries.departments_seen(cast.ping, "source.see") == frozenset()
