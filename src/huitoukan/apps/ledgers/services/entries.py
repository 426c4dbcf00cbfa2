"""What people do with one entry on screen: add it, change it, end it, restore it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext as _

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.filled import read_texts
from huitoukan.apps.core.language import refusal_text
from huitoukan.apps.journal.services import details_of, record, use_case
from huitoukan.apps.ledgers import queries
from huitoukan.apps.ledgers.models import ChangeKind, Entry, Values
from huitoukan.apps.ledgers.services.reading import Reader, Row, Wrong, key_labels
from huitoukan.apps.ledgers.services.writing import Stamp, change, create, difference, hold, turn
from huitoukan.domain.refusals import Refused
from huitoukan.rules.shapes.tables import DataSet


@use_case("ledger.keep")
def add_entry(
    actor: Actor, campaign: Campaign, dataset_id: str, texts: Mapping[str, str], *, at: datetime
) -> Entry:
    """Enter a new row into a ledger. `texts` are column to text, as typed.

    Raises Refused: FORM_INVALID with every fault by column, LEDGER_TWICE, LEDGER_ENDED,
    LEDGER_ELSEWHERE when the same row is there already, NOT_FOUND.
    """
    dataset = queries.ledger_for(actor, campaign, dataset_id, "ledger.keep")
    row = _row_of(Reader(actor, campaign, dataset), texts, {})
    hold(campaign.area)
    _demand_free(actor, campaign, dataset, row, None)
    (entry,) = create(campaign, dataset, [row], Stamp(actor, at))
    _write_down(entry, dataset, "登记")
    return entry


@use_case("ledger.keep")
def change_entry(
    actor: Actor,
    code: str,
    texts: Mapping[str, str],
    *,
    seen: int,
    why: str = "",
    at: datetime,
) -> Entry:
    """Change an entry; a column that `texts` leaves out stays, an empty one is emptied.

    Raises Refused: LEDGER_STALE with both versions when somebody changed it since version `seen`,
    LEDGER_NOTHING, LEDGER_STATE when it has ended, and what `add_entry` raises.
    """
    entry, dataset, campaign = _held(actor, code)
    if entry.version != seen:
        raise _stale(entry, dataset, seen)
    if entry.ended_at is not None:
        raise Refused("LEDGER_STATE", why="已经结束")
    row = _row_of(Reader(actor, campaign, dataset), texts, entry.values)
    fields = difference(dataset, entry.values, row.values)
    if not fields:
        raise Refused("LEDGER_NOTHING")
    _demand_free(actor, campaign, dataset, row, entry)
    change(dataset, [(entry, row)], Stamp(actor, at, why))
    _write_down(entry, dataset, "修改", columns=list(fields), why=why)
    return entry


@use_case("ledger.keep")
def end_entry(actor: Actor, code: str, *, seen: int, why: str, at: datetime) -> Entry:
    """End an entry, with the reason; it stays readable and is no longer compared."""
    return _turn(actor, code, ChangeKind.ENDED, seen=seen, why=why, at=at)


@use_case("ledger.keep")
def restore_entry(actor: Actor, code: str, *, seen: int, why: str, at: datetime) -> Entry:
    """Take an ended entry back into the ledger, with the reason."""
    return _turn(actor, code, ChangeKind.RESTORED, seen=seen, why=why, at=at)


def _turn(
    actor: Actor,
    code: str,
    kind: ChangeKind,
    *,
    seen: int,
    why: str,
    at: datetime,
) -> Entry:
    entry, dataset, _campaign = _held(actor, code)
    if entry.version != seen:
        raise _stale(entry, dataset, seen)
    if (entry.ended_at is not None) == (kind is ChangeKind.ENDED):
        raise Refused("LEDGER_STATE", why="已经结束" if entry.ended_at else "没有结束")
    if not why.strip():
        raise Refused("FORM_INVALID", errors=_("请填原因"), fields={"why": _("请填原因")})
    turn(entry, kind, Stamp(actor, at, why))
    _write_down(entry, dataset, kind.label, why=why)
    return entry


def _held(actor: Actor, code: str) -> tuple[Entry, DataSet, Campaign]:
    """The entry for who keeps it there; nobody else writes into the county's ledgers meanwhile."""
    *_others, campaign = queries.entry_for(actor, code, "ledger.keep")
    hold(campaign.area)
    entry, dataset, campaign = queries.entry_for(actor, code, "ledger.keep")
    if not queries.may_keep(actor, dataset, entry.area):
        raise Refused("NOT_ALLOWED", verb=f"登记“{dataset.title.zh}”")
    return entry, dataset, campaign


def _stale(entry: Entry, dataset: DataSet, seen: int) -> Refused:
    """The refusal of an old form: who changed what since then."""
    since = list(entry.changes.filter(version__gt=seen))
    fields: dict[str, list[object]] = {}
    for one in since:
        for name, (before, after) in one.fields.items():
            fields[name] = [fields.get(name, [before])[0], after]
    order = [column.name for column in dataset.columns if column.name in fields]
    return Refused(
        "LEDGER_STALE",
        who="、".join(dict.fromkeys(one.name for one in since)),
        since={name: fields[name] for name in order},
    )


def _row_of(reader: Reader, texts: Mapping[str, str], before: Values) -> Row:
    """The row of a form. A text that only repeats the masked value leaves it as it was."""
    dataset, codes = reader.dataset, reader.campaign.pack.opened().codes
    sent = [column for column in dataset.columns if column.name in texts or not before]
    sent = [
        column
        for column in sent
        if not (
            column.sensitive
            and column.name in before
            and texts[column.name].strip() == queries.masked(column, before[column.name])
        )
    ]
    needs = {column.name for column in dataset.columns if column.required}
    values, faults = read_texts(sent, texts, codes, needs=needs, prefix="")
    names = {column.name for column in sent}
    stays = {name: value for name, value in before.items() if name not in names}
    try:
        row = reader.row(values, onto=stays)
    except Wrong as wrong:
        faults.setdefault(wrong.column, refusal_text(wrong.refused))
        row = None
    if faults or row is None:
        raise Refused("FORM_INVALID", errors=_("；").join(faults.values()), fields=faults)
    return row


def _demand_free(
    actor: Actor, campaign: Campaign, dataset: DataSet, row: Row, own: Entry | None
) -> None:
    every = Entry.objects.for_system("a row stands once in a ledger, wherever it is kept")
    other = every.filter(county=campaign.area, dataset=dataset.id, key=row.key).first()
    if other is None or (own is not None and other.pk == own.pk):
        return
    raise refusal_of_double(actor, dataset, other)


def refusal_of_double(actor: Actor, dataset: DataSet, other: Entry) -> Refused:
    """Why a row cannot be entered that is there already; of a foreign place only that it is."""
    labels = key_labels(dataset)
    if not queries.may_keep(actor, dataset, other.area):
        return Refused("LEDGER_ELSEWHERE", columns=labels)
    if other.ended_at is not None:
        return Refused("LEDGER_ENDED", code=other.code)
    return Refused("LEDGER_TWICE", code=other.code, columns=labels)


def _write_down(entry: Entry, dataset: DataSet, act: str, **details: object) -> None:
    record(
        "entry",
        entry.code,
        f"{act}台账“{dataset.title.zh}”第 {entry.number} 条",
        area_path=entry.area.depth_path,
        dataset=dataset.id,
        version=entry.version,
        **details_of(**details),
    )
