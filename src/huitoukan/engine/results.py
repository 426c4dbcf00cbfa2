"""What a comparison leaves for other programs: hits.parquet and summary.json.

hits.parquet holds one row for each object that is a hit or that cannot be told, ordered by rule and
object; clean objects are counted in summary.json only. The evidence names for every row behind a
hit its file, the file's SHA-256, the row's number there, and the values that the rule shows.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from huitoukan.engine.hits import NO_CONSENT, Hit, Outcome, RuleResult
from huitoukan.engine.keys import off_registry_key
from huitoukan.rules.pack import Pack
from huitoukan.rules.shapes.comparing import Rule
from huitoukan.rules.shapes.tables import REGISTRY

SCHEMA_VERSION: Final = 1
HITS: Final = "hits.parquet"
SUMMARY: Final = "summary.json"
MATCHED_BY_ID: Final = "id"
"""Rows are found by the person key, the household number or the village code, never by likeness."""

HIT: Final = "hit"
CANNOT_TELL: Final = "cannot_tell"
SCHEMA: Final = pa.schema(
    [
        (name, pa.string())
        for name in (
            *("rule", "object_kind", "object_id", "village"),
            *("match", "verdict", "evidence"),
        )
    ]
)


@dataclass(frozen=True)
class SourceFile:
    """A file as it was given, before anything was made of it."""

    name: str
    sha256: str


Files = Mapping[str, Sequence[SourceFile]]
"""The files of each table in the order of its Tables."""


class Results:
    """Gathers the objects of each rule and writes them at the end, all or nothing."""

    def __init__(self, pack: Pack) -> None:
        self._pack = pack
        self._files: Files = {}
        self._unclear: dict[str, pa.Table] = {}
        self._ordered: dict[int, tuple[pa.Table, pa.Table]] = {}

    def keep_unclear(self, result: RuleResult, objects: pa.Table) -> None:
        """Keep who could not be told; those that are hits of an answer in part are not among them.

        `objects` has the columns of `question.objects_sql`.
        """
        table = self._in_order(objects)
        if result.hits:
            hits = pa.array([hit.object_key for hit in result.hits], pa.string())
            table = table.filter(pc.invert(pc.is_in(table["object_id"], value_set=hits)))
        self._unclear[result.rule_id] = table

    def _in_order(self, objects: pa.Table) -> pa.Table:
        """The objects by the key that others know them by; rules about the same share a table."""
        known, table = self._ordered.get(id(objects), (None, None))
        if known is not objects:
            table = pa.table({"object_id": object_ids(objects), "village": objects["village_code"]})
            if NO_CONSENT in objects.column_names:
                table = table.append_column(NO_CONSENT, objects[NO_CONSENT])
            table = table.sort_by("object_id")
            self._ordered[id(objects)] = objects, table
        return table

    def write(self, folder: Path, outcome: Outcome, files: Files, **said: object) -> dict[str, Any]:
        """Write both files to a folder and return the summary.

        `files` are those behind the tables; `said` stands before the rules in the summary.
        """
        self._files = files
        results = sorted(outcome.results, key=lambda one: one.rule_id)
        with pq.ParquetWriter(folder / HITS, SCHEMA, compression="zstd") as writer:
            for result in results:
                writer.write_table(self._table(result), row_group_size=100_000)
        summary = {"schema_version": SCHEMA_VERSION, **said, "rules": [*map(_counts, results)]}
        text = json.dumps(summary, ensure_ascii=False, indent=1, default=str)
        (folder / SUMMARY).write_text(text + "\n", encoding="utf-8")
        return summary

    def _table(self, result: RuleResult) -> pa.Table:
        rule = self._pack.rules[result.rule_id]
        kind = result.hits[0].object_kind if result.hits else _kind_of(self._pack, rule)
        rows = pa.table(
            {
                "object_id": pa.array([hit.object_key for hit in result.hits], pa.string()),
                "village": pa.array([hit.village_code for hit in result.hits], pa.string()),
                "verdict": pa.array([HIT] * len(result.hits), pa.string()),
                "evidence": pa.array(
                    [self._evidence(rule, result, hit) for hit in result.hits], pa.string()
                ),
            }
        )
        unclear = self._unclear.get(result.rule_id)
        if unclear is not None:
            why = pa.array(_why_each(result, unclear), pa.string())
            verdict = pa.repeat(CANNOT_TELL, len(unclear))
            unclear = unclear.select(["object_id", "village"]).append_column("verdict", verdict)
            unclear = unclear.append_column("evidence", why)
            rows = pa.concat_tables([rows, unclear]) if result.hits else unclear
        if result.hits:  # the others stand in order
            rows = rows.sort_by("object_id")
        n = len(rows)
        same = {"rule": rule.id, "object_kind": kind, "match": MATCHED_BY_ID}
        for name, value in same.items():
            rows = rows.append_column(name, pa.repeat(value, n))
        return rows.select(SCHEMA.names).cast(SCHEMA)

    def _evidence(self, rule: Rule, result: RuleResult, hit: Hit) -> str:
        said: dict[str, object] = {"rule_hash": result.rule_hash, "sentence": hit.sentence}
        said["household_no"], said["person_no"] = hit.household_no, hit.person_no
        said["rows"] = [self._row(rule, hit, table) for table in hit.rows]
        others = {name: dict(v) for name, v in hit.facts.items() if name not in hit.rows}
        if others:
            said["found"] = others
        if hit.n_rows > 1:
            said["n_rows"] = hit.n_rows
        if rule.kind == "absent_from":
            said["looked_in"] = [
                {"table": name, "file": file.name, "sha256": file.sha256}
                for name in rule.sources
                for file in self._files.get(name, ())
            ]
        return _json(said)

    def _row(self, rule: Rule, hit: Hit, table: str) -> dict[str, object]:
        file_no, row_no = hit.rows[table]
        behind = table_behind(self._pack, rule, table)
        files = self._files.get(behind, ())
        row: dict[str, object] = {"table": behind}
        if file_no < len(files):
            row |= {"file": files[file_no].name, "sha256": files[file_no].sha256}
        return row | {"row": row_no, "values": dict(hit.facts.get(table, {}))}


def object_ids(objects: pa.Table) -> pa.Array:
    """The object keys of those who could not be told, as hits name the same objects.

    `objects` has the columns of `question.objects_sql`. Somebody off the registry is named by a
    digest, never by the number.
    """
    keys = objects["object_key"]
    off = pc.and_(pc.is_valid(objects["person_key"]), pc.is_null(objects["person_no"]))
    if not pc.any(off).as_py():
        return keys
    persons = objects["person_key"].filter(off).to_pylist()
    named = pa.array([off_registry_key(one) for one in persons], pa.string())
    return pc.replace_with_mask(keys.combine_chunks(), off.combine_chunks(), named)


def table_behind(pack: Pack, rule: Rule, table: str) -> str:
    """The table behind a name of `Hit.rows`: a rule about two rows of one table names the second
    otherwise.
    """
    if table in REGISTRY or table in pack.sources:
        return table
    return rule.sources[0] if rule.kind == "overlaps" else rule.of


def _kind_of(pack: Pack, rule: Rule) -> str:
    if rule.group == "village_code" or rule.of == "village":
        return "village"
    if rule.group == "household_no" or rule.of == "household":
        return "household"
    return "person" if rule.of == "member" else pack.sources[rule.of].object


def _why_each(result: RuleResult, unclear: pa.Table) -> list[str]:
    """For each object why it cannot be told: without consent, or the rule's other reason."""
    whole = result.cannot_tell_why or ""
    other, _, last = whole.rpartition(";") if result.n_no_consent else (whole, "", "")
    said = {
        skipped: _json({"rule_hash": result.rule_hash, "why": why})
        for skipped, why in ((True, last.partition(":")[0]), (False, other))
    }
    if NO_CONSENT not in unclear.column_names:
        return [said[False]] * len(unclear)
    return [said[bool(one)] for one in unclear[NO_CONSENT].to_pylist()]


def _counts(result: RuleResult) -> dict[str, object]:
    return {
        "rule": result.rule_id,
        "rule_hash": result.rule_hash,
        "hits": result.n_hits,
        "clean": result.n_objects - result.n_hits - result.n_cannot_tell,
        "cannot_tell": result.n_cannot_tell,
        "skipped_no_consent": result.n_no_consent,
        "cannot_tell_why": result.cannot_tell_why,
        "seconds": round(result.seconds, 4),
    }


def _json(said: Mapping[str, object]) -> str:
    return json.dumps(said, ensure_ascii=False, default=str)
