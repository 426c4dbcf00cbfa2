"""Ledgers that villages and offices keep themselves: one row for one company, week or asset."""

from __future__ import annotations

from huitoukan.simulate.layouts.shape import FileLayout, Sheet, columns, day_chinese, day_dashed

_FOLDER = "工作台账"

COMPANIES = FileLayout(
    "K01",
    f"{_FOLDER}/村企结对台账.xlsx",
    "xlsx",
    Sheet(
        "村企结对",
        columns(
            ("序号", "serial"),
            ("行政村代码", "village_code"),
            ("帮扶企业", "company"),
            ("结对日期", "from_date", day_dashed),
            ("结束日期", "to_date", day_dashed),
            ("帮扶内容", "measures"),
            ("吸纳就业人数", "jobs"),
            ("投入资金（万元）", "invested_10k"),
        ),
        titles=("云岭县村企结对帮扶台账",),
    ),
)
DUTY = FileLayout(
    "K06",
    f"{_FOLDER}/驻村值守台账.csv",
    "csv",
    Sheet(
        "驻村值守",
        columns(
            ("村代码", "village_code"),
            ("驻村干部", "member_name"),
            ("派出单位", "team_unit"),
            ("周起始日期", "week_from", day_dashed),
            ("驻村天数", "days"),
            ("住村夜数", "nights"),
            ("请假天数", "leave_days"),
        ),
    ),
)
ASSETS = FileLayout(
    "K08",
    f"{_FOLDER}/扶贫资产台账.xlsx",
    "xlsx",
    Sheet(
        "扶贫资产",
        columns(
            ("序号", "serial"),
            ("行政村代码", "village_code"),
            ("资产编号", "asset_no"),
            ("资产名称", "asset_name"),
            ("资产类别", "kind"),
            ("资产原值（万元）", "value_10k"),
            ("形成日期", "formed_on", day_chinese),
            ("确权情况", "right_state"),
            ("产权人", "owner"),
            ("管护责任人", "keeper"),
        ),
        titles=("云岭县扶贫项目资产台账",),
    ),
)
PROJECTS = FileLayout(
    "K02",
    f"{_FOLDER}/帮扶项目台账.xlsx",
    "xlsx",
    Sheet(
        "帮扶项目",
        columns(
            ("序号", "serial"),
            ("行政村代码", "village_code"),
            ("项目编号", "project_no"),
            ("项目名称", "project_name"),
            ("到户项目", "to_household"),
            ("建设进度", "stage"),
            ("计划资金（万元）", "budget_10k"),
            ("已拨付资金（万元）", "paid_10k"),
            ("受益户数", "n_households"),
            ("开工日期", "started_on", day_dashed),
            ("完工日期", "finished_on", day_chinese),
            ("实施单位", "unit_in_charge"),
        ),
        titles=("云岭县帮扶项目台账",),
    ),
)
LEDGERS: tuple[FileLayout, ...] = (COMPANIES, PROJECTS, DUTY, ASSETS)
