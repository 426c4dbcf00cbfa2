"""A person's verdict beside the program's, and a changed pack that is only tried."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from huitoukan.apps.assessment import queries
from huitoukan.apps.assessment.models import HumanVerdict, Verdict
from huitoukan.apps.assessment.queries.runs import changed
from huitoukan.apps.assessment.services import tries
from huitoukan.apps.assessment.services.judging import judge_household
from huitoukan.apps.journal.models import Entry
from huitoukan.domain.refusals import Refused
from tests.apps.assessment.homes import homes, run_of, verdict_of
from tests.cast import AT, Cast
from tests.factories import Maker

# --- refusals ---


def test_no_reason_no_decision(cast: Cast, make: Maker, tmp_path: Path) -> None:
    found = homes(cast, make, tmp_path)
    run = run_of(cast)
    with pytest.raises(Refused) as refusal:
        judge_household(
            cast.rui, run.code, found["safe"].household_no, Verdict.MET, reason="  ", at=AT
        )
    assert refusal.value.code == "VERDICT_REASON"


@pytest.mark.parametrize(
    ("who", "code"), [("ping", "NOT_ALLOWED"), ("wen", "NOT_ALLOWED"), ("shan", "NOT_FOUND")]
)
def test_who_may_not_decide_is_refused(
    cast: Cast, make: Maker, tmp_path: Path, who: str, code: str
) -> None:
    found = homes(cast, make, tmp_path)
    run = run_of(cast)
    with pytest.raises(Refused) as refusal:
        judge_household(
            cast.actor(who), run.code, found["safe"].household_no, Verdict.MET, reason="看过",
            at=AT,
        )  # fmt: skip
    assert refusal.value.code == code
    assert not HumanVerdict.objects.for_system("tests").exists()


def test_a_township_decides_in_its_own_villages_only(
    cast: Cast, make: Maker, tmp_path: Path
) -> None:
    found = homes(cast, make, tmp_path)
    run = run_of(cast)
    with pytest.raises(Refused) as refusal:
        judge_household(
            cast.tang, run.code, found["disputed"].household_no, Verdict.MET, reason="看过", at=AT
        )
    assert refusal.value.code == "NOT_FOUND"


def test_by_a_try_nobody_decides(cast: Cast, make: Maker, tmp_path: Path) -> None:
    found = homes(cast, make, tmp_path)
    run = run_of(cast, how="指标")
    with pytest.raises(Refused) as refusal:
        judge_household(
            cast.rui, run.code, found["safe"].household_no, Verdict.MET, reason="看过", at=AT
        )
    assert refusal.value.code == "ASSESSMENT_TRY"


@pytest.mark.parametrize(
    ("folder", "name", "text", "code"),
    [
        ("rules", "X04.yaml", "id: X04", "PACK_FILE"),
        ("indicators", "H6.txt", "id: H6", "PACK_FILE"),
        ("indicators", "H6.yaml", "id: H6\n\tx: 1", "RULE_REJECTED"),
        ("indicators", "H6.yaml", "id: H6", "PACK_INVALID"),
    ],
)
def test_a_file_that_cannot_be_tried_is_refused(
    cast: Cast, folder: str, name: str, text: str, code: str
) -> None:
    with pytest.raises(Refused) as refusal:
        tries.changed_pack(cast.campaign, folder, name, text)
    assert refusal.value.code == code


def test_an_unchanged_file_is_refused(cast: Cast) -> None:
    text = _file(cast, "lines/exit.yaml")
    with pytest.raises(Refused) as refusal:
        tries.changed_pack(cast.campaign, "lines", "exit.yaml", text)
    assert refusal.value.code == "PACK_SAME"


# --- what stays ---


def test_the_programs_verdict_stays_and_the_earlier_decision_too(
    cast: Cast, make: Maker, tmp_path: Path
) -> None:
    found = homes(cast, make, tmp_path)
    run = run_of(cast)
    number = found["unsafe"].household_no
    judge_household(cast.tang, run.code, number, Verdict.MET, reason="已搬进新房", at=AT)
    judge_household(cast.rui, run.code, number, Verdict.NOT_MET, reason="新房没有验收", at=AT)
    told = [(one.verdict, one.machine, one.by_name) for one in
            queries.human_verdicts(cast.rui, cast.campaign)]  # fmt: skip
    assert told == [("not_met", "not_met", "瑞县办"), ("met", "not_met", "唐守田")]
    assert verdict_of(run, found["unsafe"]).verdict == "not_met"
    assert Entry.objects.filter(object_kind="household_verdict").count() == 2


def test_a_try_shows_who_would_change_and_changes_nobody(
    cast: Cast, make: Maker, tmp_path: Path
) -> None:
    found = homes(cast, make, tmp_path)
    run = run_of(cast)
    text = _file(cast, "indicators/H6.yaml").replace("- A\n      - B", "- A\n      - B\n      - D")
    pack = tries.changed_pack(cast.campaign, "indicators", "H6.yaml", _without_examples(text))
    attempt = run_of(cast, release=tries.kept(pack), how="indicators/H6.yaml")
    differs = changed(queries.verdicts_for(cast.rui, attempt), run)
    assert [row.household_no for row in differs] == [found["unsafe"].household_no]
    assert queries.newest_run(cast.campaign) == run
    assert verdict_of(run, found["unsafe"]).verdict == "not_met"


def _file(cast: Cast, name: str) -> str:
    text: str = yaml.safe_dump(cast.pack.files[name], allow_unicode=True, sort_keys=False)
    return text


def _without_examples(text: str) -> str:
    """The examples of grades that would fail are asked elsewhere (`assess examples`)."""
    return text
