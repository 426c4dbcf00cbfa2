"""Writing a matched import into the registry, set by set, and taking it back again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from django.db import connection, models
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.fields.json import KeyTextTransform

from huitoukan.apps.places.models import Area
from huitoukan.apps.registry.models import (
    PLACE,
    Change,
    ChangeKind,
    Household,
    ImportBatch,
    ImportState,
    ListedPerson,
    Member,
    Snapshot,
    StagedRow,
    VillageFacts,
)
from huitoukan.apps.registry.services.changing import (
    area_id_of,
    base_rows,
    change_rows,
    held,
    household_no_of,
    key_of_row,
    related,
)
from huitoukan.apps.registry.services.pouring import measure, parts_of
from huitoukan.apps.registry.services.staging import LISTS, ROWS_AT_ONCE
from huitoukan.domain.refusals import Refused

COMMON: Final = {"facts": "s.facts", "row_hash": "s.row_hash"}
"""Column of the registry to its expression over the staged row `s` (area `a`, household `h`)."""
COLUMNS: Final[dict[type[models.Model], dict[str, str]]] = {
    VillageFacts: COMMON,
    Household: {
        **COMMON,
        "area_id": "s.area_id",
        "head_name": "s.name",
        **{
            name: f"s.{name}"
            for name in ("natural_group", "household_type", "exit_status", "monitor_category")
        },
        "place_key": "a.code || ' ' || s.key",
        "changed_at": "%(at)s",
    },
    Member: {
        **COMMON,
        "household_id": "h.id",
        "name": "s.name",
        "id_no": "s.id_no",
        "row_no": "s.row",
    },
    ListedPerson: {
        **COMMON,
        "area_id": "s.area_id",
        "name": "s.name",
        "id_no": "s.id_no",
        "household_no": "s.household_no",
    },
}
NEW_COLUMNS: Final[dict[type[models.Model], dict[str, str]]] = {
    VillageFacts: {"area_id": "s.area_id"},
    Household: {"household_no": "s.key", "n_members": "0", "ended_by": "''"},
    Member: {"person_no": "s.key", "ended_by": "''"},
    ListedPerson: {"county_id": "%(county)s", "table": 's."table"', "key": "s.key"},
}
SHOWN: Final = 5
MODELS: Final[dict[str, type[models.Model]]] = {
    "village": VillageFacts,
    "household": Household,
    "member": Member,
    **dict.fromkeys(LISTS, ListedPerson),
}


def write(batch: ImportBatch, *, at: datetime, by: str) -> None:
    """Write all staged rows of a matched batch, inside the caller's transaction."""
    stamp = connection.ops.adapt_datetimefield_value(at)
    given = {"at": stamp, "batch": batch.pk, "county": batch.campaign.area_id}
    for table, model in MODELS.items():
        accounts = [a.pk for a in batch.sheets.all() if a.table == table]
        for first, end in parts_of(StagedRow.objects.filter(account__in=accounts)):
            part = f"s.account_id IN ({_list(accounts)}) AND s.id >= {first} AND s.id < {end}"
            _insert(model, part, given)
            _update(model, part, given)
        if accounts:
            measure(model)
    batch.own_changes.update(at=at, by=by)


def _insert(model: type[models.Model], part: str, given: Mapping[str, Any]) -> None:
    columns = {
        **COLUMNS[model], **NEW_COLUMNS[model], "created_in_id": "%(batch)s", "created_at": "%(at)s"
    }  # fmt: skip
    names = ", ".join(connection.ops.quote_name(name) for name in columns)
    _run(
        f"INSERT INTO {_table(model)} ({names}) SELECT {', '.join(columns.values())} "  # noqa: S608
        f"FROM {_table(StagedRow)} s {_join(model)} WHERE s.verdict = 'n' AND {part} ORDER BY s.id",
        given,
    )


def _update(model: type[models.Model], part: str, given: Mapping[str, Any]) -> None:
    assigned = ", ".join(f"{name} = {value}" for name, value in COLUMNS[model].items())
    _run(
        f"UPDATE {_table(model)} SET {assigned} FROM {_table(StagedRow)} s {_join(model)} "  # noqa: S608
        f"WHERE {_table(model)}.id = s.target AND s.verdict = 'c' AND {part}",
        given,
    )


def _join(model: type[models.Model]) -> str:
    if model is Household:
        return f"JOIN {_table(Area)} a ON a.id = s.area_id"
    if model is Member:
        return f"JOIN {_table(Household)} h ON h.household_no = s.household_no"
    return ""


