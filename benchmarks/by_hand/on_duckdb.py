"""Twenty-seven rules as SQL for DuckDB, each reading its files by itself."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import duckdb

DAY = "DATE '2026-10-31'"
NOW = "'2026-10'"
_PERSON = "SELECT m.person_no, m.name, d.* FROM member m JOIN {} d USING (person_key) WHERE {}"
_HOUSE = (
    "SELECT h.household_no, h.head_name, d.* FROM household h JOIN {} d USING (household_no)"
    " WHERE {}"
)
_RUNS = (
    f"(d.from_month IS NULL OR d.from_month <= {NOW})"
    f" AND (d.to_month IS NULL OR d.to_month >= {NOW})"
)
_CARD = f"(d.expires_on IS NULL OR d.expires_on >= {DAY})"
_SCHOOL_AGE = (
    "date_diff('year', m.birth_date, DATE '2026-09-01')"
    " - CASE WHEN strftime(m.birth_date, '%m%d') > '0901' THEN 1 ELSE 0 END BETWEEN 6 AND 15"
)
_DISABLED = "contains('、' || m.health_status || '、', '、残疾、')"
_HAS = "EXISTS (FROM {} d WHERE d.person_key = m.person_key AND {})"
_MISSING = "SELECT m.person_no, m.name FROM member m WHERE m.person_key IS NOT NULL AND {}"
_NEWEST = (
    "(SELECT * FROM D33 WHERE appraised_on IS NOT NULL QUALIFY row_number()"
    " OVER (PARTITION BY household_no ORDER BY appraised_on DESC, row_no DESC) = 1)"
)
_LISTED = f"d.from_month <= {NOW} AND (d.to_month IS NULL OR d.to_month >= {NOW})"

RULES = {
    "X01": _PERSON.format("D04", f"d.kind = '在职' AND (d.out_on IS NULL OR d.out_on > {DAY})"),
    "X03": _PERSON.format("D05", "TRUE"),
    "X04": _PERSON.format(
        "D08",
        "d.state = '正常' AND d.use = '非营运' AND d.vehicle_type LIKE '%客车%'"
        " AND d.value > 30000",
    ),
    "X05": "SELECT m.household_no, count(DISTINCT d.plate) AS n FROM member m JOIN D08 d USING"
    " (person_key) WHERE d.state = '正常' AND d.vehicle_type NOT LIKE '%挂车%' AND d.vehicle_type"
    " NOT LIKE '%摩托车%' AND d.vehicle_type NOT LIKE '%三轮%' GROUP BY 1 HAVING n > 1",
    "X06": _PERSON.format(
        "D42", "d.kind = '企业' AND d.role IN ('法定代表人', '股东') AND d.state = '存续'"
    ),
    "X11": "SELECT m.person_no, m.name, d.died_on FROM member m JOIN (SELECT person_key, died_on"
    " FROM D07 UNION ALL SELECT person_key, died_on FROM D12) d USING (person_key)"
    f" WHERE d.died_on <= {DAY}",
    "X12": "SELECT m.person_no, a.died_on, d.item, d.month, d.amount FROM member m"
    " JOIN D07 a USING (person_key) JOIN D50 d USING (person_key) WHERE"
    " d.month > strftime(a.died_on + INTERVAL 1 MONTH, '%Y-%m') AND d.item NOT LIKE '%丧葬%'",
    "X16": "SELECT m.person_no, m.name, d.* FROM member m JOIN household h USING (household_no)"
    f" JOIN D14 d USING (person_key) WHERE h.poverty_attribute = '一般贫困户' AND {_RUNS}",
    "X22": _PERSON.format("D55", f"d.level IN (1, 2) AND {_CARD} AND NOT d.nursing_subsidy"),
    "X23": _PERSON.format("D55", f"{_CARD} AND NOT {_DISABLED}"),
    "X24": _MISSING.format(f"{_DISABLED} AND NOT {_HAS.format('D55', 'TRUE')}"),
    "X26": _MISSING.format(
        f"{_SCHOOL_AGE} AND NOT {_HAS.format('D24', 'TRUE')} AND NOT "
        + _HAS.format("D21", "d.state IN ('在读', '休学', '疑似辍学')")
    ),
    "X27": _PERSON.format("D21", f"d.state = '疑似辍学' AND {_SCHOOL_AGE}"),
    "X32": _MISSING.format(
        f"NOT {_HAS.format('D26', 'd.year = 2026')} AND NOT {_HAS.format('D27', _LISTED)}"
        f" AND NOT {_HAS.format('D07', f'd.died_on <= {DAY}')}"
        f" AND NOT {_HAS.format('D12', f'd.died_on <= {DAY}')}"
    ),
    "X33": "SELECT m.person_no, m.name, a.paid_on, d.unit FROM member m JOIN D26 a USING"
    f" (person_key) JOIN D27 d USING (person_key) WHERE a.year = 2026 AND {_LISTED}",
    "X41": _HOUSE.format(_NEWEST, "d.grade IN ('C', 'D') AND d.lived_in"),
    "X42": _HOUSE.format(_NEWEST, "d.grade IN ('C', 'D') AND h.unsafe_house = false"),
    "X44": "SELECT h.household_no, a.year, d.site FROM household h JOIN D34 a USING (household_no)"
    " JOIN D40 d USING (household_no)",
    "X47": _HOUSE.format("D40", f"d.moved_in_on IS NULL AND d.key_on + INTERVAL 3 MONTH < {DAY}"),
    "X48": _HOUSE.format(
        "D40", f"d.moved_in_on + INTERVAL 12 MONTH < {DAY} AND NOT d.old_house_demolished"
    ),
    "X49": _HOUSE.format("D40", "d.persons > 0 AND d.area_m2 > 25 * d.persons"),
    "X52": _HOUSE.format(
        "D39",
        "d.litres_per_person < 20 OR NOT d.quality_ok OR d.trip_minutes > 20"
        " OR d.shortage_days > 36",
    ),
    "X55": _PERSON.format("D52", "d.discounted AND d.amount > 50000"),
    "X56": _PERSON.format("D52", "d.due_on > d.lent_on + INTERVAL 36 MONTH"),
    "X58": _PERSON.format("D52", "d.overdue_days > 30"),
    "X61": "SELECT m.person_no, m.name, d.post, a.post FROM member m JOIN D46 d USING (person_key)"
    f" JOIN D05 a USING (person_key) WHERE {_LISTED}",
    "X76": _MISSING.format("NOT " + _HAS.format("D06", "d.state = '正常'")),
}


def main(folder: Path, out: Path) -> None:
    """Run every query, write what it finds as Parquet, print how many objects each hits."""
    connection = duckdb.connect(config={"threads": 2})
    for path in sorted(folder.glob("*.parquet")):
        connection.execute(f"CREATE VIEW {path.stem} AS SELECT * FROM '{path}'")
    found = {}
    for name, query in RULES.items():
        target = out / f"{name}.parquet"
        connection.execute(f"COPY (SELECT * FROM ({query}) ORDER BY 1) TO '{target}'")
        (n,) = connection.execute(f"SELECT count(DISTINCT #1) FROM '{target}'").fetchall()[0]
        found[name] = n
    print(json.dumps(found))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
