"""The files of `off_registry/` become values: which list gives a group, and how."""

from __future__ import annotations

import hashlib

from huitoukan.rules.build_rules import (
    build_example,
    build_param,
    build_per_table,
    build_period,
)
from huitoukan.rules.entry import Entry, Fields
from huitoukan.rules.pack import canonical_bytes
from huitoukan.rules.shapes.comparing import OffRegistryGroup, Rule


def build_off_registry(entry: Entry) -> OffRegistryGroup:
    """A file of `off_registry/`; raises BadEntry.

    The question is a rule of kind `where`, so that conditions and examples are read and checked as
    those of a rule. What only the ledger needs of a rule stays empty: nobody here is a doubt.
    """
    with Fields(entry) as fields:
        name, title = fields.text("id"), fields.need("title").texts()
        return OffRegistryGroup(
            id=name,
            title=title,
            group=fields.text("group"),
            columns={column: part.words() for column, part in fields.need("columns").pairs()},
            rule=Rule(
                id=name,
                title=title,
                severity="",
                topic="",
                department="",
                problem="",
                basis=fields.text("basis"),
                in_force=build_period(fields.get("in_force")),
                false_positives=(),
                ask_in_field="",
                mode="review",
                stage="business",
                kind="where",
                of=fields.text("of"),
                sources=(),
                all_of=False,
                match="person",
                among=None,
                when={"": fields.text("when")},
                params={key: build_param(part) for key, part in fields.pairs("params")},
                says="",
                evidence={},
                examples=tuple(build_example(part) for part in fields.items("examples")),
                unless=build_per_table(fields, "unless"),
                hash=hashlib.sha256(canonical_bytes(entry.value)).hexdigest(),
            ),
        )