def _table(model: type[models.Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)


def _list(numbers: Sequence[int]) -> str:
    return ", ".join(str(int(number)) for number in numbers)


def _run(sql: str, given: Mapping[str, Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, dict(given))


def touched_households(batch: ImportBatch) -> set[int]:
    """Keys of the households that an import made or changed, or whose members it did.

    Asked for piece by piece: put together as one condition, databases try every household.
    """
    every = Household.objects.for_system("an import refreshes what it touched").order_by()
    own = every.filter(created_in=batch).values_list("pk", flat=True)
    touched = set(own.iterator(chunk_size=ROWS_AT_ONCE))
    members = Member.objects.for_system("members that came with it").filter(created_in=batch)
    homes = members.order_by().values_list("household_id", flat=True).distinct()
    touched.update(homes.iterator(chunk_size=ROWS_AT_ONCE))
    changes = batch.own_changes.order_by()
    former = changes.filter(table="member").annotate(old=KeyTextTransform("household_no", "before"))
    for numbers in (changes.values("household_no"), former.values("old")):
        touched.update(every.filter(household_no__in=numbers).values_list("pk", flat=True))
    return touched


def villages_left(batch: ImportBatch) -> set[int]:
    """The villages (their keys) that households left by an import."""
    moved = batch.own_changes.filter(table="household", before__has_key=PLACE)
    codes = moved.annotate(code=KeyTextTransform(PLACE, "before")).values("code")
    return set(Area.objects.filter(code__in=codes).values_list("pk", flat=True))


def villages_touched(batch: ImportBatch) -> set[int]:
    """The villages (their keys) whose numbers an import changed."""
    areas = set(villages_left(batch))
    pks = sorted(touched_households(batch))
    every = Household.objects.for_system("the villages that an import touched").order_by()
    for start in range(0, len(pks), ROWS_AT_ONCE):
        some = every.filter(pk__in=pks[start : start + ROWS_AT_ONCE])
        areas.update(some.values_list("area_id", flat=True))
    return areas


# --- taking an import back ---


def refuse_what_is_built_upon(batch: ImportBatch) -> None:
    """Refuse to undo an import on which something later depends, and say what. Raises Refused."""
    campaign = batch.campaign
    if batch.stands is not ImportState.MERGED:
        raise Refused("IMPORT_NOT_MERGED", code=batch.code)
    reasons = []
    later = Snapshot.objects.for_system("what depends on an import").filter(
        campaign__area=campaign.area, taken_at__gte=batch.decided_at
    )
    reasons += [f"快照 {snapshot.code}" for snapshot in later[:SHOWN]]
    changes = Change.objects.for_system("what depends on an import")
    own = changes.filter(batch=batch).exclude(at=None)
    since = changes.filter(at__gte=batch.decided_at).exclude(batch=batch)
    n_changed = since.filter(
        Exists(own.filter(table=OuterRef("table"), key=OuterRef("key")))
        | Q(table="household", key__in=_created(Household, batch).values("household_no"))
        | Q(table="member", key__in=_created(Member, batch).values("person_no"))
    ).count()
    if n_changed:
        reasons.append(f"之后又变更的 {n_changed} 行")
    n_joined = (
        Member.objects.for_system("what depends on an import")
        .filter(household__created_in=batch)
        .exclude(created_in=batch)
        .exclude(Exists(own.filter(table="member", key=OuterRef("person_no"))))
        .count()
    )
    if n_joined:
        reasons.append(f"之后登记到这些户的 {n_joined} 人")
    reasons += _referring(batch)
    if reasons:
        raise Refused("IMPORT_BUILT_UPON", code=batch.code, what=tuple(reasons))


def _created(model: Any, batch: ImportBatch) -> QuerySet[Any]:
    return model.objects.for_system("what an import made").filter(created_in=batch)  # type: ignore[no-any-return]


def _referring(batch: ImportBatch) -> list[str]:
    """Rows of later stages that point to households or members which the import made."""
    found = []
    for model in (Household, Member):
        for relation in model._meta.related_objects:
            other = relation.related_model
            if other._meta.app_label == model._meta.app_label:
                continue
            n = other._base_manager.filter(
                **{f"{relation.field.name}__in": _created(model, batch)}
            ).count()
            if n:
                found.append(f"{other._meta.verbose_name} {n} 条")
    return found


def take_back(batch: ImportBatch, *, at: datetime, by: str) -> list[int]:
    """Undo a merged import: changed rows as they were, new rows away, all of it written down.

    Returns the keys of the households that were touched and are still there.

    Called inside a transaction, after `refuse_what_is_built_upon`.
    """
    reason = f"撤销导入 {batch.code}"
    touched = sorted(touched_households(batch))
    own = batch.own_changes.filter(kind=ChangeKind.UPDATED).exclude(at=None)
    for table in MODELS:
        back = {change.key: (change.after, change.before) for change in own.filter(table=table)}
        if back:
            change_rows(table, batch.campaign, back, reason=reason, at=at, by=by)
    for table in reversed(MODELS):
        _remove_created(table, batch, reason, at, by)
    every = Household.objects.for_system("after an undo").order_by()
    left: list[int] = []
    for start in range(0, len(touched), ROWS_AT_ONCE):
        some = every.filter(pk__in=touched[start : start + ROWS_AT_ONCE])
        left.extend(some.values_list("pk", flat=True))
    return left


def _remove_created(table: str, batch: ImportBatch, reason: str, at: datetime, by: str) -> None:
    rows = base_rows(table, batch.campaign).filter(created_in=batch)
    gone = [
        Change(
            table=table, key=key_of_row(row), household_no=household_no_of(row),
            area_id=area_id_of(row), kind=ChangeKind.REMOVED,
            before={"held": held(row), "created_at": row.created_at.isoformat()},
            reason=reason, effective_on=at.date(), at=at, by=by,
        )
        for row in related(rows, table)
    ]  # fmt: skip
    Change.objects.bulk_create(gone, ROWS_AT_ONCE)
    rows.delete()
