"""Files for the browser come from the installed packages, all or none."""

from __future__ import annotations

from pathlib import Path

import lxml.etree
import pytest

from huitoukan.apps.core.icons import ICONS
from tools import assets


def test_a_missing_source_is_named_and_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assets, "PACKAGES", tmp_path / "none")
    with pytest.raises(assets.Missing, match="npm ci"):
        assets.fill(tmp_path / "vendor")
    assert not (tmp_path / "vendor").exists()


def test_the_sprite_has_every_icon_once() -> None:
    sprite = lxml.etree.fromstring(assets.sprite().encode())
    assert [symbol.get("id") for symbol in sprite] == list(ICONS)
    assert all(len(symbol) for symbol in sprite)


def test_the_vendor_folder_is_filled(tmp_path: Path) -> None:
    written = assets.fill(tmp_path)
    assert {path.name for path in written} >= {"bootstrap.min.css", "echarts.min.js", "icons.svg"}
    assert "sourceMappingURL" not in (tmp_path / "bootstrap.min.css").read_text(encoding="utf-8")


def test_the_list_of_icons_is_sorted_and_has_no_double() -> None:
    assert list(ICONS) == sorted(set(ICONS))
