"""`make test-long` never calls good what it could not run."""

from __future__ import annotations

import pytest

from tools import long_tests
from tools.long_tests import Part


def _never() -> int:
    raise AssertionError("run without its program")


def test_a_part_without_its_program_is_not_run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(
        long_tests, "PARTS", (Part("moon", ("no-such-program",), _never), Part("here", (), int))
    )
    assert long_tests.main() == 0
    told = capsys.readouterr().out
    assert "moon: no-such-program (not here: no-such-program)" in told
    assert "not run  moon" in told
    assert "passed   here" in told


def test_a_failing_part_fails_the_whole(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(long_tests, "PARTS", (Part("bad", (), lambda: 1), Part("good", (), int)))
    assert long_tests.main() == 1
    assert "failed   bad" in capsys.readouterr().out
