"""Every page and fragment renders from its dataclass, full and empty, and is sound HTML."""

from __future__ import annotations

from collections import Counter
from typing import Any

import lxml.html
import pytest
from django.template.loader import render_to_string
from django.utils import translation

from huitoukan.apps.accounts import pages as accounts
from huitoukan.apps.agreement import pages as agreement
from huitoukan.apps.assignments import pages as assignments
from huitoukan.apps.comparison import pages as comparison
from huitoukan.apps.comparison import run_pages
from huitoukan.apps.core.icons import ICONS
from huitoukan.apps.core.shell import Shell
from huitoukan.apps.dashboards.pages import change, counts, household, overview, phone
from huitoukan.apps.incomes import pages as incomes
from huitoukan.apps.jobs import pages as jobs
from huitoukan.apps.journal import pages as journal
from huitoukan.apps.ledgers import pages as ledgers
from huitoukan.apps.links import pages as links
from huitoukan.apps.mappings import pages as mappings
from huitoukan.apps.papers import pages as papers
from huitoukan.apps.places import pages as places
from huitoukan.apps.problems import pages as problems
from huitoukan.apps.registry import pages as registry
from huitoukan.apps.registry import snapshot_pages as snapshots
from huitoukan.apps.rulebook import pages as rulebook
from huitoukan.apps.sources import pages as sources
from huitoukan.domain.refusals import Refused
from tests.templates.filling import HOSTILE, filled

PAGES: dict[str, Any] = {
    "accounts/sign_in.html": accounts.SignInPage,
    "accounts/password.html": accounts.PasswordPage,
    "accounts/people.html": accounts.PeoplePage,
    "dashboards/overview.html": overview.OverviewPage,
    "dashboards/todo.html": overview.TodoPage,
    "dashboards/household.html": household.HouseholdPage,
    "dashboards/search.html": household.SearchPage,
    "dashboards/phone.html": phone.PhonePage,
    "dashboards/phone_problem.html": phone.PhoneProblemPage,
    "dashboards/phone_me.html": phone.PhoneMePage,
    "dashboards/counts.html": counts.CountsPage,
    "dashboards/change.html": change.ChangePage,
    "places/places_list.html": places.PlacesPage,
    "registry/registry_list.html": registry.RegistryPage,
    "registry/registry_import.html": registry.ImportPage,
    "registry/quality.html": registry.QualityPage,
    "registry/snapshots.html": snapshots.SnapshotsPage,
    "registry/compare.html": snapshots.ComparePage,
    "registry/then.html": snapshots.ThenPage,
    "registry/frozen.html": snapshots.FrozenListPage,
    "registry/off_registry.html": registry.OffRegistryList,
    "mappings/mapping_answer.html": mappings.AnswerPage,
    "mappings/mapping_list.html": mappings.MappingsPage,
    "sources/source_list.html": sources.SourcesPage,
    "sources/source_delivery.html": sources.DeliveryPage,
    "sources/source_report.html": sources.ReportPage,
    "sources/source_reports.html": sources.ReportsPage,
    "sources/off_registry.html": sources.OffRegistryPage,
    "ledgers/list.html": ledgers.LedgersPage,
    "ledgers/entries.html": ledgers.EntriesPage,
    "ledgers/entry.html": ledgers.EntryPage,
    "ledgers/form.html": ledgers.FormPage,
    "ledgers/upload.html": ledgers.UploadPage,
    "ledgers/import.html": ledgers.ImportPage,
    "comparison/overview.html": comparison.ComparisonPage,
    "rulebook/rules.html": rulebook.RulesPage,
    "rulebook/rule.html": rulebook.RulePage,
    "rulebook/scorecards.html": rulebook.ScorecardsPage,
    "rulebook/tries.html": rulebook.TriesPage,
    "rulebook/tried.html": rulebook.TriedPage,
    "comparison/hits.html": comparison.HitsPage,
    "comparison/hit.html": comparison.HitPage,
    "comparison/sheet.html": comparison.SheetPage,
    "comparison/runs.html": run_pages.RunsPage,
    "comparison/run.html": run_pages.RunPage,
    "comparison/coverage.html": run_pages.CoveragePage,
    "links/list.html": links.ListPage,
    "links/detail.html": links.LinkPage,
    "assignments/list.html": assignments.ListPage,
    "assignments/new.html": assignments.SendPage,
    "assignments/detail.html": assignments.AssignmentPage,
    "assignments/line.html": assignments.LinePage,
    "assignments/print.html": assignments.PrintPage,
    "incomes/list.html": incomes.ListPage,
    "incomes/account.html": incomes.AccountPage,
    "incomes/form.html": incomes.FormPage,
    "incomes/import.html": incomes.ImportPage,
    "incomes/paper.html": incomes.PaperPage,
    "agreement/list.html": agreement.AgreementPage,
    "agreement/household.html": agreement.HouseholdPage,
    "agreement/village.html": agreement.VillagePage,
    "agreement/import.html": agreement.ImportPage,
    "problems/problem_list.html": problems.ProblemsPage,
    "problems/trend.html": problems.TrendPage,
    "problems/as_of.html": problems.AsOfPage,
    "papers/signatures.html": papers.SignaturesPage,
    "dashboards/phone_letter.html": papers.LetterPage,
    "problems/problem_detail.html": problems.ProblemPage,
    "problems/bulletin_list.html": problems.BulletinsPage,
    "jobs/job_list.html": jobs.JobList,
    "jobs/job_detail.html": jobs.JobPage,
    "journal/journal_list.html": journal.JournalPage,
}
FRAGMENTS: dict[str, Any] = {
    "places/_places_list.html": places.PlacesPage,
    "registry/_registry_list.html": registry.RegistryPage,
    "incomes/_list.html": incomes.ListPage,
    "agreement/_list.html": agreement.AgreementPage,
    "links/_list.html": links.ListPage,
    "assignments/_list.html": assignments.ListPage,
    "assignments/_split.html": assignments.SendPage,
    "assignments/_lines.html": assignments.AssignmentPage,
    "assignments/_line_drawer.html": assignments.LinePage,
    "rulebook/_rules.html": rulebook.RulesPage,
    "rulebook/_scorecards.html": rulebook.ScorecardsPage,
    "comparison/_hits.html": comparison.HitsPage,
    "comparison/_hit_drawer.html": comparison.HitPage,
    "ledgers/_entries.html": ledgers.EntriesPage,
    "problems/_problem_list.html": problems.ProblemsPage,
    "problems/_problem_drawer.html": problems.ProblemPage,
    "jobs/_job_progress.html": jobs.JobPage,
    "journal/_journal_rows.html": journal.JournalPage,
}
ALONE = ("404.html", "403_csrf.html", "500.html", "old_browser.html", "accounts/locked.html")


