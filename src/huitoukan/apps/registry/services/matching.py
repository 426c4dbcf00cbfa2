"""What a staged import would do to the registry: new, changed, unchanged or given back, row by row.

Set by set in the database; only rows whose data differ are looked at one by one, for the fields
that would change. The outcome is worked out anew each time, so that a proposal can be brought up
to date.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any, Final

from django.db.models import (
    Case,
    Count,
    Exists,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.registry.models import (
    PLACE,
    Change,
    ChangeKind,
    Household,
    ImportBatch,
    ImportReject,
    ImportSheet,
    ImportState,
    StagedRow,
    Verdict,
)
from huitoukan.apps.registry.services.changing import KEY_FIELDS, base_rows, held, related
from huitoukan.apps.registry.services.pouring import measure, parts_of
from huitoukan.apps.registry.services.rows import row_hash
from huitoukan.apps.registry.services.staging import ROWS_AT_ONCE, TABLES, columns_of, reject_of
from huitoukan.documents.cells import CellProblem
from huitoukan.domain.refusals import Refused

SAID: Final = ["facts", "row_hash", "verdict", *columns_of("household", {})]
LABELS: Final = {"village": "行政村代码", "household": "户编号", "member": "人编号"}


def marker_of(campaign: Campaign) -> str:
    """Which state of the registry this is: it differs after every change."""
    change = Change.objects.for_system("the newest change").exclude(at=None).aggregate(n=Max("pk"))
    merged = (
        ImportBatch.objects.for_system("the newest merged import")
        .filter(campaign__area=campaign.area, state=ImportState.MERGED)
        .aggregate(n=Max("pk"), at=Max("decided_at"))
    )
    return f"{change['n'] or 0}/{merged['n'] or 0}/{merged['at'] or ''}"


def match(batch: ImportBatch) -> None:
    """Work out every row's verdict, the fields that would change, and the accounts of the sheets.

    Called inside a transaction.
    """
    accounts = list(batch.sheets.all())
    ids = [account.pk for account in accounts]
    batch.own_changes.filter(at=None).delete()
    again = StagedRow.objects.filter(account__in=ids).exclude(verdict=Verdict.OPEN)
    again.update(verdict=Verdict.OPEN, target=None)
    ImportReject.objects.filter(account__in=ids, is_of_match=True).delete()
    measure(StagedRow)
    for table in TABLES:
        rows = StagedRow.objects.filter(
            account__in=[account.pk for account in accounts if account.table == table]
        )
        if not rows.exists():
            continue
        _reject_doubles(rows, accounts)
        if table == "member":
            _reject_without_household(rows, batch, accounts)
        _aim(rows, table, batch, accounts)
        _compare(rows, table, batch, {account.pk: account for account in accounts})
    for account in accounts:
        _count(account)
    batch.marker = marker_of(batch.campaign)
    batch.save(update_fields=["marker"])


# --- rows of one file that are the same object ---


def _reject_doubles(rows: QuerySet[StagedRow], accounts: Iterable[ImportSheet]) -> None:
    """Rows of one key: the same twice is given back once; sheets that complete each other are one.

    Rows that contradict each other are all given back: which of them is right, only people know.
    """
    doubled = rows.values("key").annotate(n=Count("pk")).filter(n__gt=1).values("key")
    found = rows.filter(key__in=doubled).order_by("key", "account_id", "row")
    back: list[tuple[StagedRow, StagedRow, str]] = []
    folded: list[StagedRow] = []
    for _, same in groupby(found.iterator(chunk_size=ROWS_AT_ONCE), key=lambda row: row.key):
        first, *others = same
        group = [first, *others]
        if any(_contradict(one, two) for one in group for two in group):
            back.extend(
                (row, first if row is not first else others[0], "DUP_CONFLICT") for row in group
            )
            continue
        seen = {first.account_id}
        for row in others:
            if row.account_id in seen:
                back.append((row, first, "DUP_ROW"))
                continue
            seen.add(row.account_id)
            _say(first, {**first.facts, **row.facts})
            row.verdict = Verdict.SAME
            folded.extend((first, row))
    StagedRow.objects.bulk_update(folded, SAID, ROWS_AT_ONCE)
    label = LABELS.get(back[0][0].table, "") if back else ""
    _give_back(
        [
            (row, label, Refused(code, first_row=other.row, what=label or "编号"))
            for row, other, code in back
        ],
        accounts,
    )  # fmt: skip


def _contradict(one: StagedRow, two: StagedRow) -> bool:
    """Whether two rows of one key cannot both be right: in one sheet, unless they are equal.

    Rows of two sheets may complete each other; which of two in one sheet is meant, nobody can say.
    """
    if one.account_id == two.account_id:
        return one.area_id != two.area_id or one.facts != two.facts
    return one.area_id != two.area_id or any(
        one.facts[name] != two.facts[name] for name in one.facts.keys() & two.facts.keys()
    )


def _say(row: StagedRow, facts: dict[str, Any]) -> None:
    """Let a staged row say this: its facts, and what lists show of them."""
    row.facts = facts
    for column, value in columns_of(row.table, facts).items():
        setattr(row, column, value)
    row.row_hash = row_hash({**facts, "area": row.area.code} if row.area else facts)


def _give_back(back: list[tuple[StagedRow, str, Refused]], accounts: Iterable[ImportSheet]) -> None:
    by_id = {account.pk: account for account in accounts}
    rejects = []
    for row, label, refused in back:
        problem = CellProblem(refused.code, label, refused.sentence(), refused.remedy(), "")
        reject = reject_of(by_id[row.account_id], row.row, problem)
        reject.is_of_match = True
        rejects.append(reject)
        row.verdict = Verdict.REJECTED
    ImportReject.objects.bulk_create(rejects, ROWS_AT_ONCE)
    StagedRow.objects.bulk_update([row for row, *_ in back], ["verdict"], ROWS_AT_ONCE)


# --- what each row meets in the registry ---


def _reject_without_household(
    rows: QuerySet[StagedRow], batch: ImportBatch, accounts: Iterable[ImportSheet]
) -> None:
    here = Household.objects.for_system("an import looks up households").filter(
        area__path__startswith=batch.campaign.area.depth_path,
        household_no=OuterRef("household_no"),
        ended_on=None,
    )
    staged = StagedRow.objects.filter(
        account__batch=batch, table="household", key=OuterRef("household_no")
    ).exclude(verdict__in=[Verdict.REJECTED, Verdict.OPEN])
    orphans = rows.filter(~Exists(here), ~Exists(staged), verdict=Verdict.OPEN)
    _give_back(
        [
            (row, "户编号", Refused("HOUSEHOLD_UNKNOWN", household_no=row.household_no))
            for row in orphans
        ],
        accounts,
    )


def _aim(
    rows: QuerySet[StagedRow], table: str, batch: ImportBatch, accounts: Iterable[ImportSheet]
) -> None:
    """Find the row of the registry with the same key; another county's is not touched."""
    base = base_rows(table, batch.campaign)
    same_key = base.filter(**{KEY_FIELDS.get(table, "key"): OuterRef("key")})
    if table in {"household", "member"}:
        area = "area" if table == "household" else "household__area"
        inside = {f"{area}__path__startswith": batch.campaign.area.depth_path}
        label = LABELS[table]
        elsewhere = rows.filter(Exists(same_key.exclude(**inside)), verdict=Verdict.OPEN)
        _give_back(
            [
                (row, label, Refused("NUMBER_ELSEWHERE", label=label, number=row.key))
                for row in elsewhere
            ],
            accounts,
        )
        _give_back_ended(rows, same_key, label, accounts)
    verdict = Case(
        When(~Exists(same_key), then=Value(Verdict.NEW)),
        When(Exists(same_key.filter(row_hash=OuterRef("row_hash"))), then=Value(Verdict.SAME)),
        default=Value(Verdict.CHANGED),
    )
    # In one statement: a database writes each row anew for every one.
    target = Subquery(same_key.values("pk")[:1])
    for some in _parts(rows):
        some.filter(verdict=Verdict.OPEN).update(target=target, verdict=verdict)


