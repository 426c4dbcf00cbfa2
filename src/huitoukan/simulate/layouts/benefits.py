"""Deliveries about help that persons get: school aid, treatment, work, posts, subsidies."""

from __future__ import annotations

from huitoukan.simulate.layouts.shape import (
    FileLayout,
    Sheet,
    columns,
    day_chinese,
    day_compact,
    day_dashed,
    month_chinese,
    month_compact,
    plain,
)

_FOLDER = "部门数据"
_MADE = "制表日期：2026年10月26日"

AID = FileLayout(
    "D22",
    f"{_FOLDER}/县教育局_学生资助发放明细.csv",
    "csv",
    Sheet(
        "学生资助",
        columns(
            ("学生姓名", "name"),
            ("学生身份证号", "id_no"),
            ("资助项目", "aid_item"),
            ("发放学期", "term"),
            ("发放日期", "paid_on", day_dashed),
            ("发放金额（元）", "amount"),
            ("就读学校", "school"),
        ),
    ),
)
GRANTS = FileLayout(
    "D25",
    f"{_FOLDER}/县农业农村局_雨露计划补助发放名单.xls",
    "xls",
    Sheet(
        "雨露计划",
        columns(
            ("序号", "serial"),
            ("学生姓名", "name"),
            ("身份证号", "id_no"),
            ("就读院校", "school"),
            ("雨露计划学期", "rain_term"),
            ("雨露发放日期", "paid_on", plain),
            ("雨露金额（元）", "amount"),
        ),
        titles=("云岭县雨露计划职业教育补助发放名单", _MADE),
        totals=("amount",),
        signature="填表人：田晓禾        审核人：卜文静",
    ),
)
BILLS = FileLayout(
    "D28",
    f"{_FOLDER}/县医保局_医疗费用结算明细.csv",
    "csv",
    Sheet(
        "医疗费用结算",
        columns(
            ("结算流水号", "settlement_no"),
            ("患者姓名", "name"),
            ("证件号码", "id_no"),
            ("就诊类别", "medical_kind"),
            ("结算时间", "settled_on", day_compact),
            ("医疗总费用（元）", "total"),
            ("统筹支付（元）", "fund"),
            ("大病保险报销（元）", "serious"),
            ("医疗救助金额（元）", "aid"),
            ("自付金额（元）", "self_paid"),
        ),
    ),
)
CONTRACTS = FileLayout(
    "D30",
    f"{_FOLDER}/县卫健局_家庭医生签约名单.xlsx",
    "xlsx",
    Sheet(
        "家庭医生签约",
        columns(
            ("序号", "serial"),
            ("居民姓名", "name"),
            ("身份证号码", "id_no"),
            ("家庭医生团队", "team"),
            ("签约时间", "signed_on", day_chinese),
            ("服务截止日期", "contract_to", day_chinese),
            ("服务次数", "visits"),
        ),
        titles=("云岭县家庭医生签约服务名单", _MADE),
    ),
)
PENSIONS = FileLayout(
    "D44",
    f"{_FOLDER}/县人社局_社会保险参保和待遇领取名单.csv",
    "csv",
    Sheet(
        "社会保险",
        columns(
            ("参保人姓名", "name"),
            ("证件号码", "id_no"),
            ("险种类型", "scheme"),
            ("缴费单位", "unit"),
            ("缴费起始年月", "from_month", month_compact),
            ("缴费终止年月", "to_month", month_compact),
            ("月待遇（元）", "benefit"),
        ),
    ),
)
JOBS = FileLayout(
    "D45",
    f"{_FOLDER}/县人社局_务工就业实名制台账.csv",
    "csv",
    Sheet(
        "务工就业",
        columns(
            ("务工人员姓名", "name"),
            ("身份证号", "id_no"),
            ("务工地点", "work_place"),
            ("就业区域", "work_region"),
            ("用工单位", "employer"),
            ("外出务工起始月", "from_month", month_compact),
            ("返乡年月", "to_month", month_compact),
            ("月工资（元）", "monthly_pay"),
            ("务工渠道", "job_channel"),
        ),
        titles=("云岭县脱贫劳动力务工就业实名制台账",),
    ),
)
TRAVEL = FileLayout(
    "D47",
    f"{_FOLDER}/县人社局_务工交通补贴发放名单.xlsx",
    "xlsx",
    Sheet(
        "交通补贴",
        columns(
            ("序号", "serial"),
            ("姓名", "name"),
            ("身份证号", "id_no"),
            ("申报年度", "subsidy_year"),
            ("往返地点", "trip"),
            ("交通补助金额（元）", "amount"),
            ("发放时间", "paid_on", day_dashed),
        ),
        titles=("云岭县外出务工交通补贴发放名单", _MADE),
        totals=("amount",),
        signature="填表人：乔一川        审核人：卜文静        联系电话：13800000046",
    ),
)
RANGERS = FileLayout(
    "D48",
    f"{_FOLDER}/县林业局_生态护林员名册.xlsx",
    "xlsx",
    Sheet(
        "生态护林员",
        columns(
            ("序号", "serial"),
            ("护林员姓名", "name"),
            ("身份证号码", "id_no"),
            ("村编码", "village_code"),
            ("管护责任面积（亩）", "patrol_mu"),
            ("选聘年月", "from_month", month_chinese),
            ("解聘年月", "to_month", month_chinese),
            ("年补助标准（元）", "annual_pay"),
        ),
        titles=("云岭县选聘生态护林员名册",),
    ),
)
SUBSIDIES = FileLayout(
    "D51",
    f"{_FOLDER}/县农业农村局_耕地地力保护补贴清册.csv",
    "csv",
    Sheet(
        "耕地地力保护补贴",
        columns(
            ("领款人姓名", "name"),
            ("领款人身份证号", "id_no"),
            ("承包户编号", "household_no"),
            ("农业补贴名称", "farm_item"),
            ("补贴年度", "year"),
            ("核定补贴面积（亩）", "area_mu"),
            ("应发金额（元）", "amount"),
        ),
    ),
)
SOLAR = FileLayout(
    "D54",
    f"{_FOLDER}/县供电公司_光伏收益分配名单.xls",
    "xls",
    Sheet(
        "光伏收益分配",
        columns(
            ("受益人姓名", "name"),
            ("身份证号", "id_no"),
            ("村代码", "village_code"),
            ("收益分配方式", "solar_kind"),
            ("岗位名称", "solar_post"),
            ("分配月份", "solar_month"),
            ("收益金额（元）", "amount"),
        ),
        titles=("云岭县村级光伏电站收益分配名单", _MADE),
    ),
)

BENEFITS: tuple[FileLayout, ...] = (
    AID,
    GRANTS,
    BILLS,
    CONTRACTS,
    PENSIONS,
    JOBS,
    TRAVEL,
    RANGERS,
    SUBSIDIES,
    SOLAR,
)
