"""The program itself: database, settings, other programs it needs, rights, jobs."""

from __future__ import annotations

from typing import Final

from huitoukan.domain.refusals.refusal import ENVIRONMENT, USAGE, Refusal

REFUSALS: Final[dict[str, Refusal]] = {
    "DATABASE_MISSING": Refusal(
        "还没有数据库。", "请运行 huitoukan check --fix 建立数据库。", **ENVIRONMENT
    ),
    "DEMO_FOLDER": Refusal(
        "“{folder}”里已有“{name}”，不是演示写的，没有动它。",
        "请用 DIR= 换一个空文件夹，或确认后加 --fresh。",
        exit_status=2,
    ),
    "DATABASE_OLD": Refusal(
        "数据库是旧版本，还有 {n} 项更新没有执行。",
        "请运行 huitoukan check --fix 更新。",
        **ENVIRONMENT,
    ),
    "SQLITE_AFFECTED": Refusal(
        "SQLite {version} 在 WAL 方式下可能损坏数据。",
        "请安装 pysqlite3 0.6.1 或更高版本。",
        **ENVIRONMENT,
    ),
    "SETTING_INVALID": Refusal(
        "设置 {name} 的值“{value}”不可用：{why}。", "请改正后重试。", **ENVIRONMENT
    ),
    "PORT_TAKEN": Refusal(
        "端口 {port} 已被占用。", "请换一个端口，例如 PORT=8001。", **ENVIRONMENT
    ),
    "NOT_ALLOWED": Refusal(
        "您的岗位没有“{verb}”的权限。", "需要时请联系县级数据员调整岗位。", http_status=403
    ),
    "NOT_FOUND": Refusal(
        "没有找到{what}“{code}”。", "请核对编号，或确认它在您的管辖范围内。", http_status=404
    ),
    "ACCOUNT_NAME": Refusal("账号“{username}”里有空格。", "账号只用字母、数字和下划线。"),
    "ACCOUNT_UNKNOWN": Refusal(
        "没有账号“{username}”。", "请用 huitoukan people list 查看。", **USAGE
    ),
    "POST_DEPARTMENT": Refusal(
        "账号“{username}”的岗位“{post}”没有写明部门。", "请填写部门代码，例如 civil-affairs。"
    ),
    "POST_UNKNOWN": Refusal("没有岗位“{post}”。", "可用的岗位见 docs/reference/posts.md。"),
    "SPARK_MISSING": Refusal(
        "没有安装 Apache Spark。",
        "请安装 huitoukan[spark]（开发环境：make spark），或改用 --engine duckdb。",
        **USAGE,
    ),
    "JDK_MISSING": Refusal(
        "Apache Spark 要用 JDK 17 或 21，本机没有找到（现有版本：{found}）。",
        "请安装 JDK，并让 java 在 PATH 里或用 JAVA_HOME 指明，或改用 --engine duckdb。",
        **USAGE,
    ),
    "SPARK_NOT_STARTED": Refusal(
        "连不上 Spark“{master}”：{why}",
        "请核对 --master 的地址和端口、集群是否在运行，以及 --memory 是否超过各台机器的内存。",
    ),
    "SPARK_LOST": Refusal(
        "做到 {step} 时 Spark 意外停止，比对没有完成，没有写出结果。",
        "请加大 --memory 或增加工作节点后重新运行。",
    ),
    "VIEW_NAMELESS": Refusal("视图没有名称。", "请填写名称后再保存。"),
    "VIEWS_TOO_MANY": Refusal("自己的视图已有 {limit} 个。", "请先删除不用的视图。"),
    "EXPORT_TOO_LARGE": Refusal(
        "符合条件的户超过 {limit} 户，一次导不出。", "请另选乡镇、村，或加条件后分次导出。"
    ),
    "DISK_FULL": Refusal(
        "服务器磁盘空间不足，“{name}”没有接收，也没有留下任何数据。",
        "请联系管理员清理磁盘后重新提交；以前的报送不受影响。",
        http_status=507,
    ),
    "JOB_LOST": Refusal(
        "任务“{title}”执行中断了 {n} 次，已停止重试。", "请查看说明后在任务页重新执行。"
    ),
    "JOB_NOT_AGAIN": Refusal(
        "任务“{title}”目前是“{state}”，不能重新执行。", "未通过或出错的任务才能重新执行。"
    ),
    "DAY_NOT_PAST": Refusal(
        "{day} 还没有过去，不能还原这一天的名册。", "请填写今天以前的日期；今天的名册用冻结。"
    ),
    "JOB_FENCED": Refusal(
        "这次执行已被新的执行取代，结果没有写入。", "请查看任务页上的最新一次执行。"
    ),
    "FORM_INVALID": Refusal("填写有误：{errors}", "请改正后再提交。", http_status=422),
    "SIMULATE_SCALE": Refusal(
        "没有名为“{scale}”的规模。", "请从这些规模中选一个：{known}。", **USAGE
    ),
}
