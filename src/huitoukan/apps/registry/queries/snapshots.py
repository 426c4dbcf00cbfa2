"""Fills the page of snapshots: every frozen state of the registry, freezing, choosing two."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, Final

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.pages import ActionForm, Chip, Choice, Field, KeyValue
from huitoukan.apps.core.showing import page_of
from huitoukan.apps.jobs.pages import JobOutcome
from huitoukan.apps.journal.models import Entry
from huitoukan.apps.journal.queries import newest_with
from huitoukan.apps.places.queries import full_name, widest_area
from huitoukan.apps.registry.models import Snapshot
from huitoukan.apps.registry.queries import snapshot_folder
from huitoukan.apps.registry.queries.frozen import (
    KEYS,
    Damage,
    Villages,
    damage_of,
    holds_whole,
    snapshots_for,
)
from huitoukan.apps.registry.queries.imports import names_with_system
from huitoukan.apps.registry.snapshot_pages import FrozenFile, SnapshotRow, SnapshotsPage
from huitoukan.engine import api as engine

HASH_HEAD: Final = 12
CHOICES: Final = 200
"""Snapshots that can be chosen for comparing, the newest of them."""


def snapshots_page(
    actor: Actor,
    campaign: Campaign,
    params: Mapping[str, str],
    *,
    refused: tuple[str, str] = ("", ""),
) -> SnapshotsPage:
    """[registry:snapshots] Snapshots newest first; `refused` is a past day and why it is none."""
    every = snapshots_for(actor, campaign)
    found, pager = page_of(every, reverse("registry:snapshots"), params)
    chosen = list(every[:CHOICES])
    may_freeze = bool(actor.may("registry.freeze"))
    is_whole = holds_whole(actor, "registry.see", campaign.area)
    rows = snapshot_rows(found, before=dict(pairwise(chosen)))
    if not is_whole:
        own = Villages.of(actor, "registry.see", campaign.area)
        rows = [_of_own_villages(own, each, row) for each, row in zip(found, rows, strict=True)]
    is_choice = len(chosen) > 1
    return SnapshotsPage(
        rows=tuple(rows),
        pager=pager,
        before=_choices(chosen, 1) if is_choice else (),
        after=_choices(chosen, 0) if is_choice else (),
        freeze=_freeze_form() if may_freeze else None,
        past=_past_form(*refused) if may_freeze and chosen else None,
        counts_href=reverse("dashboards:counts"),
        place="" if is_whole else _own_place(actor, campaign),
    )


def _own_place(actor: Actor, campaign: Campaign) -> str:
    widest = widest_area(actor, campaign.area)
    return _("您的辖区") if widest == campaign.area else full_name(widest)


def snapshot_rows(
    snapshots: Iterable[Snapshot], before: Mapping[Snapshot, Snapshot] | None = None
) -> list[SnapshotRow]:
    """Snapshots for people, with the counts of the whole county and the last check of their files.

    `before` names for some the snapshot that they can be compared with.
    """
    found = list(snapshots)
    names = names_with_system(each.taken_by for each in found)
    checks = newest_with("snapshot", [each.code for each in found], "altered")
    return [
        SnapshotRow(
            code=each.code,
            is_baseline=each.is_baseline,
            is_past=each.is_past,
            stood_on=day_of(each),
            as_of=each.as_of,
            taken_at=each.taken_at,
            taken_by=names.get(each.taken_by, each.taken_by),
            content_hash=each.content_hash,
            hash_head=each.content_hash[:HASH_HEAD],
            n_households=each.n_households,
            n_members=each.n_members,
            n_villages=each.n_villages,
            files=tuple(FrozenFile(*file) for file in sorted(each.file_hashes.items())),
            check=_check_chip(checks.get(each.code)),
            check_note=_check_note(checks.get(each.code)),
            list_href=reverse("registry:frozen", args=[each.code]),
            verify_href=reverse("registry:verify", args=[each.code]),
            since_href=reverse("registry:compare", args=[before[each].code, each.code])
            if before and each in before
            else "",
        )
        for each in found
    ]


def _of_own_villages(own: Villages, snapshot: Snapshot, row: SnapshotRow) -> SnapshotRow:
    """The row with counts of the villages that the actor sees; None where files are damaged."""
    counts: dict[str, int | None] = dict.fromkeys(KEYS)
    if not damage_of(snapshot, from_memory=True):
        codes = own.on(timezone.localdate(snapshot.taken_at))
        for table in KEYS:
            held = engine.rows_by_place(snapshot_folder(snapshot.code) / f"{table}.parquet")
            counts[table] = sum(n for code, n in held.items() if code in codes)
    return replace(
        row,
        n_households=counts["household"],
        n_members=counts["member"],
        n_villages=counts["village"],
    )


def _check_chip(line: Entry | None) -> Chip | None:
    if line is None:
        return None
    damage = Damage(line.details["altered"], line.details["missing"])
    return Chip("bad", damage.told()) if damage else Chip("ok", _("文件与冻结时一致"))


def _check_note(line: Entry | None) -> str:
    if line is None:
        return ""
    return _("{at} {who} 核对").format(
        at=timezone.localtime(line.at).strftime("%Y-%m-%d %H:%M"), who=line.actor_name
    )


def snapshot_words(snapshot: Snapshot) -> str:
    """A snapshot in a select: its code, day and kind."""
    kind = _(KINDS_OF_SNAPSHOT[snapshot.is_baseline, snapshot.is_past])
    day = day_of(snapshot)
    return _("{code}（{day}，{kind}）").format(code=snapshot.code, day=f"{day:%Y-%m-%d}", kind=kind)


def day_of(snapshot: Snapshot) -> date:
    """The day on which the registry stood so: the past day, or the day of freezing."""
    return snapshot.as_of if snapshot.is_past else timezone.localdate(snapshot.taken_at)


KINDS_OF_SNAPSHOT: Final = {
    (True, False): gettext_noop("基线"),
    (False, False): gettext_noop("冻结"),
    (False, True): gettext_noop("还原"),
}


def _choices(snapshots: list[Snapshot], chosen: int) -> tuple[Choice, ...]:
    return tuple(
        Choice(each.code, snapshot_words(each), at == chosen) for at, each in enumerate(snapshots)
    )


def _freeze_form() -> ActionForm:
    return ActionForm(
        code="freeze",
        label=_("冻结名册"),
        href=reverse("registry:freeze"),
        icon="snowflake",
        note=_("把名册现在的样子存成快照，供比对使用。第一次冻结的是基线，以后不能改。"),
    )


def _past_form(value: str = "", error: str = "") -> ActionForm:
    return ActionForm(
        code="past",
        label=_("还原这一天的名册"),
        href=reverse("registry:past"),
        style="plain",
        icon="history",
        note=_("按留下的每一项变更，还原过去某一天日终的名册；只供查看和比较，不用于比对。"),
        fields=(
            Field(
                "as_of",
                _("哪一天"),
                "date",
                is_required=True,
                value=value,
                error=error,
                high=(timezone.localdate() - timedelta(days=1)).isoformat(),
            ),
        ),
        is_open=bool(error),
    )


def freeze_outcome(result: dict[str, Any]) -> JobOutcome:
    """What a freeze made, for the page of its job."""
    return JobOutcome(
        facts=(
            KeyValue(_("快照"), result["snapshot"]),
            KeyValue(_("户数"), str(result["households"])),
            KeyValue(_("人数"), str(result["members"])),
            KeyValue(_("内容校验值"), result["content_hash"][:HASH_HEAD]),
        ),
        next_label=_("查看快照"),
        next_href=reverse("registry:snapshots"),
    )
