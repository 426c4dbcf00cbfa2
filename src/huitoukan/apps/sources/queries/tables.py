"""The database tables that the server's owner has named, and those a person may deliver."""

from __future__ import annotations

from django.conf import settings

from huitoukan.apps.core.actor import Actor
from huitoukan.apps.sources.queries import departments_seen
from huitoukan.domain.refusals import Refused
from huitoukan.intake.named_tables import NamedTable, named_tables
from huitoukan.rules.pack import Pack


def table_named(name: str) -> NamedTable:
    """The table of that name, or Refused TABLE_UNNAMED."""
    table = named_tables(settings.TABLES_FILE).get(name)
    if table is None:
        raise Refused("TABLE_UNNAMED", name=name)
    return table


def tables_for(actor: Actor, pack: Pack) -> list[NamedTable]:
    """The named tables of the data sets that the actor delivers, in the order of their names."""
    own = departments_seen(actor, "source.deliver")
    return [
        table
        for _, table in sorted(named_tables(settings.TABLES_FILE).items())
        if (dataset := pack.sources.get(table.dataset)) is not None
        and (own is None or dataset.department in own)
    ]
