"""Taking a named database table: read into a file that is kept, then delivered like any file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.files.services.keeping import keep_bytes, pieces_of
from huitoukan.apps.mappings.queries import is_own_source
from huitoukan.apps.sources.queries.tables import table_named
from huitoukan.domain.refusals import Refused
from huitoukan.intake.named_tables import write_text


def fetch(
    actor: Actor,
    campaign: Campaign,
    name: str,
    work: Path,
    tell: Callable[[int, int, str], None],
) -> tuple[str, str, str]:
    """Read the table into a kept file; returns its hash, the file's name and the data set.

    Raises Refused TABLE_UNNAMED, TABLE_UNREADABLE, NOT_ALLOWED, DISK_FULL.
    """
    table = table_named(name)
    dataset = campaign.pack.opened().sources.get(table.dataset)
    if dataset is None:
        raise Refused("DATASET_UNKNOWN", name=name)
    if not is_own_source(actor, campaign, "source.deliver", dataset):
        raise Refused("NOT_ALLOWED", verb=f"报送“{dataset.title.zh}”")
    path = work / "table.csv"
    write_text(table, path, lambda n: tell(n, 0, f"读取数据库表“{name}”第 {n:,} 行"))
    sha256, _ = keep_bytes(pieces_of(path))
    path.unlink()
    return sha256, f"{name}.csv", dataset.id
