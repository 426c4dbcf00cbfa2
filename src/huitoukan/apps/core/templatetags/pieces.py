"""Tags for pieces too small for a template of their own: an icon of the sprite, a file's size."""

from __future__ import annotations

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from huitoukan.apps.core.icons import ICONS

register = template.Library()


@register.simple_tag
def icon(name: str, css: str = "") -> SafeString:
    """An icon for the eye only; the words stand beside it or in the button's label.

    A name outside the list is a bug: the sprite would not have it and the place would stay empty.
    """
    if name not in ICONS:
        raise KeyError(f"icon {name!r} is not in huitoukan.apps.core.icons.ICONS")
    return format_html(
        '<svg class="ht-icon{}" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>',
        f" {css}" if css else "",
        static("vendor/icons.svg"),
        name,
    )


@register.filter
def size_words(size: int) -> str:
    """A file's size for people: bytes to "86 KB", "2.4 MB"."""
    if size < 1_000_000:
        return f"{max(round(size / 1000), 1)} KB"
    return f"{size / 1_000_000:.1f} MB"


@register.filter
def signed(number: int) -> str:
    """A difference with its sign: +5, -1,200."""
    return f"{number:+,}"
