"""A small county brought as far as its doubts, by the commands that a user types."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

KEPT = {
    "村企结对台账": "K01",
    "帮扶项目台账": "K02",
    "驻村值守台账": "K06",
    "扶贫资产台账": "K08",
}
PASSWORD = "a-long-journey-1"


@dataclass(frozen=True)
class LookBack:
    """A county after the comparison: its folder, and a way to give further commands."""

    folder: Path
    run: Callable[..., int]

    @property
    def files(self) -> Path:
        return self.folder / "files"

    def truth(self, name: str) -> list[dict[str, str]]:
        with (self.folder / "truth" / name).open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))


def command(*words: object) -> int:
    """Run one command of the command line in this process; returns its exit status."""
    import typer

    from huitoukan.cli.commands import app

    tree = typer.main.get_command(app)
    status = tree.main(args=[str(w) for w in words], prog_name="huitoukan", standalone_mode=False)
    return int(status or 0)


@pytest.fixture
def answer(capsys: pytest.CaptureFixture[str]) -> Callable[..., dict[str, Any]]:
    """The JSON answer of a command."""

    def ask(*words: object) -> dict[str, Any]:
        capsys.readouterr()
        command(*words, "--json")
        found: dict[str, Any] = json.loads(capsys.readouterr().out)
        return found

    return ask


@pytest.fixture
def data_folder(tmp_path: Path, settings: Any) -> Path:
    settings.DATA_DIR = tmp_path / "data"
    return tmp_path


def look_back(folder: Path, *, seed: int, scale: str = "tiny") -> LookBack:
    """From nothing to doubts: places, people, campaign, registry, deliveries, ledgers, compare."""
    files = folder / "files"
    password = folder / "password.txt"
    command("demo", "make", "--seed", seed, "--scale", scale, "--out", folder)
    password.write_text(PASSWORD, encoding="utf-8")
    command("places", "import", files / "行政村基本信息.xlsx")
    command("people", "import", files / "工作人员账号.xlsx", "--password-file", password)
    command(
        "campaign", "new", "demo-2026", "--area", "980122", "--pack", "demo",
        "--baseline-on", "2026-10-31", "--starts-on", "2026-11-01", "--ends-on", "2026-12-31",
    )  # fmt: skip
    names = ("行政村基本信息.xlsx", "脱贫户信息.xlsx", "脱贫人口信息.xlsx")
    for name in (*names, "承诺授权查询书登记表.xlsx"):
        command("registry", "import", files / name, "--as", "ruiping")
    command("registry", "freeze", "--as", "ruiping")
    command("sources", "deliver", files / "部门数据", "--as", "ruiping")
    for path in sorted((files / "工作台账").iterdir()):
        command("ledgers", "import", KEPT[path.stem], path, "--as", "ruiping")
    command("compare", "run", "--as", "ruiping")
    return LookBack(folder, command)
