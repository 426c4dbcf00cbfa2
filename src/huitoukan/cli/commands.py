"""The tree of commands: nouns and verbs, gathered from the apps and libraries."""

from __future__ import annotations

import typer

from huitoukan.apps.accounts.commands import app as people
from huitoukan.apps.adjustments.commands import app as adjustments
from huitoukan.apps.agreement.commands import app as agreement
from huitoukan.apps.assessment.place_commands import app as assessment
from huitoukan.apps.assignments.commands import app as assignments
from huitoukan.apps.campaigns.commands import app as campaign
from huitoukan.apps.comparison.commands import app as compare
from huitoukan.apps.core.commands import where
from huitoukan.apps.dashboards.commands import change, counts
from huitoukan.apps.exits.commands import app as exits
from huitoukan.apps.incomes.commands import app as incomes
from huitoukan.apps.jobs.commands import work
from huitoukan.apps.journal.commands import app as journal
from huitoukan.apps.ledgers.commands import app as ledgers
from huitoukan.apps.links.commands import app as links
from huitoukan.apps.mappings.commands import app as mapping
from huitoukan.apps.oversight.commands import app as oversight
from huitoukan.apps.papers.commands import app as papers
from huitoukan.apps.places.commands import app as places
from huitoukan.apps.problems.commands import app as problems
from huitoukan.apps.registry.commands import app as registry
from huitoukan.apps.rulebook.commands import scorecards, try_rule
from huitoukan.apps.sources.commands import app as sources
from huitoukan.apps.sources.commands import off_registry
from huitoukan.assess.evidence_commands import app as assess
from huitoukan.classify.commands import classify
from huitoukan.cli.comparison import compare_run
from huitoukan.cli.demo import app as demo
from huitoukan.cli.numbers import app as numbers
from huitoukan.cli.server import check, serve
from huitoukan.config.start import start, with_database
from huitoukan.engine.commands import plan, try_examples
from huitoukan.linking.commands import link
from huitoukan.rules.commands import app as pack

app = typer.Typer(
    help="回头看：从名册、部门比对到问题销号。",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    rich_markup_mode=None,
)

# These two read what stands in the places: households, problems, posts.
places.command("change")(change)
places.command("counts")(counts)
# What is done with the rules of a comparison.
compare.command("try")(try_rule)
compare.command("scorecards")(scorecards)
# Into the registry, but out of what departments delivered.
registry.command("off-registry")(off_registry)

for name, group in (
    ("places", places),
    ("people", people),
    ("campaign", campaign),
    ("registry", registry),
    ("adjustments", adjustments),
    ("mapping", mapping),
    ("sources", sources),
    ("ledgers", ledgers),
    ("links", links),
    ("compare", compare),
    ("assignments", assignments),
    ("agreement", agreement),
    ("assessment", assessment),
    ("exits", exits),
    ("incomes", incomes),
    ("problems", problems),
    ("papers", papers),
    ("oversight", oversight),
    ("journal", journal),
):
    for command in group.registered_commands:
        if command.callback is not None:
            command.callback = with_database(command.callback)
    app.add_typer(group, name=name)

# `compare run` has two forms, of a campaign and of folders; the second needs no database.
compare.registered_commands = [one for one in compare.registered_commands if one.name != "run"]
compare.command("run")(compare_run)
# These need no database.
problems.command("classify")(classify)
compare.command("plan")(plan)
pack.command("test")(try_examples)

app.add_typer(demo, name="demo")
app.add_typer(pack, name="pack")
app.add_typer(assess, name="assess")
app.add_typer(numbers, name="id")
app.command("link")(link)
app.command("work")(with_database(work))
app.command("serve")(serve)
app.command("check")(check)


@app.command("where", help=where.__doc__)
def _where(
    url: str = typer.Argument(help="页面地址，例如 /problems/WT-2026-000001/"),
    as_json: bool = typer.Option(False, "--json", help="输出 JSON"),
) -> None:
    start()
    where(url, as_json)
