"""Papers that an office issues, and their templates."""

from __future__ import annotations

from typing import Final

from huitoukan.domain.refusals.refusal import ENVIRONMENT, USAGE, Refusal

REFUSALS: Final[dict[str, Refusal]] = {
    "PAPER_KIND": Refusal("规则包没有文书“{kind}”。", "请从这些里面选：{known}。", **USAGE),
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
    "VERIFY_PAPER": Refusal(
        "{code} 不是逐项核查清单，没有核查结果可读。", "请打开那份核查清单再上传。"
    ),
    "VERIFY_FOREIGN": Refusal(
        "“{code}”不在这份核查清单里。",
        "请核对问题编号，或到它所在的那份清单读入。",
        http_status=422,
    ),
    "VERIFY_RESULT": Refusal(
        "{code} 的核查结果“{value}”不能用。", "只能填：{known}。", http_status=422
    ),
    "VERIFY_CHECKER": Refusal("{code} 没有填核查人。", "请填写核查人的姓名。", http_status=422),
    "VERIFY_TOLD": Refusal(
        "{code} 的核查结果是“{value}”，没有填核查情况。", "请写明现场看到的情况。", http_status=422
    ),
    "VERIFY_DATE": Refusal(
        "{code} 的核查日期 {on} 不在清单印发日 {first} 和今天 {last} 之间。",
        "请核对日期；不清楚的可以不填。",
        http_status=422,
    ),
    "VERIFY_TWICE": Refusal(
        "{code} 在第 {row} 行已经有了。", "一条问题只保留一行。", http_status=422
    ),
    "VERIFY_MANY": Refusal(
        "一次最多办理 {most} 条，这份有 {n} 条。",
        "请分几份上传，或请管理员用 huitoukan papers results 读入。",
        http_status=422,
    ),
    "VERIFY_CHANGED": Refusal(
        "核对以后情况有变化：当时可办 {seen} 条，现在 {now} 条。",
        "请重新上传，再核对一次。",
        http_status=422,
    ),
    "SIGN_NONE": Refusal("文书 {code} 没有写明由谁签字。", "需要单位签收的，请在签收栏签收。"),
    "SIGN_ANOTHER": Refusal(
        "文书 {code} 由{name}本人签字，不能代签。",
        "请{name}用本人账号签字；没有账号的在纸上签，由印发单位登记并附扫描件。",
    ),
    "SIGN_DONE": Refusal("文书 {code} 已由{name}签字。", "请打开文书查看签字时间。"),
    "SIGN_SCAN": Refusal(
        "没有附上签了字的扫描件。", "请上传纸质文书的照片或 PDF。", http_status=422
    ),
    "SIGN_DATE": Refusal(
        "签字日期 {on} 不对：文书是 {issued_on} 印发的。",
        "签字日期不能早于印发，也不能晚于今天。",
        http_status=422,
    ),
    "SIGN_REMINDED": Refusal(
        "没有可以催签的文书。", "都已签字，或者今天已经催过；每份每天催一次。"
    ),
    "PDF_LIBRARY": Refusal(
        "这台机器没有生成 PDF 要用的系统库（{library}）。",
        "请管理员安装 Pango（libpango-1.0-0、libpangoft2-1.0-0）；"
        "也可以打开打印页，在浏览器里另存为 PDF。",
        **ENVIRONMENT,
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
}