def _give_back_ended(
    rows: QuerySet[StagedRow], same_key: QuerySet[Any], label: str, accounts: Iterable[ImportSheet]
) -> None:
    """Who left the registry by an approved event does not come back by an old list."""
    gone = same_key.exclude(ended_on=None)
    back = rows.filter(Exists(gone), verdict=Verdict.OPEN).annotate(
        ended_on=Subquery(gone.values("ended_on")[:1]),
        ended_by=Subquery(gone.values("ended_by")[:1]),
    )
    _give_back(
        [
            (
                row, label,
                Refused("ROW_ENDED", label=label, number=row.key, day=row.ended_on.isoformat(),
                        why=row.ended_by),
            )
            for row in back
        ],
        accounts,
    )  # fmt: skip


def _compare(
    rows: QuerySet[StagedRow], table: str, batch: ImportBatch, accounts: dict[int, ImportSheet]
) -> None:
    """For rows whose data differ, the fields; a blank cell says nothing, unless it was said to."""
    changed = rows.filter(verdict=Verdict.CHANGED).select_related("area").order_by("pk")
    for chunk in _chunks(changed):
        before = {
            row.pk: row
            for row in related(base_rows(table, batch.campaign), table).filter(
                pk__in=[row.target for row in chunk]
            )
        }
        areas = _areas_of_households(table, chunk)
        proposed = []
        for row in chunk:
            old = before[row.target or 0]
            was = held(old)
            cleared = accounts[row.account_id].columns if batch.clears_blanks else ()
            facts = {name: value for name, value in old.facts.items() if name not in cleared}
            _say(row, {**facts, **row.facts})
            place = row.area if table != "village" else None
            now = {**row.facts, **({PLACE: place.code} if place else {})}
            fields = [name for name in was.keys() | now.keys() if was.get(name) != now.get(name)]
            if not fields:
                row.verdict = Verdict.SAME
                continue
            area_id = row.area_id or areas.get(row.household_no)
            proposed.append(
                Change(
                    table=table, key=row.key, household_no=row.household_no,
                    area_id=area_id or batch.campaign.area_id, kind=ChangeKind.UPDATED,
                    before={name: was[name] for name in sorted(fields) if name in was},
                    after={name: now[name] for name in sorted(fields) if name in now},
                    n_fields=len(fields), batch=batch, effective_on=batch.imported_at.date(),
                )
            )  # fmt: skip
        StagedRow.objects.bulk_update(chunk, SAID, ROWS_AT_ONCE)
        Change.objects.bulk_create(proposed)


