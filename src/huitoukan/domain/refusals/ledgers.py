"""Kept ledgers: the data sets that people edit on screen."""

from __future__ import annotations

from typing import Final

from huitoukan.domain.refusals.refusal import Refusal

REFUSALS: Final[dict[str, Refusal]] = {
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
}