def shown(template: str, kind: Any = None, *, is_full: bool = True, **more: Any) -> str:
    """The template rendered from a filled page, without a request and without a database."""
    context = {"shell": filled(Shell, is_full=is_full), **more}
    if kind is not None:
        context["page"] = filled(kind, is_full=is_full)
    return render_to_string(template, context)


def faults(html: str) -> list[str]:
    """What is wrong with a piece of HTML: policy, names for readers, ids, icons."""
    tree = lxml.html.fromstring(html)
    found = [f"style on {e.tag}" for e in tree.iter() if "style" in e.attrib]
    found += [
        f"handler {name}"
        for e in tree.iter()
        for name in e.attrib
        if name.startswith(("on", "hx-on"))
    ]
    found += [
        "inline script"
        for e in tree.iter("script")
        if not e.get("src") and e.get("type") != "application/json"
    ]
    ids = Counter(e.get("id") for e in tree.iter() if e.get("id"))
    found += [f"id {name} {n} times" for name, n in ids.items() if n > 1]
    found += [
        f"label for {e.get('for')}"
        for e in tree.iter("label")
        if e.get("for", "") not in ids and e.get("for") is not None
    ]
    found += [
        f"button without type: {e.text_content()!r}"
        for e in tree.iter("button")
        if not e.get("type")
    ]
    found += [
        f"nameless {e.tag}"
        for e in tree.iter("a", "button", "summary")
        if not (e.text_content().strip() or e.get("aria-label") or e.xpath(".//img[@alt]"))
    ]
    found += [
        f"empty address in {lxml.html.tostring(e)!r}"
        for e in tree.iter("a", "form")
        if not (e.get("href") or e.get("action"))
    ]
    labelled = {e.get("for") for e in tree.iter("label")}
    found += [
        f"control without a label: {e.get('name')}"
        for e in tree.iter("input", "select", "textarea")
        if e.get("type") != "hidden"
        and not e.get("aria-label")
        and e.get("id") not in labelled
        and next(e.iterancestors("label"), None) is None
    ]
    found += [
        f"icon {e.get('href')}"
        for e in tree.iter("use")
        if e.get("href", "").partition("#")[2] not in ICONS
    ]
    found += [
        f"th without scope: {e.text_content()!r}" for e in tree.iter("th") if not e.get("scope")
    ]
    found += ["image without alt" for e in tree.iter("img") if e.get("alt") is None]
    return found


