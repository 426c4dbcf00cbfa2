"""`make pictures`: the pictures of the README and the docs, taken from the demonstration county.

Makes the county (or takes the one that DIR names), serves it on a free port, signs in as the
demonstration's own people and photographs their pages in the locked Chromium. So the pictures age
with the program. The printed papers are taken by tools/paper_pictures.py.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser, Page, sync_playwright

from tools import paper_pictures
from tools.chromium import LAUNCH_ARGUMENTS, chromium_path, font_environment
from tools.demo_answers import PROGRAM, ROOT, answer

PICTURES = ROOT / "docs" / "pictures"


@dataclass(frozen=True)
class Picture:
    """One picture: its file, who looks, at what, and how large the window is."""

    name: str
    who: str
    address: str
    width: int = 1280
    height: int = 820
    is_phone: bool = False
    language: str = "zh-CN"


@dataclass(frozen=True)
class Codes:
    """What the pictures show, as the demonstration has it."""

    problem: str
    household: str
    hit: str
    adjustment: str
    tried: str
    account: str
    """The household with an account that waits for its answer."""
    assessment: str
    not_met: str
    """A household that misses an indicator in it."""
    exit: str


def _pictures(codes: Codes) -> tuple[Picture, ...]:
    run = f"/assessment/{codes.assessment}"
    return (
        Picture("1-overview", "lihua", "/overview/", height=900),
        Picture("2-ledger", "lihua", "/problems/"),
        Picture("3-problem", "lihua", f"/problems/{codes.problem}/", height=900),
        Picture("4-household", "ruiping", f"/households/{codes.household}/", height=900),
        Picture("5-doubt", "ruiping", f"/comparison/hits/{codes.hit}/", height=900),
        Picture("6-phone", "cun1", "/m/", width=390, height=760, is_phone=True),
        Picture("7-english", "lihua", "/problems/", language="en"),
        Picture("8-registry", "ruiping", "/registry/?view="),
        Picture("9-import", "ruiping", "/registry/import/", height=900),
        Picture("10-adjustment", "lihua", f"/adjustments/{codes.adjustment}/", height=900),
        Picture("11-agreement", "ruiping", f"/agreement/households/{codes.household}/", height=900),
        Picture("12-quality", "ruiping", "/registry/quality/"),
        Picture("13-try", "ruiping", f"/rules/tries/{codes.tried}/", height=900),
        Picture("14-scorecards", "ruiping", "/rules/scorecards/"),
        Picture("15-kept-ledger", "ruiping", "/ledgers/K08/?right_state=未确权"),
        Picture("16-deliveries", "ruiping", "/sources/", width=1366, height=900),
        Picture("17-comparison", "ruiping", "/comparison/", height=900),
        Picture("18-rule", "ruiping", "/rules/X04/", height=900),
        Picture("19-account", "ruiping", f"/incomes/households/{codes.account}/", height=900),
        Picture("20-worksheet", "ruiping", f"{run}/households/{codes.not_met}/", height=900),
        Picture("21-rates", "ruiping", f"{run}/rates/", height=900),
        Picture("22-exit", "ruiping", f"/exits/{codes.exit}/", height=900),
        Picture("23-supervision", "lihua", "/problems/supervision/", height=900),
        Picture("24-contradictions", "lihua", "/problems/contradictions/", height=900),
    )


def _between_departments(data: Path, state: str) -> dict[str, str]:
    """The first doubt of this state by a rule that reads a department's data: both sides show."""
    hits = answer(data, "compare", "hits", "--state", state, "--limit", "400")["hits"]
    found: dict[str, str] = next(hit for hit in hits if hit["rule"].startswith("X"))
    return found


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(data: Path) -> Iterator[str]:
    """The pages over a data folder, until the block ends; yields their address."""
    port = _free_port()
    server = subprocess.Popen(
        [*PROGRAM, "serve", "--port", str(port), "--no-work"],
        env={**os.environ, "HUITOUKAN_DATA": str(data)},
        stdout=subprocess.DEVNULL,
    )
    try:
        _wait_for(port, server)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=30)


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        if server.poll() is not None:
            raise RuntimeError(f"the web server ended with status {server.returncode}")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError("the web server does not answer")


def _signed_in(browser: Browser, address: str, picture: Picture, password: str) -> Page:
    context = browser.new_context(
        viewport={"width": picture.width, "height": picture.height},
        is_mobile=picture.is_phone,
        has_touch=picture.is_phone,
        device_scale_factor=2 if picture.is_phone else 1,
        locale=picture.language,
    )
    page = context.new_page()
    page.goto(f"{address}/sign-in/")
    page.fill("input[name=username]", picture.who)
    page.fill("input[name=password]", password)
    page.click("button[type=submit]")
    page.wait_for_url(lambda url: "/sign-in/" not in url)
    return page


def _codes(data: Path) -> Codes:
    closed = answer(data, "problems", "list", "--state", "closed", "--limit", "1")
    waiting = answer(data, "adjustments", "list", "--state", "proposed")["adjustments"]
    accounts = answer(data, "incomes", "list")["households"]
    verdicts = answer(data, "assessment", "verdicts", "--verdict", "not_met")
    change = ("--param", "car_value_limit=60000", "--as", "ruiping")
    return Codes(
        problem=closed["problems"][0]["code"],
        household=_between_departments(data, "confirmed")["household_no"],
        hit=_between_departments(data, "new")["code"],
        adjustment=next(one["code"] for one in waiting if one["kind"] == "household_gone"),
        tried=answer(data, "compare", "try", "X04", *change)["code"],
        account=next(one["household_no"] for one in accounts if one["version"]),
        assessment=verdicts["run"],
        not_met=verdicts["verdicts"][0]["household_no"],
        exit=answer(data, "exits", "list")["exits"][-1]["code"],
    )


def take(folder: Path) -> list[Path]:
    """Photograph the demonstration in `folder`; returns the files."""
    data = folder / "data"
    password = (folder / "password.txt").read_text(encoding="utf-8").strip()
    codes = _codes(data)
    PICTURES.mkdir(parents=True, exist_ok=True)
    made = []
    with served(data) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium_path(),
            args=list(LAUNCH_ARGUMENTS),
            env={**os.environ, **font_environment()},
        )
        for picture in _pictures(codes):
            page = _signed_in(browser, address, picture, password)
            answer = page.goto(f"{address}{picture.address}", wait_until="networkidle")
            if answer is None or answer.status != 200:
                raise RuntimeError(f"{picture.address} answered {answer and answer.status}")
            page.wait_for_timeout(400)  # charts draw themselves in
            path = PICTURES / f"{picture.name}.png"
            page.screenshot(path=path)
            page.context.close()
            made.append(path)
        browser.close()
    return made


DEFAULT_FOLDER: Final = ROOT / "build" / "pictures"


def main() -> int:
    """Take the pictures (ONLY=papers or pages) in the demonstration in DIR, or in a new one."""
    given, only = os.environ.get("DIR"), os.environ.get("ONLY", "")
    folder = Path(given).absolute() if given else DEFAULT_FOLDER
    if not given:
        made = [*PROGRAM, "demo", "run", "--dir", str(folder), "--fresh"]
        subprocess.run(made, check=True, stdout=subprocess.DEVNULL)
    ways = {"pages": take, "papers": paper_pictures.take}
    for path in [path for name, way in ways.items() if only in {"", name} for path in way(folder)]:
        print(f"{path.relative_to(ROOT)}  {path.stat().st_size // 1024} KB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
