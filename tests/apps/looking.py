"""Looking at pages as a person does: what a page shows, what it opens, what it costs."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from huitoukan.domain.identity import id_valid

LATER = datetime(2026, 11, 22, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
"""A day on which the first dates of the play have passed: confirmation, plan, rectification."""
MOST_QUERIES = 40
HTMX = {"HX-Request": "true", "HX-Target": "drawer"}
"""What htmx sends from inside the drawer."""


def stand_still(monkeypatch: pytest.MonkeyPatch, at: datetime = LATER) -> None:
    """Stop the clock that views read."""
    monkeypatch.setattr(timezone, "now", lambda: at)


def seen(client: Client, address: str) -> Any:
    """What the page at this address shows: the dataclass that its template got."""
    answer = client.get(address)
    assert answer.status_code == 200, f"{address}: {answer.status_code}"
    return answer.context["page"]


def read(client: Client, address: str) -> str:
    """The page's text as it is sent."""
    answer = client.get(address)
    assert answer.status_code == 200, f"{address}: {answer.status_code}"
    return answer.content.decode()


def n_queries(client: Client, address: str) -> int:
    """How many questions the page asks the database, once caches are warm."""
    assert client.get(address).status_code == 200
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    return len(asked)


def full_numbers(text: str) -> list[str]:
    """The valid ID numbers of persons that stand in the text unmasked."""
    found = re.findall(r"(?<![0-9A-Za-z])\d{17}[\dX](?![0-9A-Za-z])", text)
    return [number for number in found if id_valid(number)]
