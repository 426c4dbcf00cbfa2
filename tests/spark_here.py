"""Apache Spark in tests: one application for all of them, and the same question to both engines.

What is marked `spark` wants the extra (`make spark`) and a JDK; without them it is left out, and
the head of the report says so.
"""

from __future__ import annotations

import dataclasses
import importlib.util
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest

from huitoukan.engine import api
from huitoukan.engine.hits import RuleResult

# Tables of ten rows: compiling code for each query would take longer than all the rest.
FOR_LITTLE = {
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
}


def is_here() -> bool:
    """Whether this machine can run Spark."""
    return importlib.util.find_spec("pyspark") is not None and shutil.which("java") is not None


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[api.Spark]:
    """A Spark in a JVM of this machine; its JVM has ended when the tests have."""
    folder = tmp_path_factory.mktemp("spark")
    with api.Spark("local[1]", "1GB", folder, FOR_LITTLE) as started:
        yield started


def told(plan: api.Plan, engine: api.Engine | None = None) -> list[bytes]:
    """All that an engine answers to a plan, rule by rule, who cannot be told included."""
    unclear: dict[str, list[object]] = {}

    def keep(result: RuleResult, objects: pa.Table) -> None:
        unclear[result.rule_id] = sorted(objects.to_pylist(), key=str)

    outcome = api.run(plan, limits=api.Limits(seconds=120), unclear=keep, engine=engine)
    return [
        json.dumps(
            [dataclasses.asdict(one) | {"seconds": 0}, unclear.get(one.rule_id)],
            ensure_ascii=False,
            default=str,
        ).encode()
        for one in outcome.results
    ]


def count_of_jvms(parent: int) -> int:
    """How many Java processes have this process as an ancestor."""
    parents: dict[int, int] = {}
    java = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            number, _, rest = stat.read_text().partition(" ")
            name, _, fields = rest.rpartition(")")
        except OSError:  # ended meanwhile
            continue
        parents[int(number)] = int(fields.split()[1])
        if "java" in name and fields.split()[0] != "Z":
            java.add(int(number))

    def descends(process: int) -> bool:
        while process > 1:
            process = parents.get(process, 0)
            if process == parent:
                return True
        return False

    return sum(map(descends, java))
