"""A run: who may, what it reads, what it says of each household, and what it never says."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from huitoukan.apps.assessment import queries
from huitoukan.apps.assessment.models import Assessment, HouseholdVerdict, PlaceCount
from huitoukan.apps.assessment.queries.words import answers_of
from huitoukan.apps.assessment.services.running import assess, store_run
from huitoukan.apps.journal.models import Entry
from huitoukan.assess.answers import worksheet
from huitoukan.domain.refusals import Refused
from tests.apps.assessment.homes import STANDARD, homes, run_of, verdict_of
from tests.apps.incomes.at_the_table import answered, family, saved
from tests.cast import AT, VILLAGE_1, VILLAGE_3, Cast
from tests.factories import Maker, nothing_told

# --- refusals ---


def test_without_a_frozen_registry_nothing_is_judged(cast: Cast) -> None:
    with pytest.raises(Refused) as refusal:
        assess(cast.campaign, cast.pack, standard="", on=None, at=AT, tell=nothing_told)
    assert refusal.value.code == "BASELINE_MISSING"


def test_an_unknown_standard_is_refused(cast: Cast, make: Maker) -> None:
    make.household()
    make.snapshot()
    with pytest.raises(Refused) as refusal:
        assess(cast.campaign, cast.pack, standard="mars", on=None, at=AT, tell=nothing_told)
    assert refusal.value.code == "STANDARD_UNKNOWN"


def test_only_the_county_office_stores_a_run(cast: Cast, make: Maker, tmp_path: Path) -> None:
    homes(cast, make, tmp_path)
    made = assess(cast.campaign, cast.pack, standard="", on=None, at=AT, tell=nothing_told)
    for who, code in ((cast.tang, "NOT_ALLOWED"), (cast.shan, "NOT_FOUND")):
        with pytest.raises(Refused) as refusal:
            store_run(who, cast.campaign, made, cast.campaign.pack, at=AT)
        assert refusal.value.code == code
    assert not Assessment.objects.for_system("tests").exists()


def test_a_village_sees_its_own_verdicts_only(cast: Cast, make: Maker, tmp_path: Path) -> None:
    found = homes(cast, make, tmp_path)
    run = run_of(cast)
    seen = {row.household_no for row in queries.verdicts_for(cast.ping, run)}
    assert seen == {found["safe"].household_no, found["unsafe"].household_no}
    with pytest.raises(Refused) as refusal:
        queries.verdict_for(cast.ping, run, found["disputed"].household_no)
    assert refusal.value.code == "NOT_FOUND"


def test_the_neighbour_county_does_not_see_the_run(cast: Cast, make: Maker, tmp_path: Path) -> None:
    homes(cast, make, tmp_path)
    with pytest.raises(Refused) as refusal:
        queries.run_for(cast.shan, run_of(cast).code)
    assert refusal.value.code == "NOT_FOUND"


def test_a_worksheet_whose_readings_were_altered_is_refused(
    cast: Cast, make: Maker, tmp_path: Path
) -> None:
    found = homes(cast, make, tmp_path)
    run = run_of(cast)
    run.readings_path.write_bytes(run.readings_path.read_bytes() + b"x")
    with pytest.raises(Refused) as refusal:
        queries.worksheet_of(run, found["safe"].household_no)
    assert refusal.value.code == "READINGS_ALTERED"


# --- what it says ---


def test_two_sources_that_agree_decide_and_two_that_do_not_leave_it_open(
    cast: Cast, make: Maker, tmp_path: Path
) -> None:
    found = homes(cast, make, tmp_path)
    run = run_of(cast)
    houses = {name: answers_of(verdict_of(run, home).marks)["H6"] for name, home in found.items()}
    assert houses == {"safe": "met", "unsafe": "not_met", "disputed": "cannot_tell"}


def test_what_nobody_delivered_is_never_met(cast: Cast, make: Maker, tmp_path: Path) -> None:
    found = homes(cast, make, tmp_path)
    run = run_of(cast)
    answers = answers_of(verdict_of(run, found["safe"]).marks)
    assert answers["H5"] == "cannot_tell"
    assert verdict_of(run, found["safe"]).verdict == "cannot_tell"
    assert verdict_of(run, found["unsafe"]).verdict == "not_met"
    assert ["D31", "source_missing:D31"] in run.unread


def test_a_registry_without_deliveries_is_judged_too(cast: Cast, make: Maker) -> None:
    home = make.household()
    make.snapshot()
    run = run_of(cast)
    assert verdict_of(run, home).verdict == "cannot_tell"
    assert run.inputs == {}


def test_the_counts_of_villages_add_up_to_the_run(cast: Cast, make: Maker, tmp_path: Path) -> None:
    homes(cast, make, tmp_path)
    run = run_of(cast)
    whole = PlaceCount.objects.filter(run=run, indicator="")
    by_village = {one.area.code: (one.n_met, one.n_not_met, one.n_cannot_tell) for one in whole}
    assert by_village == {VILLAGE_1: (0, 1, 1), VILLAGE_3: (0, 0, 1)}
    assert (run.n_objects, run.n_met, run.n_not_met, run.n_cannot_tell) == (3, 0, 1, 2)


def test_the_run_is_written_into_the_journal(cast: Cast, make: Maker, tmp_path: Path) -> None:
    homes(cast, make, tmp_path)
    run = run_of(cast)
    entry = Entry.objects.get(object_kind="assessment", object_code=run.code)
    assert "不达标 1" in entry.summary


def test_the_worksheet_is_made_again_to_the_letter(cast: Cast, make: Maker, tmp_path: Path) -> None:
    found = homes(cast, make, tmp_path)
    run = run_of(cast)
    number = found["disputed"].household_no
    first, again = (worksheet(queries.worksheet_of(run, number)) for _ in range(2))
    assert first == again
    house = next(one for one in first["indicators"] if one["indicator"] == "H6")
    conflict = next(check["conflict"] for check in house["checks"] if check["conflict"])
    assert {(one["source"], one["value"]) for one in conflict} == {
        ("名册", "B"),
        ("住建部门", "C"),
    }


def test_a_second_run_reads_the_same_facts(cast: Cast, make: Maker, tmp_path: Path) -> None:
    found = homes(cast, make, tmp_path)
    one, other = run_of(cast), run_of(cast)
    for home in found.values():
        assert verdict_of(one, home).facts_hash == verdict_of(other, home).facts_hash
    assert one.readings_hash == other.readings_hash


def test_as_of_an_earlier_day_what_was_not_yet_known_cannot_be_told(
    cast: Cast, make: Maker, tmp_path: Path
) -> None:
    found = homes(cast, make, tmp_path)
    run = run_of(cast)
    made = queries.worksheet_of(run, found["safe"].household_no, date(2026, 4, 30))
    answers = {one.indicator.id: one.verdict for one in made.indicators}
    assert answers["H6"] == "cannot_tell"


def test_an_accepted_account_tells_the_income_and_a_refused_one_does_not(
    cast: Cast, make: Maker
) -> None:
    home = family(make)
    sheet = saved(cast, cast.ping, home)
    make.snapshot()
    before = run_of(cast, standard="national", on=date(2026, 11, 2))
    assert answers_of(verdict_of(before, home).marks)["H1"] == "cannot_tell"
    answered(cast.ping, sheet.code)
    after = run_of(cast, standard="national", on=date(2026, 11, 2))
    assert answers_of(verdict_of(after, home).marks)["H1"] == "met"
    assert (before.n_sheets, after.n_sheets) == (0, 1)


def test_a_household_with_two_heads_cannot_be_told_and_says_why(cast: Cast, make: Maker) -> None:
    home = make.household()
    make.member(home, relation_to_head="户主")
    make.snapshot()
    row = verdict_of(run_of(cast), home)
    assert (row.verdict, row.refused) == ("cannot_tell", "MEMBERS_HEADS")


def test_verdicts_fail_closed_without_an_actor(cast: Cast) -> None:
    with pytest.raises(RuntimeError):
        list(HouseholdVerdict.objects.filter(verdict="met"))
    assert STANDARD in cast.pack.standards