def test_the_check_sees_faults() -> None:
    html = (
        '<div id="a"><p id="a" style="x" onclick="x">x</p><a href="/"></a><input name="q">'
        "<button>x</button><script>x</script></div>"
    )
    assert len(faults(html)) == 7


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("is_full", [True, False], ids=["full", "empty"])
@pytest.mark.parametrize("template", PAGES)
def test_a_page_is_sound(template: str, is_full: bool, language: str) -> None:
    with translation.override(language):
        html = shown(template, PAGES[template], is_full=is_full)
    assert faults(html) == []
    assert lxml.html.fromstring(html).get("lang") == language
    assert html.lstrip().startswith("<!doctype html>")
    assert len(lxml.html.fromstring(html).findall(".//h1")) == 1


@pytest.mark.parametrize("is_full", [True, False], ids=["full", "empty"])
@pytest.mark.parametrize("template", FRAGMENTS)
def test_a_fragment_is_sound(template: str, is_full: bool) -> None:
    html = shown(template, FRAGMENTS[template], is_full=is_full)
    assert faults(html) == []
    assert "<!doctype" not in html


@pytest.mark.parametrize("template", [*PAGES, *FRAGMENTS])
def test_texts_from_data_are_escaped(template: str) -> None:
    html = shown(template, (PAGES | FRAGMENTS)[template])
    assert HOSTILE not in html
    assert "<i>" not in html


@pytest.mark.parametrize("template", ALONE)
def test_a_page_of_trouble_needs_no_context(template: str) -> None:
    html = render_to_string(template)
    assert faults(html) == []
    assert len(lxml.html.fromstring(html).findall(".//h1")) == 1


@pytest.mark.parametrize("is_signed_in", [True, False])
def test_a_refusal_says_what_happened_and_what_to_do(is_signed_in: bool) -> None:
    refusal = Refused("NOT_FOUND", what="问题", code="WT-2026-000001")
    for template in ("refusal.html", "_pieces/refusal.html"):
        html = shown(template, is_full=is_signed_in, refusal=refusal, status=404)
        assert faults(html) == []
        assert refusal.sentence() in html
        assert refusal.remedy() in html


def test_a_list_answers_htmx_with_the_part_that_it_asks_for() -> None:
    for template in (
        "comparison/_hits.html",
        "problems/_problem_list.html",
        "journal/_journal_rows.html",
        "registry/_registry_list.html",
    ):
        tree = lxml.html.fromstring(shown(template, FRAGMENTS[template]))
        asked = {e.get("hx-select") for e in tree.iter() if e.get("hx-select")}
        assert asked == {"#list"}
        assert tree.get("id") == "list"


def test_a_job_that_is_over_stops_asking() -> None:
    over = shown("jobs/_job_progress.html", jobs.JobPage, is_full=True)
    going_on = shown("jobs/_job_progress.html", jobs.JobPage, is_full=False)
    assert "hx-trigger" not in over
    assert 'hx-trigger="every 2s"' in going_on


def test_a_step_that_is_barred_shows_why_and_no_form() -> None:
    html = shown("problems/_problem_drawer.html", problems.ProblemPage, is_full=True)
    assert "ht-step-barred" in html
    assert "<form" not in html
