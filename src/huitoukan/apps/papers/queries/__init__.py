"""Reading papers through an actor's eyes, whole or as an addressee; who may make which."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Q

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.scope import ScopedQuerySet
from huitoukan.apps.papers.models import Paper, PaperBatch, Receipt
from huitoukan.apps.places.models import Area
from huitoukan.domain.assignments import Addressee
from huitoukan.domain.papers import OF_A_CITY
from huitoukan.domain.refusals import Refused
from huitoukan.rules.paper_files import paper_kinds
from huitoukan.rules.shapes.campaign import PaperKind

Row = dict[str, Any]


def papers_for(actor: Actor, verb: str = "paper.see") -> ScopedQuerySet[Paper]:
    """Papers of the actor's areas, and those that were sent to one of them, newest first."""
    own = Paper.objects.visible_to(actor, verb)
    sent = Receipt.objects.visible_to(actor, verb)
    rows = Paper.objects.for_system("those of the own areas, and those sent there")
    rows = rows.filter(Q(pk__in=own.values("pk")) | Q(pk__in=sent.values("paper_id")))
    return rows.select_related("area__parent", "campaign__area", "campaign__pack", "word", "excel")


def paper_for(actor: Actor, code: str, verb: str = "paper.see") -> Paper:
    """The paper, or "not found", the same for absent and for another area's."""
    found = papers_for(actor, verb).filter(code=code).first()
    if found is None:
        raise Refused("NOT_FOUND", what="文书", code=code)
    return found


def own_paper(actor: Actor, code: str, verb: str, *, lock: bool = False) -> Paper:
    """The paper in an area in which the actor holds the verb; being its addressee is not enough."""
    rows = Paper.objects.visible_to(actor, verb).filter(code=code)
    if lock:
        rows = rows.select_for_update(of=("self",))
    found = rows.select_related("area", "campaign__area", "campaign__pack").first()
    if found is None:
        raise Refused("NOT_FOUND", what="文书", code=code)
    return found


def is_whole(actor: Actor, paper: Paper) -> bool:
    """Whether the actor sees the whole paper: its own area's, not only a copy sent there."""
    return Paper.objects.visible_to(actor, "paper.see").filter(pk=paper.pk).exists()


def receipts_for(actor: Actor, paper: Paper, verb: str = "paper.see") -> ScopedQuerySet[Receipt]:
    """The addressees of a paper that the actor may see: all of a whole paper, else the own ones."""
    if is_whole(actor, paper):
        rows = Receipt.objects.for_system("the paper was found in scope")
    else:
        rows = Receipt.objects.visible_to(actor, verb)
    return rows.filter(paper=paper).select_related("area")


def batch_for(actor: Actor, code: str) -> PaperBatch:
    """Papers that were made at once, or "not found"."""
    rows = PaperBatch.objects.visible_to(actor, "paper.see").filter(code=code)
    found = rows.select_related("area__parent", "campaign__pack", "joined", "packed").first()
    if found is None:
        raise Refused("NOT_FOUND", what="文书批次", code=code)
    return found


def kinds_of(campaign: Campaign) -> Mapping[str, PaperKind]:
    """The kinds of papers of a campaign's pack."""
    return paper_kinds(campaign.pack.opened())


def kind_named(campaign: Campaign, name: str) -> PaperKind:
    """One kind of paper; Refused PAPER_KIND."""
    kinds = kinds_of(campaign)
    if name not in kinds:
        raise Refused("PAPER_KIND", kind=name, known="、".join(kinds))
    return kinds[name]


def may_make(actor: Actor, kind: PaperKind, area: Area | None = None) -> bool:
    """Whether the actor may issue papers of this kind, in this area or anywhere."""
    if actor.is_system:
        return True
    return any(
        "paper.issue" in grant.verbs
        and not grant.department
        and not grant.verbs.isdisjoint(kind.by)
        and (area is None or area.depth_path.startswith(grant.path))
        for grant in actor.grants
    )


def narrowed(data: Mapping[str, Any], receipts: list[Receipt]) -> dict[str, Any]:
    """A paper's data as an addressee gets it: only the rows that are the addressee's own matter."""
    rows = [row for row in data["问题"] if any(_concerns(row, one) for one in receipts)]
    names = {one.addressee for one in receipts}
    signed = [row for row in data["签收"] if row["单位"] in names]
    own = [{**row, "序号": str(number)} for number, row in enumerate(rows, 1)]
    summed: dict[str, Any] = {key: [] for key in ("分区情况", *OF_A_CITY)}
    return {**data, **summed, "问题": own, "签收": signed, **counts_of(own)}


def _concerns(row: Row, receipt: Receipt) -> bool:
    key = {Addressee.TOWNSHIP: "乡镇码", Addressee.VILLAGE: "村码", Addressee.DEPARTMENT: "部门码"}
    own = receipt.department if receipt.to == Addressee.DEPARTMENT else receipt.area.code
    return bool(row[key[Addressee(receipt.to)]] == own)


def counts_of(rows: list[Row]) -> dict[str, str]:
    """The counts that every paper prints, from its own rows; nothing else is counted."""
    kinds: dict[str, int] = {}
    for row in rows:
        kinds[row["问题类型"]] = kinds.get(row["问题类型"], 0) + 1
    several = sorted(kinds.items(), key=lambda one: (-one[1], one[0]))
    return {
        "问题数": str(len(rows)),
        "户数": str(len({row["户编号"] for row in rows if row["户编号"]})),
        "村数": str(len({row["村码"] for row in rows if row["村码"]})),
        "已销号数": str(sum(row["办结"] == "是" for row in rows)),
        "未完成数": str(sum(row["办结"] == "否" for row in rows)),
        "逾期数": str(sum(row["逾期"] == "是" for row in rows)),
        "分类情况": "、".join(f"{kind}{n}条" for kind, n in several) or "没有问题",
    }
