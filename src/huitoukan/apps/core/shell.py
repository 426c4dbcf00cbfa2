"""What stands around every page: menu, campaign, person, languages, footer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from huitoukan.apps.core.pages import Choice


@dataclass(frozen=True)
class NavItem:
    """A line of the left menu; `icon` names a symbol of the sprite, `n` counts waiting work."""

    icon: str
    label: str
    href: str
    n: int = 0
    is_hot: bool = False
    is_current: bool = False


@dataclass(frozen=True)
class NavGroup:
    """A group of the left menu; a group without items is left out."""

    label: str
    items: tuple[NavItem, ...]


@dataclass(frozen=True)
class Footer:
    """For staff: from the page to the code. `view` is the URL name, `notes` e.g. ("规则 X11",)."""

    view: str
    pack: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Shell:
    """What stands around every page. For nobody signed in, only the languages are needed.

    `data_as_of` is the moment of the newest data, once on every page; `font_size` comes from the
    cookie `font_size`; `languages` are the choices of Django's set_language; `place` is the area in
    words ("云岭县"), `scope` what the person sees in words ("龙潭镇，13 个村").
    """

    is_signed_in: bool = False
    campaign: str = ""
    place: str = ""
    scope: str = ""
    user_name: str = ""
    user_post: str = ""
    nav: tuple[NavGroup, ...] = ()
    languages: tuple[Choice, ...] = ()
    font_size: Literal["standard", "large", "huge"] = "standard"
    is_demo: bool = False
    may_search: bool = False
    search_query: str = ""
    data_as_of: datetime | None = None
    footer: Footer | None = None
    phone_nav: tuple[NavItem, ...] = ()

    @property
    def initial(self) -> str:
        """The first character of the person's name, for the round mark."""
        return self.user_name[:1]
