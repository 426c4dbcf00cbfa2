"""What import-linter's contracts cannot say: narrow doors between apps, a bare domain."""

from __future__ import annotations

import sys
from functools import cache

import grimp

# The parts of an app that other apps may speak to. `core` has no tables and is open to all.
DOORS = {"models", "queries", "services", "pages"}


@cache
def _graph() -> grimp.ImportGraph:
    return grimp.build_graph("huitoukan", include_external_packages=True, cache_dir=None)


def _imports() -> list[tuple[str, str]]:
    graph = _graph()
    return sorted(
        (importer, imported)
        for importer in graph.modules
        for imported in graph.find_modules_directly_imported_by(importer)
    )


def crossings(imports: list[tuple[str, str]]) -> list[str]:
    """Imports of one app by another that do not go through a door."""
    found = []
    for importer, imported in imports:
        ours, theirs = importer.split("."), imported.split(".")
        if ours[:2] != ["huitoukan", "apps"] or theirs[:2] != ["huitoukan", "apps"]:
            continue
        if len(theirs) < 4 or theirs[2] in {ours[2], "core"} or theirs[3] in DOORS:
            continue
        found.append(f"{importer} imports {imported}")
    return found


def test_the_check_sees_an_import_past_the_doors() -> None:
    through = ("huitoukan.apps.comparison.services", "huitoukan.apps.problems.services.opening")
    past = ("huitoukan.apps.comparison.views", "huitoukan.apps.problems.forms")
    assert crossings([through, past]) == [f"{past[0]} imports {past[1]}"]


def test_apps_speak_to_each_other_only_through_models_queries_services_and_pages() -> None:
    assert crossings(_imports()) == []


def test_the_domain_imports_nothing_but_itself_and_the_standard_library() -> None:
    wrong = [
        f"{importer} imports {imported}"
        for importer, imported in _imports()
        if importer.startswith("huitoukan.domain")
        and not imported.startswith("huitoukan.domain")
        and imported.split(".")[0] not in sys.stdlib_module_names
    ]
    assert wrong == []


def test_only_the_engine_imports_an_engine_and_the_apps_see_its_api_alone() -> None:
    wrong = [
        f"{importer} imports {imported}"
        for importer, imported in _imports()
        if importer.startswith("huitoukan.apps")
        and imported.startswith("huitoukan.engine")
        and imported != "huitoukan.engine.api"
    ]
    assert wrong == []
