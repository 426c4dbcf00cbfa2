"""The catalogue of expected failures: what happened, where, and what the person can do.

An expected failure is `Refused(code, **details)`; pages, JSON and the terminal all print the same
sentence. Anything that is not in this catalogue is a bug and may crash loudly.
Reader codes (FILE_*, ID_*, …) are those of the bad-input catalogue, docs/reference/refusals.md.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

Translate = Callable[[str], str]


@dataclass(frozen=True)
class Refusal:
    """One kind of expected failure: a sentence, a remedy, and the exit status for a terminal."""

    sentence: str
    remedy: str
    exit_status: int = 1
    http_status: int = 409


class _Details(dict[str, object]):
    """Details for a template; an absent one shows as its name instead of hiding the sentence."""

    def __missing__(self, key: str) -> str:
        return f"〔{key}〕"


def _as_written(text: str) -> str:
    return text


class Refused(Exception):  # noqa: N818 - a refusal is an answer, not an error
    """An expected failure with a code of the catalogue; details fill its sentence.

    A detail that is a tuple of texts is shown as a list of them.
    """

    def __init__(self, code: str, /, **details: object) -> None:
        if code not in REFUSALS:
            raise KeyError(f"refusal {code!r} is not in the catalogue")
        super().__init__(code)
        self.code = code
        self.details = details

    @property
    def kind(self) -> Refusal:
        """The catalogue entry."""
        return REFUSALS[self.code]

    def sentence(self, translate: Translate = _as_written) -> str:
        """What happened, in one sentence; Chinese unless `translate` knows the texts otherwise."""
        return self._filled(self.kind.sentence, translate)

    def remedy(self, translate: Translate = _as_written) -> str:
        """What the person can do about it, in one sentence."""
        return self._filled(self.kind.remedy, translate)

    def _filled(self, template: str, translate: Translate) -> str:
        shown = _Details()
        for name, detail in self.details.items():
            if isinstance(detail, str):
                shown[name] = translate(detail)
            elif isinstance(detail, tuple):
                shown[name] = translate("、").join(translate(str(text)) for text in detail)
            else:
                shown[name] = detail
        return translate(template).format_map(shown)

    def __str__(self) -> str:
        return f"{self.sentence()}{self.remedy()}"


_ENVIRONMENT = {"exit_status": 3, "http_status": 503}
_USAGE = {"exit_status": 2, "http_status": 400}

REFUSALS: Final[dict[str, Refusal]] = {
    # --- files: the whole file is refused before anything is written ---
    "FILE_BOMB": Refusal(
        "“{name}”解压后过大（{why}），没有读取。",
        "请用表格软件另存为新文件，只保留数据区后再导入。",
    ),
    "FILE_CORRUPT": Refusal(
        "“{name}”已损坏，无法读取（{why}）。",
        "请用表格软件打开并另存后再导入；打不开的，请对方重新提供。",
    ),
    "FILE_DTD": Refusal(
        "“{name}”含有外部声明（DTD），没有读取。", "请用表格软件另存为新文件后再导入。"
    ),
    "FILE_ENCODING": Refusal(
        "“{name}”第 {row} 行有无法识别的字符编码。",
        "请另存为 UTF-8 或 GB18030（GBK）编码的文本后再导入。",
    ),
    "FILE_ENCRYPTED": Refusal("“{name}”设有打开密码。", "请先在表格软件中取消密码，另存后再导入。"),
    "FILE_MACRO": Refusal("“{name}”带有宏，没有读取。", "请另存为不带宏的 .xlsx 文件后再导入。"),
    "FILE_MISSING": Refusal("找不到文件“{name}”。", "请核对路径后重试。", **_USAGE),
    "FILE_TOO_BIG": Refusal(
        "“{name}”有 {size_mb} MB，超过 {limit_mb} MB 的上限。", "请按乡镇拆分后分批导入。"
    ),
    "FILE_TOO_LONG": Refusal(
        "“{name}”工作表“{sheet}”超过 {limit} 行。", "请按乡镇拆分后分批导入。"
    ),
    "FILE_TOO_WIDE": Refusal(
        "“{name}”用到了第 {limit} 列以后的单元格。",
        "请删去表格右侧多余的列（包括只有格式的空列），另存后再导入。",
    ),
    "FILE_TYPE": Refusal(
        "“{name}”不是可以读取的表格（{found}）。", "请提供 .xlsx、.xls 或 .csv 文件。"
    ),
    "SHEET_NONE": Refusal("“{name}”里没有可以识别的工作表。", "请核对是否选错了文件。"),
    "HEADER_DUP": Refusal(
        "“{name}”工作表“{sheet}”第 {row} 行有重复的表头“{heading}”。",
        "请删去或改名其中一列后再导入。",
    ),
    "HEADER_MISSING": Refusal(
        "“{name}”工作表“{sheet}”缺少必需的列：{columns}。",
        "请指明哪个表头是这些列（页面上“对照列”，命令行用 --map），或补上后再导入。",
    ),
    "EXAMPLES_COLUMNS": Refusal(
        "例句文件“{name}”缺少列：{columns}。",
        "请在第一行写明表头 text（问题描述）和 label（类型；个性问题写“个性”），再试一次。",
        exit_status=2,
        http_status=422,
    ),
    "EXAMPLES_FEW_TYPES": Refusal(
        "例句文件“{name}”只有 {n} 种类型（“个性”不算），无从比较。",
        "请至少给出两种类型，每种几句不同的说法，再试一次。",
        exit_status=2,
        http_status=422,
    ),
    "PACK_NO_WORDINGS": Refusal(
        "规则包“{pack}”没有问题例句（wordings/）。",
        "请换用带例句的规则包，或用 --examples 给出例句文件。",
        **_USAGE,
    ),
    "LINK_COLUMNS": Refusal(
        "“{name}”缺少关联要用的列：{columns}。",
        "请在第一行写明表头：姓名（name）、证件号码（idno）、村（village），"
        "有出生日期的写 birth，再试一次。",
        exit_status=2,
        http_status=422,
    ),
    "HEADER_UNKNOWN": Refusal(
        "“{name}”工作表“{sheet}”的表头“{headings}”像是“{columns}”，但不能确定。",
        "请指明它们是不是这些列（页面上“对照列”，命令行用 --map）后再导入。",
    ),
    "MAPPING_TWICE": Refusal(
        "“{first}”和“{second}”都指定为“{label}”。",
        "一列只能指定给一个表头，其余的请选“不读取”。",
        http_status=422,
    ),
    "MAPPING_MISSING": Refusal(
        "工作表“{sheet}”还没有指定必需的列：{columns}。",
        "请为它们各选一个表头；文件里确实没有的，请补上后重新上传。",
        http_status=422,
    ),
    "MAPPING_INVALID": Refusal(
        "对照“{given}”不能用：{why}。",
        "请写成“原标题=列”，列用系统的列名或英文标识，不读取的写 ignore。",
        exit_status=2,
        http_status=422,
    ),
    "BOOK_TOO_LONG": Refusal(
        "“{name}”共有 {n} 行数据，一次最多 {limit} 行，没有写入。",
        "请把每个工作表另存为一个文件，分别导入：{sheets}。",
    ),
    "SHEET_TOO_LONG": Refusal(
        "“{name}”工作表“{sheet}”有 {n} 行数据，一次最多 {limit} 行，没有写入。",
        "请拆成 {parts} 个文件分别导入，每个都保留表头：{cuts}。",
    ),
    "HEADER_UNIT": Refusal(
        "“{name}”工作表“{sheet}”的“{heading}”单位与要求的“{unit}”不同。",
        "请把这一列换算成“{unit}”，并改正表头后再导入。",
    ),
    "READER_LIMIT": Refusal(
        "读取“{name}”超出了时间或内存上限，已停止，没有写入任何数据。", "请拆分文件后分批导入。"
    ),
    # --- cells and rows: the row is refused, the file goes on ---
    "CELL_ERROR": Refusal("单元格是错误值“{value}”。", "请在原表改正公式后再导入。"),
    "CELL_OUTSIDE": Refusal(
        "“{value}”在没有表头的列里，没有读取。",
        "请核对这一行是否多了分隔符；需要的内容请补上表头后再导入。",
    ),
    "CHAR_LOST": Refusal(
        "“{label}”的“{value}”里有已经丢失的字符。", "请按原件重新录入这一格，并另存为 UTF-8 编码。"
    ),
    "CONTROL_CHAR": Refusal("“{label}”里有看不见的控制字符。", "请重新录入这一格。"),
    "DATE_FORMAT": Refusal("“{label}”的“{value}”不是日期。", "请写成 2026-10-31 或 20261031。"),
    "DATE_RANGE": Refusal("“{label}”的“{value}”不在合理范围内。", "请核对年份。"),
    "DUP_ROW": Refusal("与第 {first_row} 行的{what}相同。", "同一对象只保留一行。"),
    "DUP_CONFLICT": Refusal(
        "与第 {first_row} 行的{what}相同，内容却不一样，无法判断以哪一行为准。",
        "请核实后只保留正确的一行，再次导入。",
    ),
    "ENUM_UNKNOWN": Refusal(
        "“{label}”的“{value}”不在代码表“{codes}”内。", "请改成代码表中的写法。"
    ),
    "FORMULA_UNCACHED": Refusal(
        "“{label}”是公式，文件里没有存下它的结果。",
        "请用表格软件打开，重新计算并保存后再导入。",
    ),
    "HOUSEHOLD_UNKNOWN": Refusal(
        "户编号“{household_no}”在户信息中不存在。", "请先导入户信息，或核对户编号。"
    ),
    "ID_CHARSET": Refusal("证件号码里有数字和 X 以外的字符。", "请按身份证重新录入。"),
    "ID_CHECKSUM": Refusal("证件号码校验位不符。", "请按身份证核对后重新录入。"),
    "ID_DATE": Refusal("证件号码中的出生日期不是真实日期。", "请按身份证核对后重新录入。"),
    "ID_LENGTH": Refusal("证件号码有 {length} 位，应为 18 位。", "请按身份证核对后重新录入。"),
    "ID_PRECISION_LOST": Refusal(
        "证件号码被存成了数字，后几位已丢失，不能猜补。",
        "请把这一列设为“文本”，按证件重新录入后再导入。",
    ),
    "FINDING_SOURCE": Refusal(
        "没有来源“{source}”。", "请从这些来源中选一个：{known}。", http_status=422
    ),
    "FINDING_TYPE": Refusal(
        "没有问题类型“{type}”。", "请从规则包的问题类型中选一个。", http_status=422
    ),
    "FINDING_PLACE": Refusal(
        "地点“{place}”不在可以登记的范围内。",
        "户的问题填写户编号；村和乡镇的问题选择本人岗位所在的地点。",
        http_status=422,
    ),
    "FINDING_DATE": Refusal(
        "发现日期 {found_on} 还没有到。", "请填写今天或以前的日期。", http_status=422
    ),
    "FINDING_TEXT": Refusal("没有写明问题。", "请用一句话写明发现了什么。", http_status=422),
    "MONTH_FORMAT": Refusal("“{label}”的“{value}”不是年月。", "请写成 2026-09 或 202609。"),
    "NUMBER_ELSEWHERE": Refusal(
        "{label}“{number}”已在其他县的名册里。", "请核对编号；确属迁入的，请先由对方县核减。"
    ),
    "NUM_FORMAT": Refusal("“{label}”的“{value}”不是数字。", "请只填数字，单位写在表头。"),
    "NUM_RANGE": Refusal("“{label}”的“{value}”不在 {low} 至 {high} 之间。", "请核对后重新填写。"),
    "REGION_AMBIGUOUS": Refusal(
        "“{township}{village}”不止一个：{candidates}。",
        "请在表里加“行政村代码”或“乡镇代码”一列，写明是哪一个。",
    ),
    "REGION_CODE": Refusal(
        "“{code}”不是区划代码：应为 6、9 或 12 位数字。",
        "请把这一列设为“文本”，核对是否丢了开头的 0 或被改成了科学计数，重新录入后再导入。",
    ),
    "REGION_MISMATCH": Refusal(
        "代码“{code}”是“{named}”，与所填的“{village}”不符。", "请核对代码和名称，改正一处后再导入。"
    ),
    "REGION_NAME_TAKEN": Refusal(
        "“{above}”下已有“{name}”，代码是 {code}，不是 {new}。",
        "确为改码的，请用 --as-of 写明从哪一天起，或登记“改码”；确为另一处的，请核对名称。",
    ),
    "REGION_RETIRED": Refusal(
        "“{village}”已于 {on} {what}：{successors}。",
        "请核实这一行现在属于哪一个，改成现在的名称或代码后再导入。",
    ),
    "REGION_OUT_OF_SCOPE": Refusal(
        "“{village}”不在本次任务的范围内，或还没有这个村。",
        "请核对代码，或先运行 huitoukan places import 导入行政村表。",
    ),
    "REGION_UNKNOWN": Refusal(
        "找不到“{township}{village}”。", "请先导入行政村表，或核对乡镇、行政村名称。"
    ),
    "REQUIRED": Refusal("“{label}”没有填写。", "请补填后再导入。"),
    "TEXT_PRECISION_LOST": Refusal(
        "“{label}”被存成了数字，后几位已丢失，不能猜补。",
        "请把这一列设为“文本”，重新录入后再导入。",
    ),
    "ROW_ENDED": Refusal(
        "{label}“{number}”已于 {day} 出册（{why}），导入不能恢复。",
        "确属恢复的，请办动态调整；否则请从表里去掉这一行。",
    ),
    "ROW_INVALID": Refusal("工作表“{sheet}”第 {row} 行：{why}", "请改正后重新导入整份名单。"),
    "TOO_LONG": Refusal("“{label}”超过 {limit} 个字。", "请缩短后再导入。"),
    # --- changes of areas ---
    "BORDERS_DAY": Refusal(
        "“{name}”在 {latest} 已有变更，不能再登记 {on} 的变更。",
        "请按时间先后登记；日期写错的，请核对文号后重填。",
    ),
    "BORDERS_CHILDREN": Refusal(
        "“{name}”下还有 {n} 个没有撤销的区划。", "请先把它们划转到别处，再登记这一变更。"
    ),
    "BORDERS_FUTURE": Refusal("生效日期 {on} 还没有到。", "请到生效之日再登记。"),
    "BORDERS_GONE": Refusal("“{name}”在 {on} 已不存在（{what}）。", "请核对名称、代码和生效日期。"),
    "BORDERS_LEVEL": Refusal(
        "“{name}”与“{other}”不是同一级，或不在同一上级之下。", "请核对变更前后的区划。"
    ),
    "BORDERS_NOTHING": Refusal("“{name}”的变更没有写明{missing}。", "请补填后再登记。"),
    "BORDERS_SIDES": Refusal(
        "“{kind}”的变更前后写法不对：应为{expected}。", "请核对变更类型和前后区划。"
    ),
    "CODE_TAKEN": Refusal(
        "代码“{code}”是“{name}”的，不能再用。", "请核对代码；已撤销区划的代码也不再给别处。"
    ),
    "PLACES_COUNTY": Refusal(
        "“{name}”里不止一个县的区划，没有写明要哪一个。",
        "请加 --county 县代码，例如 --county {code}。",
    ),
    "PLACES_NONE": Refusal("“{name}”里没有“{county}”的区划。", "请核对县代码。"),
    "PLACES_UNKNOWN": Refusal(
        "“{name}”里没有认得的区划表头。",
        "可以导入的有：行政村表、统计用区划代码表（code、name 等列）、村民小组表、区划变更表、"
        "上报户数人数表。",
    ),
    # --- the installation ---
    "DATABASE_MISSING": Refusal(
        "还没有数据库。", "请运行 huitoukan check --fix 建立数据库。", **_ENVIRONMENT
    ),
    "DEMO_FOLDER": Refusal(
        "“{folder}”里已有“{name}”，不是演示写的，没有动它。",
        "请用 DIR= 换一个空文件夹，或确认后加 --fresh。",
        exit_status=2,
    ),
    "DATABASE_OLD": Refusal(
        "数据库是旧版本，还有 {n} 项更新没有执行。",
        "请运行 huitoukan check --fix 更新。",
        **_ENVIRONMENT,
    ),
    "SQLITE_AFFECTED": Refusal(
        "SQLite {version} 在 WAL 方式下可能损坏数据。",
        "请安装 pysqlite3 0.6.1 或更高版本。",
        **_ENVIRONMENT,
    ),
    "SETTING_INVALID": Refusal(
        "设置 {name} 的值“{value}”不可用：{why}。", "请改正后重试。", **_ENVIRONMENT
    ),
    "PORT_TAKEN": Refusal(
        "端口 {port} 已被占用。", "请换一个端口，例如 PORT=8001。", **_ENVIRONMENT
    ),
    # --- people and rights ---
    "NOT_ALLOWED": Refusal(
        "您的岗位没有“{verb}”的权限。", "需要时请联系县级数据员调整岗位。", http_status=403
    ),
    "NOT_FOUND": Refusal(
        "没有找到{what}“{code}”。", "请核对编号，或确认它在您的管辖范围内。", http_status=404
    ),
    "ACCOUNT_NAME": Refusal("账号“{username}”里有空格。", "账号只用字母、数字和下划线。"),
    "ACCOUNT_UNKNOWN": Refusal(
        "没有账号“{username}”。", "请用 huitoukan people list 查看。", **_USAGE
    ),
    "POST_DEPARTMENT": Refusal(
        "账号“{username}”的岗位“{post}”没有写明部门。", "请填写部门代码，例如 civil-affairs。"
    ),
    "POST_UNKNOWN": Refusal("没有岗位“{post}”。", "可用的岗位见 docs/reference/posts.md。"),
    # --- campaign, packs ---
    "CALENDAR_SHORT": Refusal(
        "工作日历“{version}”没有 {year} 年的内容，算不出期限。", "请先导入 {year} 年的放假安排。"
    ),
    "CAMPAIGN_NONE": Refusal(
        "还没有任务。", "请先运行 huitoukan campaign new 建立任务。", http_status=404
    ),
    "CAMPAIGN_EXISTS": Refusal("任务“{code}”已经存在。", "请换一个编号，或继续使用它。"),
    "AREA_UNKNOWN": Refusal(
        "没有区划代码“{code}”。", "请先运行 huitoukan places import 导入行政村表。"
    ),
    "PACK_UNKNOWN": Refusal("没有规则包“{pack}”。", "可用的规则包：{known}。", **_USAGE),
    "PACK_PLACE": Refusal(
        "规则包“{pack}”只能用于 {places} 开头的区划，不能用于 {area}。", "请选用本地的规则包。"
    ),
    "PACK_SAMPLE": Refusal(
        "规则包“{pack}”是示例（数值均为虚构），不能用于 {area}。", "请选用本地的规则包。"
    ),
    "PACK_INCOMPLETE": Refusal(
        "规则包“{pack}”缺少：{missing}。",
        "请补上这些文件，或在 pack.yaml 里写 extends: [national-2026]。",
    ),
    "PACK_INVALID": Refusal(
        "规则包“{pack}”有 {n} 处错误，第一处：{first}", "请运行 huitoukan pack check 查看。"
    ),
    "RULE_UNKNOWN": Refusal(
        "规则包“{pack}”里没有规则“{rule}”。", "请核对规则编号，例如 X11、C014。", **_USAGE
    ),
    "RULE_FILE": Refusal(
        "“{name}”不是一条规则：{why}。",
        "请上传一条规则的 YAML 文件（UTF-8），里面写明 id，例如 X04；写法见规则包格式。",
        http_status=422,
    ),
    "RULE_REJECTED": Refusal(
        "改后的规则有 {n} 处错误，没有试运行。", "请按行号改正后再试：{findings}。", http_status=422
    ),
    "RULE_UNCHANGED": Refusal(
        "规则 {rule} 和本任务的规则包里一样，没有可试的改动。",
        "请改动数值、条件或其他内容后再试。",
        http_status=422,
    ),
    "RULE_PARAM": Refusal(
        "规则 {rule} 没有名为“{name}”的数值，或“{value}”不能用。",
        "可改的有：{known}；原值是数字的，请填数字。",
        http_status=422,
    ),
    "RULE_NOT_INSTALLED": Refusal(
        "程序里安装的规则包没有与本任务不同的规则 {rule}。",
        "请改用规则文件，或升级程序后再试。",
        http_status=422,
    ),
    "RUN_LIMIT": Refusal(
        "读入 {table} 时超出了{what}上限，比对没有进行。", "请换用内存更大的机器，或分乡镇比对。"
    ),
    "SPARK_MISSING": Refusal(
        "没有安装 Apache Spark。",
        "请安装 huitoukan[spark]（开发环境：make spark），或改用 --engine duckdb。",
        **_USAGE,
    ),
    "JDK_MISSING": Refusal(
        "Apache Spark 要用 JDK 17 或 21，本机没有找到（现有版本：{found}）。",
        "请安装 JDK，并让 java 在 PATH 里或用 JAVA_HOME 指明，或改用 --engine duckdb。",
        **_USAGE,
    ),
    "SPARK_NOT_STARTED": Refusal(
        "连不上 Spark“{master}”：{why}",
        "请核对 --master 的地址和端口、集群是否在运行，以及 --memory 是否超过各台机器的内存。",
    ),
    "SPARK_LOST": Refusal(
        "做到 {step} 时 Spark 意外停止，比对没有完成，没有写出结果。",
        "请加大 --memory 或增加工作节点后重新运行。",
    ),
    "TABLE_COLUMNS": Refusal(
        "{table} 的数据文件“{name}”缺少必需的列：{columns}。", "请重新导入这份数据后再比对。"
    ),
    "TABLE_MISSING": Refusal("没有名册数据表“{table}”，无法比对。", "请先导入名册，再开展比对。"),
    "BASELINE_MISSING": Refusal("还没有冻结基线。", "请先运行 huitoukan registry freeze。"),
    "REGISTRY_FILE_MISSING": Refusal(
        "“{folder}”里没有名册的 {table} 文件。",
        "请放入 households、members 和 villages 三个 .csv 或 .parquet 文件，或指定快照文件夹。",
        exit_status=2,
    ),
    "REGISTRY_UNKNOWN": Refusal(
        "“{name}”里没有认得的名册表头（行政村、户或人）。",
        "请核对是否选错了文件；表头在前 10 行之内，模板见“导入名册”页。",
    ),
    "REGISTRY_EMPTY": Refusal("名册里还没有户。", "请先运行 huitoukan registry import。"),
    "VIEW_NAMELESS": Refusal("视图没有名称。", "请填写名称后再保存。"),
    "VIEWS_TOO_MANY": Refusal("自己的视图已有 {limit} 个。", "请先删除不用的视图。"),
    "EXPORT_TOO_LARGE": Refusal(
        "符合条件的户超过 {limit} 户，一次导不出。", "请另选乡镇、村，或加条件后分次导出。"
    ),
    "DATASET_UNKNOWN": Refusal(
        "认不出“{name}”是哪一类部门数据。", "请用 --dataset 指明，例如 --dataset D07。"
    ),
    "DELIVERY_SAME": Refusal("与 {on} 导入的“{name}”内容完全相同，没有变化。", "不需要再做什么。"),
    "DISK_FULL": Refusal(
        "服务器磁盘空间不足，“{name}”没有接收，也没有留下任何数据。",
        "请联系管理员清理磁盘后重新提交；以前的报送不受影响。",
        http_status=507,
    ),
    "TABLE_UNNAMED": Refusal(
        "没有登记名为“{name}”的数据库表。",
        "请联系管理员在服务器的 HUITOUKAN_TABLES 文件中登记后再用。",
    ),
    "TABLE_UNREADABLE": Refusal(
        "数据库表“{name}”读取失败（{why}）。", "请联系管理员核对登记的地址、权限和表名后重试。"
    ),
    "TABLES_INVALID": Refusal(
        "登记数据库表的文件第 {n} 项有误（{why}）。", "请管理员按设置说明改正后重试。"
    ),
    "REHEARSAL_TABLE": Refusal(
        "数据库表不能试读。", "去掉 --dry-run；接收后可在页面上看到结果，旧的报送仍在。"
    ),
    "REPORT_TWICE": Refusal("这次报送已经发出过质量报告。", "请打开原报告查看办理情况。"),
    "REPORT_NONE": Refusal("这次报送没有需要部门核对的情况。", "不需要发质量报告。"),
    "REPORT_STEP": Refusal("质量报告目前的状态不能这样办理。", "请刷新页面，按最新状态办理。"),
    "REPORT_WORDS": Refusal("请填写说明。", "写明核对情况或退回原因后再提交。", http_status=422),
    "REMIND_NOT_NOW": Refusal("“{title}”目前不需要催报。", "逾期未报的才需要催报。"),
    "REMIND_TWICE": Refusal("“{title}”今天已经催报过。", "请明天再催，或者电话联系部门。"),
    # --- jobs ---
    "JOB_LOST": Refusal(
        "任务“{title}”执行中断了 {n} 次，已停止重试。", "请查看说明后在任务页重新执行。"
    ),
    "JOB_NOT_AGAIN": Refusal(
        "任务“{title}”目前是“{state}”，不能重新执行。", "未通过或出错的任务才能重新执行。"
    ),
    "DAY_NOT_PAST": Refusal(
        "{day} 还没有过去，不能还原这一天的名册。", "请填写今天以前的日期；今天的名册用冻结。"
    ),
    "SNAPSHOT_ALTERED": Refusal(
        "快照 {code} 的文件与冻结时不一致或缺少：{files}。",
        "请系统管理员从备份恢复这些文件；恢复以前不要以它为依据。",
    ),
    "DIFFERENCES_TOO_MANY": Refusal(
        "符合条件的差异超过 {limit} 行，一次导不出。", "请另选乡镇、村，或加条件后分次导出。"
    ),
    "OFF_REGISTRY_NONE": Refusal(
        "这个任务的规则包里没有推导档外对象的办法（off_registry）。",
        "请改用带有推导办法的规则包，或导入已有的档外对象名单。",
    ),
    "OFF_REGISTRY_NO_LIST": Refusal(
        "推导档外对象要用的名单一份也没有：{lists}。", "请先接收这些部门数据，再推导。"
    ),
    "PERSON_UNMATCHED": Refusal(
        "证件号码不能用，无法与名册核对：{where}。",
        "请核实证件号码，更正或重新报送后再推导一次。",
    ),
    "IMPORT_SAME_PERSON": Refusal(
        "读入这批文件的人不能自己合并。", "请另一位有权限的人核对后合并，或由县专班负责人合并。"
    ),
    "IMPORT_STALE": Refusal(
        "核对之后名册又有了变化，导入 {code} 的核对结果已经过时。",
        "请先点“重新核对”，看过新的结果再合并。",
    ),
    "IMPORT_OVER_LIMITS": Refusal(
        "这批数据超过了导入的上限：{what}", "请先核实文件；确实要合并的，请写明理由。"
    ),
    "IMPORT_DECIDED": Refusal("导入 {code} 已经处理过了。", "请刷新后查看。"),
    "IMPORT_NOT_MERGED": Refusal("导入 {code} 没有合并在名册里，不用撤销。", "请刷新后查看。"),
    "IMPORT_BUILT_UPON": Refusal(
        "导入 {code} 已有后续，不能撤销：{what}。", "请先处理这些后续，或用名册变更逐户更正。"
    ),
    "JOB_FENCED": Refusal(
        "这次执行已被新的执行取代，结果没有写入。", "请查看任务页上的最新一次执行。"
    ),
    # --- hits and problems ---
    "HIT_DECIDED": Refusal("疑点“{code}”已由{who}作出结论。", "请刷新后查看。"),
    "CLOSURE_NOT_PROPOSED": Refusal(
        "疑点“{code}”没有待处理的销号建议。", "可能已有人处理，或疑点又出现了；请刷新后查看。"
    ),
    "RUN_OVERTAKEN": Refusal(
        "比对期间另一次更晚开始的比对“{code}”已经保存。",
        "这次的结果没有写入；需要时请重新开展比对。",
    ),
    # --- links between rows and persons ---
    "LINK_GONE": Refusal(
        "最新的部门数据里已经没有这一行（{code}）。", "请重新查找关联建议，按新的数据决定。"
    ),
    "LINK_STATE": Refusal("这条关联目前是“{state}”，不能这样办。", "请刷新后查看。"),
    "LINK_TAKEN": Refusal(
        "这一行已关联到另一人（{code}）。", "请先撤销那条关联，再决定这一条。", http_status=422
    ),
    # --- doubts sent down ---
    "ASSIGN_ANSWERED": Refusal("交办单 {code} 的疑点都已反馈，不用催办。", "请刷新后查看。"),
    "ASSIGN_DIFFER": Refusal(
        "另一方（{code}）的结论是“{other}”，两方说法不同。",
        "请打开这一条，看过两方的材料，写明以哪一方为准的理由再核定。",
        http_status=422,
    ),
    "ASSIGN_EVIDENCE": Refusal(
        "这个结论要附材料：{evidence}。", "请上传照片、扫描件或文件后再提交。", http_status=422
    ),
    "ASSIGN_NOTE": Refusal(
        "结论是“{verdict}”，没有写明核实情况。", "请写明错在哪里，或怎样整改的。", http_status=422
    ),
    "ASSIGN_NOTHING": Refusal("没有选要下发的疑点。", "请至少选一项。", http_status=422),
    "ASSIGN_NOT_RECEIVED": Refusal(
        "这张交办单还没有签收。", "请先签收，再逐条核实反馈。", http_status=422
    ),
    "ASSIGN_NO_PLACE": Refusal(
        "疑点 {code} 没有对应的乡镇和村。", "请改派给部门。", http_status=422
    ),
    "ASSIGN_OTHER_OPEN": Refusal(
        "另一方（{code}）还没有反馈。",
        "请等反馈后再核定；不等的，请打开这一条写明理由。",
        http_status=422,
    ),
    "ASSIGN_OWN_VILLAGE": Refusal(
        "{name}是{village}的驻村或村级人员，不能核实本村的这类疑点。",
        "请由乡镇、其他村的核查人员核实，您可以提供情况和材料。",
        http_status=403,
    ),
    "ASSIGN_REASON": Refusal("没有写明理由。", "请写明理由后再提交。", http_status=422),
    "ASSIGN_RECEIVED": Refusal("交办单 {code} 已由{who}签收。", "请刷新后查看。"),
    "ASSIGN_REMINDED": Refusal("交办单 {code} 今天已经催办过。", "请明天再催，或电话联系。"),
    "ASSIGN_SAME": Refusal("{code} 已经在这个交办对象手里。", "请选另一个。", http_status=422),
    "ASSIGN_SEVERITY": Refusal(
        "规则包没有写明程度“{severity}”的疑点怎样下发。",
        "这类疑点只在户的资料里显示；要下发的，请在规则包 handling 里写明。",
        http_status=422,
    ),
    "ASSIGN_STALE": Refusal(
        "打开页面以后，可以下发的疑点有了变化。", "请刷新，看过新的数目再下发。", http_status=422
    ),
    "ASSIGN_STATE": Refusal(
        "这个疑点目前是“{state}”，不能“{step}”。", "请刷新后查看可以办理的事项。"
    ),
    "ASSIGN_THERE": Refusal(
        "这个疑点已经由 {code} 交给同一方核实。", "请在那张交办单里办理。", http_status=422
    ),
    # --- three-way agreement ---
    "ADJUSTMENT_DAY_AHEAD": Refusal(
        "生效日期 {day} 还没有到。", "请填已经发生的日期；以后的变动到时候再办。", http_status=422
    ),
    "ADJUSTMENT_HEAD_NEEDED": Refusal(
        "户主离开这一户，没有写明由谁当户主。", "请从留下的成员里选一位新户主。", http_status=422
    ),
    "ADJUSTMENT_HEAD_STAYS": Refusal(
        "分户时户主留在原户。", "请选其他成员分出去；户主要分出去的，先更正户主。", http_status=422
    ),
    "ADJUSTMENT_LAST_MEMBER": Refusal(
        "这样办了以后，这一户就没有人了。",
        "整户都没有了，请办“整户自然消亡”；并到别户，请办“合户”。",
        http_status=422,
    ),
    "ADJUSTMENT_NOTHING": Refusal(
        "填写的内容和名册现在的一样，没有要调整的。", "请核对要改的内容。", http_status=422
    ),
    "ADJUSTMENT_NOTICE": Refusal(
        "这类调整要公示 {days} 天，填写的公示是 {told}。",
        "请填公示的起止日期；公示没有满的，满了再报。",
        http_status=422,
    ),
    "ADJUSTMENT_NOT_NOW": Refusal(
        "“{kind}”只适用于{field}为{values}的户，这户是“{now}”。",
        "请核对户的情况，选对应的调整类别。",
        http_status=422,
    ),
    "ADJUSTMENT_NOT_YOURS": Refusal("只有提出人可以重新提交或撤回。", "请提出人办理。"),
    "ADJUSTMENT_NO_HOUSEHOLD": Refusal(
        "名册里没有在册的户“{household_no}”。",
        "请核对户编号；已经出册的户，请办“新识别”或“漏评”。",
        http_status=422,
    ),
    "ADJUSTMENT_NO_PERSON": Refusal(
        "“{person_no}”不是户“{household_no}”的在册成员。", "请核对人编号。", http_status=422
    ),
    "ADJUSTMENT_NUMBER_TAKEN": Refusal(
        "编号“{number}”已在名册里。", "请核对编号；新的户、新的人要用新的编号。", http_status=422
    ),
    "ADJUSTMENT_OPEN": Refusal(
        "这一户已有一件同类的调整在办：{code}。",
        "请先办完那一件，或者请提出人撤回。",
        http_status=422,
    ),
    "ADJUSTMENT_PERSON_NEEDED": Refusal("没有选是哪一位成员。", "请至少选一位。", http_status=422),
    "ADJUSTMENT_REGISTERED": Refusal(
        "证件号码 {id_no} 已登记在户“{household_no}”。",
        "同一个人请办“成员移到另一户”；号码登错的，先更正那一户。",
        http_status=422,
    ),
    "ADJUSTMENT_REVOKE": Refusal(
        "{code} 之后又有变动：{what}，不能撤销。", "请对现在的情况提出新的调整。"
    ),
    "ADJUSTMENT_SAME_HOUSEHOLD": Refusal(
        "要并入或移入的就是这一户自己。", "请填另一户的户编号。", http_status=422
    ),
    "ADJUSTMENT_SAME_PERSON": Refusal("提出、审核、批准要由不同的人办。", "请其他有权限的人办理。"),
    "ADJUSTMENT_STALE": Refusal(
        "提出以后这一户的名册又有变动，不能照原来的办。", "请退回，由提出人按现在的名册重新提交。"
    ),
    "ADJUSTMENT_STATE": Refusal("这件调整现在不能这样办。", "请刷新页面，看它现在到了哪一步。"),
    "AGREEMENT_NONE": Refusal(
        "规则包“{pack}”没有三方核对的项目。", "请在规则包的 agreement 文件夹里写明要核对的列。"
    ),
    "AGREEMENT_EMPTY": Refusal(
        "手册值和实际值都没有填写，没有可以保存的内容。",
        "请至少填写一项；没有看到的留空。",
        http_status=422,
    ),
    "AGREEMENT_FIELD": Refusal(
        "这一户没有核对项目“{field}”。", "请不要改动表中的项目和编号，只填手册值和实际值。"
    ),
    "AGREEMENT_STALE": Refusal(
        "打开页面以后，这一户的名册数据有了变更。",
        "请看清新的系统值后再保存，填写的内容都还在。",
        http_status=422,
    ),
    "AGREEMENT_OWN_VILLAGE": Refusal(
        "{name}是{village}的驻村或村级人员，不能核查本村的户。",
        "请由其他村或乡镇的人员核查。",
        http_status=403,
    ),
    "AGREEMENT_OWN_ROUND": Refusal(
        "第 {number} 轮是您自己记录的，不能由您{act}。",
        "请由没有参与这一户核查的人员办理。",
        http_status=403,
    ),
    "AGREEMENT_ROUND": Refusal(
        "这一户没有第 {number} 轮。", "请刷新后从列出的轮次中选择。", http_status=422
    ),
    "AGREEMENT_REASON": Refusal(
        "没有写明以这一轮为准的理由。", "请写明理由，例如“复核时见到了手册原件”。", http_status=422
    ),
    "MISMATCH_DECIDED": Refusal("不一致“{code}”已由{who}作出结论。", "请刷新后查看。"),
    "MISMATCH_GONE": Refusal(
        "为准的一轮里已经没有这处不一致（{code}）。", "请刷新后查看最新的核对结果。"
    ),
    "INCOME_STATE": Refusal(
        "这一版测算表现在不能这样办：{why}。",
        "请刷新页面，看它现在的状态；要改内容，请更正成新的一版。",
    ),
    "INCOME_STALE": Refusal(
        "您打开以后，{who}又保存了第 {version} 版。",
        "请看清新的一版；仍要照您填的保存，请再点一次，填写的内容都还在。",
        http_status=422,
    ),
    "INCOME_SAME": Refusal(
        "内容和第 {version} 版一样，没有保存。", "需要改的请改了再保存。", http_status=422
    ),
    "INCOME_OLD": Refusal(
        "这是第 {version} 版，已经有更新的一版。", "请打开最新的一版再办。", http_status=422
    ),
    "INCOME_OTHER_HOUSEHOLD": Refusal(
        "测算表写的户编号是“{told}”，这里是“{household_no}”。", "请核对是哪一户的测算表。"
    ),
    "INCOME_ROWS_TOGETHER": Refusal(
        "户“{household_no}”的另一行有问题，这一户的各行一起退回。",
        "请改正有问题的那一行，把这一户的各行一起再导入。",
    ),
    "INCOME_PLACE": Refusal(
        "名册里没有户编号“{household_no}”，也没有写明在哪个村。",
        "名册以外的户请在测算表里写明 place（村的区划代码）和户主姓名；名册里的户请核对编号。",
    ),
    "SHEET_UNKNOWN": Refusal(
        "没有表号为“{sheet}”的核对表，或它不属于本次任务。",
        "请用系统打印的核对表填写，不要改动表号。",
    ),
    "SHEET_WITHOUT": Refusal(
        "核对表“{sheet}”里没有户编号“{household_no}”。", "请不要改动表中的户编号。"
    ),
    "REASON_NEEDED": Refusal(
        "没有选择理由。", "请选择一个理由代码；选“其他”时请写明。", http_status=422
    ),
    "DUE_IN_PAST": Refusal(
        "完成时限 {due_on} 已经过去。", "请填写今天或以后的日期。", http_status=422
    ),
    "DUE_TOO_LATE": Refusal(
        "完成时限 {due_on} 晚于本次任务的最后期限 {latest}。",
        "请改为 {latest} 或更早的日期。",
        http_status=422,
    ),
    "STEP_NOT_POSSIBLE": Refusal(
        "问题目前是“{state}”，不能“{action}”。", "请刷新后查看可以办理的事项。"
    ),
    "STEP_MISSING_FACTS": Refusal(
        "“{action}”还缺：{missing}。", "请补全后再提交。", http_status=422
    ),
    "STEP_SAME_PERSON": Refusal("{why}", "请由其他有权限的人员办理。", http_status=403),
    "STEP_STALE": Refusal(
        "这条问题刚刚被他人先处理：{difference}。", "请刷新页面，看清最新情况后再办理。"
    ),
    "STEP_LEVEL": Refusal(
        "这条问题由{level}销号。", "请提交给该级有销号权限的人员。", http_status=403
    ),
    "STEP_BACK_TO": Refusal("不能退回到这一步。", "可以退回到：{choices}。", http_status=422),
    "REOPEN_OTHER_ROUND": Refusal(
        "{code} 属于已经结束的任务，本轮不能重新打开。",
        "请在现在的任务里新登记一条，填写原问题编号，两条互相链接。",
    ),
    "MERGE_OTHER": Refusal(
        "{code} 不能并入 {into}：{why}。",
        "请核对编号，只合并同一对象、同一类型的问题。",
        http_status=422,
    ),
    "REQUEST_STATE": Refusal(
        "问题目前是“{state}”，不能申请“{kind}”。", "请刷新后查看可以申请的事项。"
    ),
    "REQUEST_MISSING": Refusal(
        "申请“{kind}”还缺：{missing}。", "请补全后再提交。", http_status=422
    ),
    "REQUEST_WAITING": Refusal(
        "这条问题已有一件“{kind}”申请等待批准。", "请先由批准人批准或不批准，再提新的申请。"
    ),
    "REQUEST_DECIDED": Refusal("这件申请刚刚已有决定：{decision}。", "请刷新页面查看。"),
    "REQUEST_DATE": Refusal(
        "新的日期 {due_on} 不能用：{why}", "请改正日期后再提交。", http_status=422
    ),
    "REQUEST_MILESTONE": Refusal(
        "阶段目标“{line}”不能用。",
        "每行写一个日期和要达到的目标，例如“2026-12-31 完成地基”，不晚于 {last}。",
        http_status=422,
    ),
    "FREEZE_POINT_SET": Refusal(
        "{place} 的冻结日已经设定。", "冻结日设定后不再改动；请按已设定的日期办理。"
    ),
    "AREA_END_LATER": Refusal(
        "{place} 的截止日 {ends_on} 晚于上级的 {latest}。",
        "下级可以提前，不能推后；请改为 {latest} 或更早的日期。",
        http_status=422,
    ),
    "REMIND_NOTHING": Refusal(
        "这一组没有今天还可以催办的问题。", "每条问题每天催办一次，请明天再来。"
    ),
    "MONTH_OPEN": Refusal(
        "{month} 还没有结束，不能冻结。", "请在 {day} 或以后冻结；现在可以看预计数。"
    ),
    "MONTH_FROZEN": Refusal(
        "{month} 的月台账已经冻结。", "冻结的台账不再改动；请查看或导出已冻结的这一份。"
    ),
    "MONTH_UNBALANCED": Refusal(
        "月台账不平衡：{names}。", "请不要上报；把这句话和月份告诉维护人员。"
    ),
    "EVIDENCE_TYPE": Refusal(
        "“{name}”不是图片、PDF 或 Word/Excel 文件。", "请换成照片或扫描件。", http_status=422
    ),
    "FORM_INVALID": Refusal("填写有误：{errors}", "请改正后再提交。", http_status=422),
    # --- kept ledgers ---
    "LEDGER_MASKED": Refusal(
        "“{label}”里有星号，是遮挡过的号码。",
        "请填完整号码；导出时选“完整号码”才能再导入。",
        http_status=422,
    ),
    "LEDGER_PLACE": Refusal(
        "您不登记“{place}”的这本台账。", "请核对所在地，或请主管部门、县级登记。", http_status=422
    ),
    "LEDGER_PLACE_UNKNOWN": Refusal(
        "找不到所在地“{place}”。", "请填区划代码，或写全乡镇名和村名。", http_status=422
    ),
    "LEDGER_TWICE": Refusal(
        "台账里已有同一条记录 {code}（凭{columns}认定）。",
        "请打开那一条修改，不要重复登记。",
        http_status=422,
    ),
    "LEDGER_TWICE_IN_FILE": Refusal(
        "文件里第 {rows} 行是同一条记录（凭{columns}认定），内容却不同。",
        "哪一行对，只有登记的人知道；请留下一行后再导入。",
    ),
    "LEDGER_ENDED": Refusal(
        "这一条在台账里已经结束（{code}）。", "请先打开它恢复，再修改。", http_status=422
    ),
    "LEDGER_ELSEWHERE": Refusal(
        "别处已登记了同一条记录（凭{columns}认定）。", "请与县级核对该归哪里登记。", http_status=422
    ),
    "LEDGER_STALE": Refusal(
        "您打开这一条以后，{who}又改过它。",
        "请看清下面的差异；仍要照您填的保存，请再点一次，填写的内容都还在。",
        http_status=422,
    ),
    "LEDGER_NOTHING": Refusal(
        "没有任何改动，没有保存。", "需要改的请改了再保存。", http_status=422
    ),
    "LEDGER_STATE": Refusal("这一条现在不能这样办：{why}。", "请刷新页面，看它现在的状态。"),
    "LEDGER_IMPORT_STALE": Refusal(
        "读入以后，台账里又有 {n} 条变化，导入 {code} 的结果已经过时。",
        "请重新导入这份文件，看过新的结果再写入。",
    ),
    "LEDGER_IMPORT_DONE": Refusal("导入 {code} {state}。", "要再导入，请重新选择文件。"),
    "LEDGER_TOO_LARGE": Refusal(
        "符合条件的记录超过 {limit} 条，一次导不出。", "请另选乡镇、村，或加条件后分次导出。"
    ),
    "LEDGER_NOT_DELIVERED": Refusal(
        "“{title}”（{dataset}）是台账，不作为部门数据报送。",
        "请在“工作台账”里导入，或运行 huitoukan ledgers import。",
    ),
    "NOTHING_TO_ISSUE": Refusal("没有可以印发的问题。", "请先确认疑点并交办问题。"),
    # --- assessment: the sheet or the facts of a household are refused ---
    "ASSESS_JSON": Refusal(
        "“{name}”不是可以读取的 JSON：{why}。", "请核对文件；数字里不能有 NaN 或 Infinity。"
    ),
    "ASSESS_KEY": Refusal(
        "{where} 里有不认识的键“{key}”。", "请按 docs/reference/assess.md 核对写法，改正后重试。"
    ),
    "ASSESS_MISSING": Refusal("{where} 缺少“{key}”。", "请补上后重试。"),
    "ASSESS_TYPE": Refusal("{where} 应为{expected}，不是“{given}”。", "请改正后重试。"),
    "AMOUNT_LARGE": Refusal("{where} 的“{given}”太大了。", "请核对是否多写了零，或单位写错。"),
    "AMOUNT_NEGATIVE": Refusal(
        "{where} 的“{given}”是负数。", "请填零以上的数；成本写在 cost，支出写在 spending。"
    ),
    "AMOUNT_UNIT": Refusal(
        "第 {no} 行的单位“{unit}”不能用。",
        "金额的单位只能是元、元/月、元/天，万元请换算成元；实物写规则包价格表里的单位。",
    ),
    "COST_NONE": Refusal(
        "第 {no} 行“{item}”没有写成本，规则包也没有它在 {day} 的成本比例。",
        "请写明成本 cost（没有成本的写 0）；按比例算的，请在规则包 prices 里补上比例和来源。",
    ),
    "FACT_COMPUTED": Refusal(
        "{where} 是算出来的，不能填。",
        "人均纯收入请附收入测算表（income_sheet），年龄请填出生日期。",
    ),
    "FACT_SOURCE": Refusal(
        "{where} 没有写明来源和日期。", "请写 value、source、on，或在最外层写 source 和 on。"
    ),
    "ITEM_UNKNOWN": Refusal(
        "第 {no} 行的收入项目“{item}”不在规则包里。", "请用规则包 income_items 里的代码或名称。"
    ),
    "LINE_COST": Refusal(
        "第 {no} 行“{item}”不能有成本。", "只有工资性和生产经营性收入可以写 cost，请去掉。"
    ),
    "LINE_DAYS": Refusal(
        "第 {no} 行的日期 {first} 至 {last} 不在测算期 {begin} 至 {end} 之内。",
        "请核对日期；跨期的，只写测算期内的部分。",
    ),
    "LINE_PART": Refusal(
        "第 {no} 行“{item}”放错了地方。",
        "收入写在 lines，刚性支出写在 spending；这一行不属于 {part}。",
    ),
    "LINE_PERSON": Refusal(
        "第 {no} 行的人“{person_no}”不在家庭成员里。", "请在 members 里列出这个人，或改正人编号。"
    ),
    "LINE_TIMES": Refusal(
        "第 {no} 行的 {name} 是 {given}，多于这一行日期所及的 {most}。",
        "请核对月数、天数和起止日期。",
    ),
    "LINE_TWICE": Refusal("行号 {no} 重复。", "同一笔收支只写一行；不同的请用不同的行号。"),
    "LINES_NONE": Refusal(
        "收入测算表一行收入也没有。", "确无收入的，请写一行金额为 0 的，写明谁说的、凭什么。"
    ),
    "MEMBER_BORN_LATER": Refusal(
        "成员“{person_no}”的出生日期 {birth} 在 {day} 之后。", "请核对出生日期或测算期。"
    ),
    "MEMBER_TWICE": Refusal("成员“{person_no}”列了两次。", "同一个人只列一次。"),
    "MEMBER_UNDECIDED": Refusal(
        "按“{profile}”不能确定成员“{person_no}”是否计入，还缺：{missing}。",
        "请补上这些事实后重试。",
    ),
    "MEMBERS_COUNT": Refusal(
        "写明家庭人口 {told} 人，列出的成员是 {listed} 人。", "请把成员列全，或改正人数。"
    ),
    "MEMBERS_HEADS": Refusal("户主有 {n} 人。", "一户应有且只有一个户主，请核对与户主关系。"),
    "MEMBERS_NONE": Refusal(
        "没有可以计入的家庭成员。", "请列出家庭成员（members）及其情形后重试。"
    ),
    "MEASURE_INPUT": Refusal("贫困测度算不出来：{why}。", "请核对数据、权数和线后重试。"),
    "PRICE_NONE": Refusal(
        "规则包里没有“{item}”在 {day} 按“{unit}”的价格（第 {no} 行）。",
        "卖出的请写实际售价 price；自用的请在规则包 prices 里补上价格和来源。",
    ),
    "PROFILE_UNKNOWN": Refusal(
        "规则包“{pack}”没有核算口径“{profile}”。", "可用的核算口径：{known}。", **_USAGE
    ),
    "RECORDED_ROW": Refusal(
        "数据集 {data_set} 里有一行读不出来：{why}。", "请核对金额和日期的写法，改正后重试。"
    ),
    "RECORDED_UNKNOWN": Refusal(
        "规则包没有写明数据集“{data_set}”怎样与收入测算表对照。",
        "可对照的数据集：{known}；要增加请写 recorded/ 下的一个文件。",
    ),
    "CHANGES_OTHER": Refusal(
        "两张核查表说的不是同一户（村、县）：{before}、{after}。", "请选同一户的两张核查表。"
    ),
    "VIEW_UNKNOWN": Refusal("规则包“{pack}”没有视图“{view}”。", "可用的视图：{known}。", **_USAGE),
    "SHEET_OTHER": Refusal(
        "收入测算表不是这一户的，或成员与户的不同：{why}。",
        "请核对户编号和人编号，换成这一户的表，把成员列全。",
    ),
    "STANDARD_UNKNOWN": Refusal(
        "规则包“{pack}”没有标准“{standard}”。", "请用 --standard 选一个：{known}。", **_USAGE
    ),
    "TREATMENT_NONE": Refusal(
        "“{profile}”没有写明“{item}”在 {day} 怎么计算。",
        "请在规则包 profiles 里补上这一年的规定和来源；没有的不能推算。",
    ),
    # --- verdicts of a campaign ---
    "ASSESSMENT_NONE": Refusal(
        "还没有开展过达标核查。", "请在“达标核查”里开展一次（huitoukan assessment run）。"
    ),
    "ASSESSMENT_TRY": Refusal(
        "“{code}”只是试算，不能据此核定。", "请在正式的核查里核定；要用改动，先发布规则包再核查。"
    ),
    "PACK_FILE": Refusal(
        "“{name}”不是达标核查用的规则文件。",
        "请选文件所在的文件夹（{known}），并上传 .yaml 文件。",
        **_USAGE,
    ),
    "PACK_SAME": Refusal("“{name}”与规则包里的一样，没有改动。", "请上传改过的文件。"),
    "DOUBT_DECIDED": Refusal(
        "疑点“{code}”已由{who}核定。", "请刷新页面看结论；有新情况的，从问题台账办理。"
    ),
    "VERDICT_REASON": Refusal(
        "没有写明为什么这样核定。", "请写明看了什么材料、谁去看的。", http_status=422
    ),
    "READINGS_ALTERED": Refusal(
        "核查“{code}”读入的材料已不是当时的样子，底稿不能重算。",
        "请从备份恢复数据文件夹里的 assessments，或重新开展达标核查。",
    ),
    # --- papers that an office issues ---
    "PAPER_KIND": Refusal("规则包没有文书“{kind}”。", "请从这些里面选：{known}。", **_USAGE),
    "PAPER_NOTHING": Refusal(
        "“{title}”没有可以列入的对象。", "请换一个地方，或等问题办到这一步再制作。", http_status=422
    ),
    "PAPER_PLACE": Refusal(
        "“{title}”要指明{about}。", "请选一个，可以填问题编号、户编号或区划代码。", http_status=422
    ),
    "PAPER_ASKS": Refusal("“{title}”还缺：{missing}。", "请填写后重试。", http_status=422),
    "PAPER_TOO_MANY": Refusal(
        "一次最多制作 {most} 份，这次要 {n} 份。", "请按乡镇或村分几次制作。", http_status=422
    ),
    "PAPER_CHANGED": Refusal(
        "预览以后数据有变化：当时有问题 {seen} 条，现在 {now} 条。",
        "请再看一次预览，再印发。",
        http_status=422,
    ),
    "PAPER_RECEIVED": Refusal("{who}已经签收。", "刷新页面查看签收情况。"),
    "PAPER_VOID": Refusal("{code} 已经作废。", "请另行制作一份；编号不重复使用。"),
    "PDF_LIBRARY": Refusal(
        "这台机器没有生成 PDF 要用的系统库（{library}）。",
        "请管理员安装 Pango（libpango-1.0-0、libpangoft2-1.0-0）；"
        "也可以打开打印页，在浏览器里另存为 PDF。",
        **_ENVIRONMENT,
    ),
    "TEMPLATE_NONE": Refusal(
        "找不到“{title}”的模板。", "请在文书模板页上传一个 .docx 模板。", http_status=422
    ),
    "TEMPLATE_FILE": Refusal(
        "这个文件不能作模板：{why}。", "请在文字处理软件里另存为 .docx 后再上传。", http_status=422
    ),
    "TEMPLATE_ACTIVE": Refusal(
        "模板里带有宏、对象或指向别处的链接（{what}）。",
        "请删去后另存为 .docx 再上传。",
        http_status=422,
    ),
    "TEMPLATE_FIELD": Refusal(
        "模板里有域“{name}”。", "只可以用页码（PAGE、NUMPAGES）；请把它改成文字。", http_status=422
    ),
    "TEMPLATE_CODE": Refusal(
        "模板的花括号里有不允许的写法（{what}）。",
        "花括号里只能写变量、条件和对清单的循环，不能有计算和调用。",
        http_status=422,
    ),
    "TEMPLATE_LOOP": Refusal(
        "模板里对“{name}”的循环不允许。",
        "循环只能写 for 行 in 清单，不能嵌套；可用的清单：{known}。",
        http_status=422,
    ),
    "TEMPLATE_SYNTAX": Refusal(
        "模板里的花括号写错了：{what}。", "请核对括号是否成对，for 有没有 endfor。", http_status=422
    ),
    "TEMPLATE_UNKNOWN": Refusal(
        "模板里的变量“{name}”这种文书没有。", "请对照变量表改正，或删去。", http_status=422
    ),
    "TEMPLATE_LACKS": Refusal(
        "模板里没有变量“{name}”。", "请加上它：文书要写明编号和数据来源。", http_status=422
    ),
    # --- the demonstration county ---
    "SIMULATE_SCALE": Refusal(
        "没有名为“{scale}”的规模。", "请从这些规模中选一个：{known}。", **_USAGE
    ),
}
