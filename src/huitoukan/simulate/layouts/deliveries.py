"""The department deliveries about persons, in the shapes that reach a county office; and all."""

from __future__ import annotations

from huitoukan.simulate.layouts.benefits import BENEFITS
from huitoukan.simulate.layouts.homes import APPRAISALS, RELOCATION, RENOVATIONS, WATER
from huitoukan.simulate.layouts.property import CUSTODY, PROPERTY, VILLAGES
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

# In an xlsx or xls file, `plain` leaves a date as a real date cell; elsewhere it is spelled out.
HELPERS = FileLayout(
    "D02",
    f"{_FOLDER}/县委组织部_帮扶责任人与驻村干部名册.xlsx",
    "xlsx",
    Sheet(
        "名册",
        columns(
            ("序号", "serial"),
            ("姓名", "name"),
            ("身份证号", "id_no"),
            ("工作单位", "unit"),
            ("职务", "post"),
            ("结对户编号", "household_no"),
            ("结对起始日期", "from_date", day_dashed),
            ("结对截止日期", "to_date", day_dashed),
        ),
        titles=("云岭县帮扶责任人与驻村干部名册",),
    ),
)
PAYROLL = FileLayout(
    "D04",
    f"{_FOLDER}/县财政局_财政供养人员名单.csv",
    "csv",
    Sheet(
        "财政供养人员",
        columns(
            ("人员编号", "serial"),
            ("姓名", "name"),
            ("身份证号码", "id_no"),
            ("所在单位", "unit"),
            ("人员类别", "kind"),
            ("进入日期", "in_on", day_dashed),
            ("退出日期", "out_on", day_dashed),
        ),
    ),
)
CADRES = FileLayout(
    "D05",
    f"{_FOLDER}/县委组织部_村干部名单.xlsx",
    "xlsx",
    Sheet(
        "村干部",
        columns(
            ("乡镇", "township"),
            ("行政村", "village"),
            ("行政村代码", "village_code"),
            ("姓名", "name"),
            ("公民身份号码", "id_no"),
            ("职务", "post"),
            ("任职日期", "since", day_chinese),
        ),
        titles=("云岭县村（社区）干部名单", _MADE),
    ),
)
HUKOU = FileLayout(
    "D06",
    f"{_FOLDER}/县公安局_户籍人口信息.csv",
    "csv",
    Sheet(
        "户籍人口",
        columns(
            ("公民身份号码", "id_no"),
            ("姓名", "name"),
            ("户号", "hukou_no"),
            ("与户主关系", "relation"),
            ("性别", "sex"),
            ("出生日期", "birth_date", day_compact),
            ("行政区划代码", "village_code"),
            ("户籍地址", "address"),
            ("户籍状态", "state"),
            ("变动日期", "moved_on", day_compact),
            ("分户日期", "split_on", day_compact),
        ),
    ),
)
DEATHS = FileLayout(
    "D07",
    f"{_FOLDER}/县公安局_户籍注销（死亡）名单.csv",
    "csv",
    Sheet(
        "死亡注销",
        columns(
            ("序号", "serial"),
            ("姓名", "name"),
            ("公民身份号码", "id_no"),
            ("死亡日期", "died_on", day_dashed),
            ("注销原因", "reason"),
        ),
        titles=("云岭县公安局户籍注销（死亡）人员名单",),
    ),
    encoding="utf-8-sig",
)
VEHICLES = FileLayout(
    "D08",
    f"{_FOLDER}/县公安局交警大队_机动车登记信息.csv",
    "csv",
    Sheet(
        "机动车登记",
        columns(
            ("机动车所有人", "name"),
            ("证件号码", "id_no"),
            ("号牌号码", "plate"),
            ("车辆类型", "vehicle_type"),
            ("使用性质", "use"),
            ("初次登记日期", "registered_on", day_compact),
            ("评估价值（元）", "value"),
            ("机动车状态", "state"),
        ),
    ),
)
CREMATIONS = FileLayout(
    "D12",
    f"{_FOLDER}/县民政局_火化登记表.xlsx",
    "xlsx",
    Sheet(
        "火化登记",
        columns(
            ("序号", "serial"),
            ("逝者姓名", "name"),
            ("逝者身份证号", "id_no"),
            ("死亡时间", "died_on", day_chinese),
            ("经办殡仪馆", "funeral_home"),
        ),
        titles=("云岭县殡仪馆火化登记表",),
    ),
)
DIBAO = FileLayout(
    "D14",
    f"{_FOLDER}/县民政局_农村低保保障名单.xlsx",
    "xlsx",
    Sheet(
        "农村低保",
        columns(
            ("低保证号", "certificate"),
            ("姓名", "name"),
            ("身份证号码", "id_no"),
            ("行政区划代码", "village_code"),
            ("起始月", "from_month"),
            ("终止月", "to_month"),
            ("月保障金（元）", "amount"),
        ),
        titles=("云岭县农村最低生活保障人员名单",),
    ),
)
TEKUN = FileLayout(
    "D16",
    f"{_FOLDER}/县民政局_特困供养人员名册.xlsx",
    "xlsx",
    Sheet(
        "特困供养",
        columns(
            ("序号", "serial"),
            ("姓名", "name"),
            ("身份证号", "id_no"),
            ("供养方式", "mode"),
            ("供养起始年月", "from_month", month_compact),
            ("供养终止年月", "to_month", month_compact),
        ),
        titles=("云岭县特困人员救助供养名册", _MADE),
    ),
)
SCHOOL_ROLL = FileLayout(
    "D21",
    f"{_FOLDER}/县教育局_学籍信息.csv",
    "csv",
    Sheet(
        "学籍",
        columns(
            ("学生姓名", "name"),
            ("身份证件号", "id_no"),
            ("学籍号", "roll_no"),
            ("学校名称", "school"),
            ("学段", "stage"),
            ("年级", "grade"),
            ("学籍状态", "state"),
        ),
    ),
)
HOME_TEACHING = FileLayout(
    "D24",
    f"{_FOLDER}/县教育局_送教上门学生名单.xlsx",
    "xlsx",
    Sheet(
        "送教上门",
        columns(
            ("序号", "serial"),
            ("学生姓名", "name"),
            ("身份证号", "id_no"),
            ("本学期送教次数", "sessions"),
            ("送教教师", "teacher"),
        ),
        titles=("2026年秋季学期送教上门学生名单",),
    ),
)
RESIDENT_MEDICAL = FileLayout(
    "D26",
    f"{_FOLDER}/县医保局_2026年居民医保参保名单.csv",
    "csv",
    Sheet(
        "居民医保",
        columns(
            ("姓名", "name"),
            ("证件号码", "id_no"),
            ("参保年度", "year"),
            ("缴费日期", "paid_on", day_dashed),
            ("参保类别", "category"),
            ("资助金额（元）", "subsidy"),
        ),
    ),
)
EMPLOYEE_MEDICAL = FileLayout(
    "D27",
    f"{_FOLDER}/县医保局_职工医保参保名单.csv",
    "csv",
    Sheet(
        "职工医保",
        columns(
            ("姓名", "name"),
            ("身份证号", "id_no"),
            ("参保单位", "unit"),
            ("参保起始年月", "from_month", month_compact),
            ("参保终止年月", "to_month", month_compact),
        ),
    ),
)
MARKET = FileLayout(
    "D42",
    f"{_FOLDER}/县市场监管局_市场主体登记信息.csv",
    "csv",
    Sheet(
        "市场主体",
        columns(
            ("市场主体名称", "entity"),
            ("统一社会信用代码", "credit_code"),
            ("主体类型", "kind"),
            ("人员姓名", "name"),
            ("证件号码", "id_no"),
            ("人员角色", "role"),
            ("登记状态", "state"),
            ("成立日期", "since", day_dashed),
            ("注册资本（万元）", "capital"),
        ),
    ),
)
WELFARE_POSTS = FileLayout(
    "D46",
    f"{_FOLDER}/县人社局_公益性岗位人员名单.xlsx",
    "xlsx",
    Sheet(
        "公益性岗位",
        columns(
            ("序号", "serial"),
            ("姓名", "name"),
            ("身份证号", "id_no"),
            ("岗位名称", "post"),
            ("上岗年月", "from_month", month_chinese),
            ("离岗年月", "to_month", month_chinese),
            ("月补贴（元）", "monthly_pay"),
        ),
        titles=("云岭县乡村公益性岗位人员名单", _MADE),
        totals=("monthly_pay",),
        signature="填表人：乔一川        审核人：卜文静        联系电话：13800000046",
    ),
)
ONE_CARD = FileLayout(
    "D50",
    f"{_FOLDER}/县财政局_惠民惠农一卡通发放明细.csv",
    "csv",
    Sheet(
        "一卡通发放",
        columns(
            ("姓名", "name"),
            ("身份证号", "id_no"),
            ("补贴项目", "item"),
            ("发放月份", "month", month_compact),
            ("发放金额（元）", "amount"),
            ("账号后四位", "account"),
            ("开户人姓名", "account_name"),
        ),
    ),
)
LOANS = FileLayout(
    "D52",
    f"{_FOLDER}/县金融办_脱贫人口小额信贷台账.xls",
    "xls",
    Sheet(
        "小额信贷",
        columns(
            ("借款人", "name"),
            ("证件号码", "id_no"),
            ("借据号", "loan_no"),
            ("贷款金额（元）", "amount"),
            ("发放日期", "lent_on", plain),
            ("到期日期", "due_on", plain),
            ("贷款余额（元）", "balance"),
            ("逾期天数", "overdue_days"),
            ("是否贴息", "discounted"),
            ("贷款用途", "use"),
        ),
        titles=("云岭县脱贫人口小额信贷台账", "填报单位：县金融办        " + _MADE),
    ),
)
DISABILITY = FileLayout(
    "D55",
    f"{_FOLDER}/县残联_残疾人证与两项补贴名单.xlsx",
    "xlsx",
    Sheet(
        "残疾人证",
        columns(
            ("残疾人证号", "card_no"),
            ("姓名", "name"),
            ("身份证号", "id_no"),
            ("残疾类别", "disability_type"),
            ("残疾等级", "level"),
            ("发证日期", "issued_on", day_compact),
            ("有效期至", "expires_on", day_compact),
            ("是否享受生活补贴", "living_subsidy"),
            ("是否享受护理补贴", "nursing_subsidy"),
        ),
        titles=("云岭县持证残疾人及残疾人两项补贴名单",),
    ),
)

