"""The tables of the registry, by noun."""

from huitoukan.apps.registry.models.imports import (
    PLACE,
    Change,
    ChangeKind,
    ImportBatch,
    ImportFile,
    ImportReject,
    ImportSheet,
    ImportState,
    StagedRow,
    Verdict,
)
from huitoukan.apps.registry.models.lists import ListChoice, SavedView, SearchKey, VillageTally
from huitoukan.apps.registry.models.rows import Household, ListedPerson, Member, VillageFacts
from huitoukan.apps.registry.models.snapshots import Snapshot, SnapshotScore

__all__ = [
    "PLACE",
    "Change",
    "ChangeKind",
    "Household",
    "ImportBatch",
    "ImportFile",
    "ImportReject",
    "ImportSheet",
    "ImportState",
    "ListChoice",
    "ListedPerson",
    "Member",
    "SavedView",
    "SearchKey",
    "Snapshot",
    "SnapshotScore",
    "StagedRow",
    "Verdict",
    "VillageFacts",
    "VillageTally",
]
