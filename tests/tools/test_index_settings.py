"""An office's package mirror, named for pip, is handed to uv."""

from __future__ import annotations

from tools.index_settings import uv_settings

LISTING = """:env:.disable-pip-version-check='1'
global.extra-index-url='https://one.test/simple\\nhttps://two.test/simple'
global.find-links='/srv/a /srv/b'
global.index-url='https://mirror.test/simple'
"""


def test_nothing_configured_gives_nothing() -> None:
    assert uv_settings("", {}) == {}


def test_other_options_of_pip_are_left_alone() -> None:
    assert uv_settings(":env:.disable-pip-version-check='1'\nwarning: odd line", {}) == {}


def test_what_is_set_for_uv_already_stays() -> None:
    assert "UV_DEFAULT_INDEX" not in uv_settings(LISTING, {"UV_DEFAULT_INDEX": "x"})


def test_a_mirror_and_further_indexes_are_handed_over() -> None:
    assert uv_settings(LISTING, {}) == {
        "UV_DEFAULT_INDEX": "https://mirror.test/simple",
        "UV_INDEX": "https://one.test/simple https://two.test/simple",
        "UV_FIND_LINKS": "/srv/a,/srv/b",
        "UV_INDEX_STRATEGY": "unsafe-best-match",
    }