ILLNESS = FileLayout(
    "D29",
    f"{_FOLDER}/县卫健局_大病救治和慢病签约名单.xlsx",
    "xlsx",
    Sheet(
        "健康帮扶",
        columns(
            ("序号", "serial"),
            ("患者姓名", "name"),
            ("身份证号码", "id_no"),
            ("村代码", "village_code"),
            ("救治类型", "care"),
            ("患病病种", "illness"),
            ("确诊年月", "from_month", month_chinese),
            ("终止年月", "to_month", month_chinese),
        ),
        titles=("云岭县大病专项救治和慢病签约管理名单", _MADE),
    ),
)

DELIVERIES: tuple[FileLayout, ...] = (
    HELPERS,
    PAYROLL,
    CADRES,
    HUKOU,
    DEATHS,
    VEHICLES,
    CREMATIONS,
    DIBAO,
    TEKUN,
    SCHOOL_ROLL,
    HOME_TEACHING,
    RESIDENT_MEDICAL,
    EMPLOYEE_MEDICAL,
    ILLNESS,
    APPRAISALS,
    RENOVATIONS,
    WATER,
    RELOCATION,
    MARKET,
    WELFARE_POSTS,
    ONE_CARD,
    LOANS,
    DISABILITY,
    CUSTODY,
    *BENEFITS,
    *PROPERTY,
    *VILLAGES,
)
