"""Windows of a browser in which one person has signed in, and pressing what stands on a page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

DESK = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}


@contextmanager
def signed_in_window(
    chromium: Any, address: str, username: str, password: str, viewport: dict[str, int]
) -> Iterator[Any]:
    """A page of the person's own; what the browser complains of fails the test at its end."""
    context = chromium.new_context(
        base_url=address, viewport=viewport, locale="zh-CN", accept_downloads=True
    )
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda told: complaints.append(told.text) if told.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto("/sign-in/")
    page.fill("[name=username]", username)
    page.fill("[name=password]", password)
    page.press("[name=password]", "Enter")
    page.wait_for_url(lambda there: "sign-in" not in there)
    yield page
    assert complaints == []
    context.close()


def press(page: Any, address: str, label: str, **facts: str) -> None:
    """Open the page, fill in a step's form (unfolding it first) and press its button."""
    if address:
        page.goto(address)
    form = page.locator("form", has=page.get_by_role("button", name=label, exact=True)).first
    if not form.is_visible():
        page.locator("summary", has_text=label).first.click()
    for name, value in facts.items():
        box = form.locator(f"[name={name}]")
        if name in {"evidence", "before"}:
            box.set_input_files(value)
        elif box.evaluate("one => one.tagName") == "SELECT":
            box.select_option(value)
        else:
            box.fill(value)
    form.get_by_role("button", name=label).click()
    page.wait_for_load_state()
