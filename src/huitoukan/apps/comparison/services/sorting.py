"""A run told apart from the runs before it: new, still there, back, gone, or not compared.

Rule by rule and some hundreds of doubts at a time, so that a campaign of hundreds of thousands
costs no more memory than its largest rule. The caller holds the transaction.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import islice
from typing import Any, Final, NamedTuple, TypeVar

import pyarrow as pa
import pyarrow.compute as pc

from huitoukan.apps.comparison.models import (
    LINK,
    ROW_COUNT,
    Closure,
    EventKind,
    Hit,
    HitEvent,
    HitState,
    Run,
)
from huitoukan.apps.comparison.services.covering import Covering
from huitoukan.apps.core.scope import ScopedQuerySet
from huitoukan.apps.ledgers.services.freezing import FrozenLedger
from huitoukan.apps.links.services.uses import LinkedTables
from huitoukan.apps.places.queries import villages_in
from huitoukan.apps.problems.models import Problem
from huitoukan.apps.problems.services.steps import reserve_numbers
from huitoukan.apps.registry.models import Household, Snapshot
from huitoukan.apps.sources.models import Delivery
from huitoukan.domain import doubts
from huitoukan.domain.doubts import Standing
from huitoukan.domain.problems import OPEN_STATES
from huitoukan.engine import api as engine
from huitoukan.rules.pack import Pack
from huitoukan.rules.scope import match_of
from huitoukan.rules.shapes.comparing import Rule
from huitoukan.rules.shapes.tables import REGISTRY

SEVERITY_RANK: Final = {"A": 1, "B": 2, "E": 3, "C": 4}
"""The order of a list: what touches a guarantee first, identity errors before hints."""
BATCH: Final = 500
"""Doubts that go to the database together."""
SHOWN: Final = (
    "rule_hash", "severity", "severity_rank", "department", "name", "sentence", "facts", "rows",
    "matched_by", "area", "evidence_hash", "shown_hash",
)  # fmt: skip
"""What a run writes of a doubt that looks otherwise than before."""
FOUND: Final = ("last_run", "standing", "why", "is_present", "closure")
"""What a run writes of every doubt that it raises."""
VERDICT: Final = ("state", "verdict_by", "verdict_name", "verdict_at", "reason_code", "note")
HOLDING: Final = (HitState.DISMISSED, HitState.DATA_ERROR)
"""Verdicts that hold for the rows they were given on; a confirmed doubt has its problem."""

T = TypeVar("T")


@dataclass(frozen=True)
class Input:
    """What a run read; `unclear` are the objects that a rule could not tell though others.

    `linked` are the rows that people linked to registered persons.
    """

    snapshot: Snapshot
    deliveries: Sequence[Delivery | FrozenLedger]
    unclear: Mapping[str, pa.Array]
    linked: LinkedTables | None = None


class Known(NamedTuple):
    """What a run needs to know of a doubt that an earlier run raised."""

    pk: int
    identity: str
    standing: str
    object_key: str
    area_id: int
    rule_hash: str
    shown_hash: str
    why: str
    seen_on: date


class Sorter:
    """Stores what one run says of each doubt of its campaign, and counts it on the run."""

    def __init__(self, run: Run, pack: Pack, given: Input) -> None:
        self._run = run
        self._pack = pack
        self._given = given
        self._covering = Covering(run.campaign.area, pack, given.snapshot, given.deliveries)
        self._events: list[HitEvent] = []
        self._counts: Counter[Standing] = Counter()

    def store(self, outcome: engine.Outcome) -> None:
        """Every rule that ran, then the doubts of rules that did not."""
        for result in outcome.results:
            known = self._known(result.rule_id)
            seen = self._found(self._pack.rules[result.rule_id], result, known)
            self._unseen([one for key, one in known.items() if key not in seen], result)
        ran = {result.rule_id for result in outcome.results}
        ours = _hits().filter(campaign=self._run.campaign).exclude(standing=Standing.GONE)
        for rule_id in sorted(set(ours.order_by().values_list("rule", flat=True).distinct()) - ran):
            self._unseen(list(self._known(rule_id).values()), None, rule_id)
        self._flush()
        run, counts = self._run, self._counts
        run.n_new, run.n_still, run.n_back = (
            counts[one] for one in (Standing.NEW, Standing.STILL, Standing.BACK)
        )
        run.n_gone, run.n_not_compared = counts[Standing.GONE], counts[Standing.NOT_COMPARED]
        run.n_hits = run.n_new + run.n_still + run.n_back

    def _known(self, rule_id: str) -> dict[str, Known]:
        rows = _hits().filter(campaign=self._run.campaign, rule=rule_id).order_by()
        fields = (*Known._fields[:-1], "last_run__on")
        return {row[1]: Known(*row) for row in rows.values_list(*fields).iterator(BATCH)}

    # --- what the run raised ---

    def _found(
        self, rule: Rule, result: engine.RuleResult, known: Mapping[str, Known]
    ) -> frozenset[str]:
        """Store the hits of a rule; returns the identities of known doubts among them."""
        seen: set[str] = set()
        for hits in _batches(result.hits):
            heads = _heads(hits)
            new: list[Hit] = []
            same: dict[Standing, list[int]] = defaultdict(list)
            changed: dict[int, tuple[Standing, dict[str, Any]]] = {}
            for found in hits:
                values = self._values(rule, result.rule_hash, found, heads)
                named = {
                    "rule": rule.id,
                    "object_kind": found.object_kind,
                    "object_key": found.object_key,
                }
                one = next((known[i] for i in doubts.identities_of(named) if i in known), None)
                if one is None:
                    new.append(self._new(named, found, values))
                    continue
                seen.add(one.identity)
                standing = Standing.BACK if one.standing == Standing.GONE else Standing.STILL
                self._counts[standing] += 1
                if one.standing in (Standing.GONE, Standing.NOT_COMPARED):
                    self._tell(one.pk, EventKind(standing))
                if one.shown_hash == values["shown_hash"]:
                    same[standing].append(one.pk)
                else:
                    changed[one.pk] = standing, values
            self._store_new(new)
            for standing, pks in same.items():
                _hits().filter(pk__in=pks).update(**self._raised(standing))
            self._store_changed(changed)
            self._flush()
        return frozenset(seen)

    def _raised(self, standing: Standing) -> dict[str, Any]:
        values = (self._run, standing, "", True, Closure.NONE)
        return dict(zip(FOUND, values, strict=True))

    def _new(self, named: Mapping[str, str], found: engine.Hit, values: dict[str, Any]) -> Hit:
        return Hit(
            campaign=self._run.campaign,
            recipe=doubts.recipe_in_force().version,
            identity=doubts.identity_of(named),
            household_no=found.household_no or "",
            person_no=found.person_no or "",
            first_run=self._run,
            **named,
            **values,
            **self._raised(Standing.NEW),
        )

    def _store_new(self, new: Sequence[Hit]) -> None:
        """Numbers run through all campaigns of a year; only those of new doubts are used up."""
        if not new:
            return
        year = self._run.on.year
        for number, hit in enumerate(new, start=reserve_numbers(f"hit-{year}", len(new))):
            hit.code = f"YD-{year}-{number:06d}"
        for hit in _hits().bulk_create(new, batch_size=BATCH):
            self._tell(hit.pk, EventKind.NEW)
        self._counts[Standing.NEW] += len(new)

    def _store_changed(self, changed: Mapping[int, tuple[Standing, dict[str, Any]]]) -> None:
        """Rows that look otherwise; a verdict that was given on other rows waits for a person."""
        if not changed:
            return
        reopened: list[Hit] = []
        kept: list[Hit] = []
        for hit in _hits().filter(pk__in=changed).select_for_update(of=("self",)).order_by():
            standing, values = changed[hit.pk]
            differs = hit.evidence_hash not in ("", values["evidence_hash"])
            for name, value in {**values, **self._raised(standing)}.items():
                setattr(hit, name, value)
            if differs and hit.state in HOLDING:
                hit.state, hit.verdict_at = HitState.NEW, None
                hit.verdict_by = hit.verdict_name = hit.reason_code = hit.note = ""
                self._tell(hit.pk, EventKind.REOPENED)
                reopened.append(hit)
            else:
                kept.append(hit)
        # An INSERT that meets its own row: a tenth of the time of an UPDATE with as many cases.
        for hits, fields in ((kept, (*SHOWN, *FOUND)), (reopened, (*SHOWN, *FOUND, *VERDICT))):
            _hits().bulk_create(
                hits,
                batch_size=BATCH,
                update_conflicts=True,
                unique_fields=["id"],
                update_fields=fields,
            )

    def _values(
        self, rule: Rule, rule_hash: str, found: engine.Hit, heads: Mapping[str, str]
    ) -> dict[str, Any]:
        area = self._villages.get(found.village_code or "", self._run.campaign.area)
        facts = dict(found.facts)
        link = self._given.linked.behind(found) if self._given.linked else None
        matched = match_of(self._pack, rule) if self._reads_deliveries(rule) else ""
        # The number of delivered rows, when only one of them is shown; who linked that one.
        also: dict[str, Any] = {ROW_COUNT: {"n": found.n_rows}} if found.n_rows > 1 else {}
        also |= {LINK: link} if link else {}
        values: dict[str, Any] = {
            "rule_hash": rule_hash,
            "severity": rule.severity,
            "severity_rank": SEVERITY_RANK[rule.severity],
            "department": rule.department,
            "name": (found.name or heads.get(found.household_no or "", ""))[:80],
            "sentence": found.sentence[:500],
            "facts": {**facts, **also},
            "rows": [self._place(rule, table, *at) for table, at in found.rows.items()],
            "matched_by": LINK if link else matched,
            "evidence_hash": _digest(facts),
        }
        shown_hash = _digest({**values, "area": area.code})
        return {**values, "area": area, "shown_hash": shown_hash}

    def _reads_deliveries(self, rule: Rule) -> bool:
        return any(source in self._pack.sources for source in rule.sources)

    def _place(self, rule: Rule, table: str, file_no: int, row_no: int | None) -> dict[str, Any]:
        """Where a row behind a doubt stands, in the file as the department sent it."""
        behind = engine.table_behind(self._pack, rule, table)
        if behind in REGISTRY:
            snapshot = self._given.snapshot
            sha256 = snapshot.file_hashes.get(f"{behind}.parquet", "")
            return {"table": behind, "snapshot": snapshot.code, "sha256": sha256, "row": row_no}
        further = self._given.linked.further if self._given.linked else {}
        delivery = further.get((behind, file_no)) or self._deliveries[behind][file_no]
        return {
            "table": behind,
            "delivery": delivery.code,
            "sha256": delivery.content_hash,
            "row": row_no,
        }

    @cached_property
    def _villages(self) -> dict[str, Any]:
        return {area.code: area for area in villages_in(self._run.campaign.area)}

    @cached_property
    def _deliveries(self) -> dict[str, list[Delivery | FrozenLedger]]:
        found: dict[str, list[Delivery | FrozenLedger]] = defaultdict(list)
        for delivery in self._given.deliveries:
            found[delivery.dataset].append(delivery)
        return found

    # --- what it did not raise ---

    def _unseen(
        self, known: Sequence[Known], result: engine.RuleResult | None, rule_id: str = ""
    ) -> None:
        """Gone, where the run asked about the doubt; else it stays, with why it was not asked."""
        for some in _batches([one for one in known if one.standing != Standing.GONE]):
            shown = _hits().filter(pk__in=[one.pk for one in some]).order_by()
            behind = {
                pk: (rows, facts) for pk, rows, facts in shown.values_list("pk", "rows", "facts")
            }
            unclear = self._unclear(some, result)
            same: dict[tuple[Standing, str], list[int]] = defaultdict(list)
            for one in some:
                standing, why = doubts.standing_of_unseen(
                    doubts.Asked(
                        on=self._run.on,
                        seen_on=one.seen_on,
                        left_out=self._left_out(rule_id) if result is None else "",
                        cannot_tell=_of_everybody(result),
                        is_unclear=one.object_key in unclear,
                        village_is_registered=self._covering.is_registered(one.area_id),
                        uncovered=self._covering.uncovered(one.area_id, behind[one.pk][0]),
                        periods_missing=self._covering.periods_missing(*behind[one.pk]),
                        rule_changed=result is not None and one.rule_hash != result.rule_hash,
                        link_is_withdrawn=self._is_withdrawn(behind[one.pk][1]),
                    )
                )
                self._counts[standing] += 1
                same[standing, why].append(one.pk)
                if (one.standing, one.why) != (standing, why):
                    self._tell(one.pk, EventKind(standing), **({"why": why} if why else {}))
            for (standing, why), pks in same.items():
                _hits().filter(pk__in=pks).update(
                    standing=standing, why=why[:200], is_present=standing != Standing.GONE
                )
                if standing is Standing.GONE:
                    self._propose_closures(pks)
            self._flush()

    def _is_withdrawn(self, facts: Mapping[str, Any]) -> bool:
        """Whether a link brought the doubt about that stands no more."""
        linked = self._given.linked
        return LINK in facts and not (linked and linked.stands(facts[LINK]))

    def _propose_closures(self, pks: Sequence[int]) -> None:
        """For a person to accept or refuse, where the doubt's problem is still open."""
        confirmed = _hits().filter(pk__in=pks, state=HitState.CONFIRMED)
        codes = dict(confirmed.order_by().values_list("pk", "problem_code"))
        still_open = set(
            Problem.objects.for_system("whose doubt is gone")
            .filter(code__in=codes.values(), state__in=[state.value for state in OPEN_STATES])
            .values_list("code", flat=True)
        )
        proposed = [pk for pk, code in codes.items() if code in still_open]
        _hits().filter(pk__in=proposed).update(closure=Closure.PROPOSED)
        for pk in proposed:
            self._tell(pk, EventKind.PROPOSED)

    def _unclear(self, some: Sequence[Known], result: engine.RuleResult | None) -> frozenset[str]:
        unclear = self._given.unclear.get(result.rule_id) if result is not None else None
        if unclear is None:
            return frozenset()
        keys = pa.array([one.object_key for one in some], pa.string())
        return frozenset(keys.filter(pc.is_in(keys, value_set=unclear)).to_pylist())

    def _left_out(self, rule_id: str) -> str:
        return str(self._run.left_out.get(rule_id, doubts.REMOVED))

    # --- history ---

    def _tell(self, pk: int, kind: EventKind, **facts: Any) -> None:
        self._events.append(
            HitEvent(hit_id=pk, run=self._run, kind=kind, at=self._run.ended_at, facts=facts)
        )

    def _flush(self) -> None:
        HitEvent.objects.bulk_create(self._events, batch_size=BATCH)
        self._events.clear()


def _hits() -> ScopedQuerySet[Hit]:
    return Hit.objects.for_system("a run compares with the runs before")


def _heads(hits: Iterable[engine.Hit]) -> dict[str, str]:
    """The heads of households whose doubts name nobody."""
    wanted = {hit.household_no for hit in hits if hit.household_no and not hit.name}
    if not wanted:
        return {}
    rows = Household.objects.for_system("names for doubts about households")
    return dict(rows.filter(household_no__in=wanted).values_list("household_no", "head_name"))


def _of_everybody(result: engine.RuleResult | None) -> str:
    """Why a rule answered nobody who is not a hit; empty when it could tell some."""
    why = result.cannot_tell_why if result is not None else None
    return "" if why in (None, doubts.NO_KEY) else str(why)


def _digest(values: Mapping[str, Any]) -> str:
    text = json.dumps(values, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _batches(rows: Iterable[T]) -> Iterator[list[T]]:
    left = iter(rows)
    while some := list(islice(left, BATCH)):
        yield some
