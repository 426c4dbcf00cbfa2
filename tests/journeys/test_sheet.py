"""The sheet on which a household answers a doubt, printed by a real browser: one page of A4."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from django.urls import reverse

from huitoukan.apps.comparison.models import Hit
from huitoukan.engine.api import Hit as Found
from huitoukan.rules.shapes.comparing import Rule
from tests.cast import PASSWORD, Cast
from tests.factories import Maker

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

LONG = "小型普通客车（营转非），二〇一九年登记"


def n_shown(rule: Rule) -> int:
    """How many lines the two columns have."""
    return sum(map(len, rule.evidence.values()))


def filled(make: Maker, rule: Rule) -> Found:
    """A hit of the rule with a long value on every line and a long sentence."""
    found = make.found(make.household(head="欧阳诺布次仁"), rule.id)
    facts = {table: dict.fromkeys(names, LONG) for table, names in rule.evidence.items()}
    return replace(found, facts=facts, sentence=f"欧阳诺布次仁{LONG * 6}。")


def test_the_longest_sheets_are_one_page_of_a4(
    live_cast: Cast, make: Maker, chromium: Any, live_server: Any
) -> None:
    rules = [one for one in live_cast.pack.rules.values() if one.of == "member"]
    longest = {
        max(rules, key=n_shown).id,
        max(rules, key=lambda rule: len(rule.basis)).id,
        max(rules, key=lambda rule: len("".join((*rule.false_positives, rule.ask_in_field)))).id,
    }
    make.run([filled(make, live_cast.pack.rules[one]) for one in sorted(longest)])
    hits = Hit.objects.for_system("tests").order_by("code")
    page = chromium.new_context(base_url=live_server.url, locale="zh-CN").new_page()
    page.goto("/sign-in/")
    page.fill("[name=username]", "rui")
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(lambda address: "sign-in" not in address)
    assert hits.count() == len(longest)
    for hit in hits:
        page.goto(reverse("comparison:sheet", args=[hit.code]))
        printed = page.pdf(prefer_css_page_size=True)
        assert len(re.findall(rb"/Type\s*/Page\b(?!s)", printed)) == 1, hit.rule
        (size,) = set(re.findall(rb"/MediaBox\s*\[([^\]]*)\]", printed))
        width, height = (round(float(one)) for one in size.split()[2:])
        assert (width, height) in {(595, 842), (594, 841), (596, 842), (595, 841)}
    page.context.close()
