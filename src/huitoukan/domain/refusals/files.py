"""Files that are refused whole, before anything is written."""

from __future__ import annotations

from typing import Final

from huitoukan.domain.refusals.refusal import USAGE, Refusal

REFUSALS: Final[dict[str, Refusal]] = {
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
    "FILE_MISSING": Refusal("找不到文件“{name}”。", "请核对路径后重试。", **USAGE),
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
    "PHOTO_BROKEN": Refusal(
        "照片“{name}”不完整或已损坏，打不开。",
        "请在手机相册里打开看一看，重新拍摄或重新上传；通过社交软件转发的，请勾选“原图”。",
        http_status=422,
    ),
    "PHOTO_HEIC": Refusal(
        "“{name}”是 HEIC（或 AVIF）格式的照片，这里不能读取。",
        "请在手机“设置—相机—格式”中选“兼容性最佳”后重拍，或把照片另存为 JPEG 再上传。",
        http_status=422,
    ),
    "PHOTO_PIXELS": Refusal(
        "照片“{name}”有 {found} 百万像素，超过 {limit} 百万的上限，没有读取。",
        "请关闭相机的高像素模式后重拍，或缩小后再上传。",
        http_status=422,
    ),
}