def _areas_of_households(table: str, rows: Iterable[StagedRow]) -> dict[str, int]:
    if table != "member":
        return {}
    return dict(
        Household.objects.for_system("where a changed member's household is")
        .filter(household_no__in={row.household_no for row in rows})
        .values_list("household_no", "area_id")
    )


def _parts(rows: QuerySet[StagedRow]) -> Iterator[QuerySet[StagedRow]]:
    for start, end in parts_of(rows):
        yield rows.filter(pk__gte=start, pk__lt=end)


def _chunks(rows: QuerySet[StagedRow]) -> Iterator[list[StagedRow]]:
    last = 0
    while chunk := list(rows.filter(pk__gt=last)[:ROWS_AT_ONCE]):
        last = chunk[-1].pk
        yield chunk


# --- the account ---


def _count(account: ImportSheet) -> None:
    counts = account.staged.aggregate(
        new=Count("pk", filter=Q(verdict=Verdict.NEW)),
        changed=Count("pk", filter=Q(verdict=Verdict.CHANGED)),
        same=Count("pk", filter=Q(verdict=Verdict.SAME)),
    )
    account.n_created, account.n_updated = counts["new"], counts["changed"]
    account.n_unchanged = counts["same"]
    account.n_rejected = account.rejects.order_by().values("row").distinct().count()
    account.n_rows = (
        account.n_created + account.n_updated + account.n_unchanged + account.n_rejected
    )
    account.save()
