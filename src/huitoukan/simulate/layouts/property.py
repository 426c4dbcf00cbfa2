"""Deliveries about property, taxes and custody, and those about villages."""

from __future__ import annotations

from huitoukan.simulate.layouts.shape import (
    FileLayout,
    Sheet,
    columns,
    day_chinese,
    day_compact,
    day_dashed,
    month_compact,
    plain,
)

_FOLDER = "部门数据"
_MADE = "制表日期：2026年10月26日"

TEAMS = FileLayout(
    "D03",
    f"{_FOLDER}/县委组织部_驻村工作队派驻情况.xlsx",
    "xlsx",
    Sheet(
        "驻村工作队",
        columns(
            ("行政村", "village"),
            ("行政村代码", "village_code"),
            ("派驻轮次", "batch"),
            ("派出单位", "team_unit"),
            ("队员人数", "members"),
            ("第一书记", "leader"),
            ("进驻日期", "from_date", day_chinese),
            ("离任日期", "to_date", day_chinese),
            ("累计请假天数", "leave_days"),
        ),
        titles=("云岭县历次驻村工作队派驻情况表", _MADE),
    ),
)
CUSTODY = FileLayout(
    "D10",
    f"{_FOLDER}/县司法局_在押和社区矫正人员名单.xlsx",
    "xlsx",
    Sheet(
        "在押和矫正人员",
        columns(
            ("序号", "serial"),
            ("姓名", "name"),
            ("身份证号码", "id_no"),
            ("监管状态", "state"),
            ("收监日期", "from_date", day_dashed),
            ("期满日期", "to_date", day_dashed),
            ("监管单位", "org"),
        ),
        titles=("云岭县在押、社区矫正人员名单",),
    ),
)
REAL_ESTATE = FileLayout(
    "D35",
    f"{_FOLDER}/县自然资源局_不动产登记信息.csv",
    "csv",
    Sheet(
        "不动产登记",
        columns(
            ("权利人姓名", "name"),
            ("权利人证件号码", "id_no"),
            ("不动产权证号", "property_no"),
            ("不动产坐落", "place"),
            ("房屋用途", "property_use"),
            ("房屋面积（㎡）", "area_m2"),
            ("登簿日期", "registered_on", day_compact),
            ("是否抵押", "mortgaged"),
            ("权利状态", "property_state"),
        ),
    ),
)
DWELLINGS = FileLayout(
    "D36",
    f"{_FOLDER}/县住建局_商品房网签和保障房名单.xls",
    "xls",
    Sheet(
        "网签和保障房",
        columns(
            ("合同备案号", "contract_no"),
            ("买受人姓名", "name"),
            ("买受人身份证号", "id_no"),
            ("房屋类别", "housing_kind"),
            ("楼盘", "place"),
            ("建筑面积（㎡）", "area_m2"),
            ("网签日期", "signed_on", plain),
            ("是否撤销", "cancelled"),
        ),
        titles=("云岭县商品房网签和保障性住房名单", _MADE),
    ),
)
FUND = FileLayout(
    "D37",
    f"{_FOLDER}/住房公积金中心_缴存人员名单.csv",
    "csv",
    Sheet(
        "公积金",
        columns(
            ("职工姓名", "name"),
            ("证件号码", "id_no"),
            ("个人公积金账号", "fund_account"),
            ("缴存单位", "unit"),
            ("月缴存基数（元）", "base"),
            ("账户状态", "fund_state"),
            ("缴至年月", "paid_to", month_compact),
            ("是否有公积金贷款", "has_loan"),
        ),
    ),
)
TAXES = FileLayout(
    "D43",
    f"{_FOLDER}/县税务局_纳税申报信息.csv",
    "csv",
    Sheet(
        "纳税申报",
        columns(
            ("纳税人识别号", "taxpayer_no"),
            ("纳税人名称", "taxpayer"),
            ("纳税人类型", "taxpayer_kind"),
            ("业主姓名", "name"),
            ("业主身份证号", "id_no"),
            ("税款所属期", "tax_month", month_compact),
            ("申报销售额（元）", "sales"),
            ("入库税额（元）", "tax"),
        ),
    ),
    encoding="utf-8-sig",
)
FACILITIES = FileLayout(
    "D56",
    f"{_FOLDER}/县交通运输局_自然村设施汇总表.xlsx",
    "xlsx",
    Sheet(
        "自然村设施",
        columns(
            ("行政村", "village"),
            ("村编码", "village_code"),
            ("自然村名称", "settlement"),
            ("自然村户数", "households"),
            ("脱贫人口数", "poor_persons"),
            ("道路硬化", "road_hardened"),
            ("通光纤", "fibre"),
            ("4G网络", "has_4g"),
            ("村村响", "broadcast"),
            ("动力电", "power"),
        ),
        titles=("云岭县自然村基础设施汇总表", "汇总单位：县交通运输局        " + _MADE),
    ),
)

PROPERTY: tuple[FileLayout, ...] = (REAL_ESTATE, DWELLINGS, FUND, TAXES)
VILLAGES: tuple[FileLayout, ...] = (TEAMS, FACILITIES)
