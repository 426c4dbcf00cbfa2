"""Who is named to sign which paper, who has signed, and what may be done about it."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.language import refusal_text
from huitoukan.apps.core.pages import ActionForm, Chip, Field, FileItem, KeyValue, Tab
from huitoukan.apps.core.scope import ScopedQuerySet
from huitoukan.apps.core.showing import address, page_of
from huitoukan.apps.papers import pages, queries
from huitoukan.apps.papers.models import Paper, Signature
from huitoukan.apps.places.queries import full_name
from huitoukan.domain.refusals import Refused
from huitoukan.rules.shapes.campaign import PaperKind

WAITING = Q(signed_at__isnull=True, paper__voided_at__isnull=True)


def signatures_for(
    actor: Actor, campaign: Campaign, verb: str = "paper.see"
) -> ScopedQuerySet[Signature]:
    """The signatures of the campaign's papers in the actor's areas."""
    rows = Signature.objects.visible_to(actor, verb).filter(paper__campaign=campaign)
    return rows.select_related("paper", "area__parent")


def own_to_sign(actor: Actor, campaign: Campaign) -> ScopedQuerySet[Signature]:
    """The papers that wait for this very person, the oldest first."""
    rows = signatures_for(actor, campaign, "paper.receive")
    return rows.filter(WAITING, account=actor.code).order_by("paper_id")


def unsigned_of_own_papers(actor: Actor, campaign: Campaign) -> ScopedQuerySet[Signature]:
    """What waits on papers of the places for which the actor issues papers."""
    return signatures_for(actor, campaign, "paper.issue").filter(WAITING)


def signature_of(paper: Paper) -> Signature | None:
    """The signature that a paper asks for, given or not."""
    rows = Signature.objects.for_system("of a paper in hand")
    return rows.filter(paper=paper).select_related("scan").first()


def signed_by(
    actor: Actor, paper: Paper, kind: PaperKind, refused: Refused | None = None
) -> pages.SignedBy | None:
    """How the signature stands, with the forms of who may sign or hand in the scan."""
    one = signature_of(paper)
    if one is None:
        return None
    acts: list[ActionForm] = []
    if one.signed_at is None and not paper.is_void:
        acts = _acts(actor, paper, kind, one, refused)
    scan = None
    if one.scan is not None and queries.is_whole(actor, paper):
        scan = FileItem(one.scan.name, reverse("files:file", args=[one.scan.sha256]), one.scan.size)
    return pages.SignedBy(one.name, _chip(one), told_of(one), scan, tuple(acts))


def _acts(
    actor: Actor, paper: Paper, kind: PaperKind, one: Signature, refused: Refused | None
) -> list[ActionForm]:
    found = []
    if one.account and one.account == actor.code and actor.may("paper.receive"):
        found.append(
            ActionForm(
                code="sign",
                label=_("签字认领"),
                href=reverse("papers:sign", args=[paper.code]),
                icon="signature",
                note=_("以{name}本人的名义签字，签字后不能撤回。").format(name=one.name),
                is_open=True,
            )
        )
    if queries.may_make(actor, kind, paper.area):
        today = timezone.localdate().isoformat()
        found.append(
            ActionForm(
                code="by_hand",
                label=_("登记纸上签字"),
                href=reverse("papers:by_hand", args=[paper.code]),
                style="plain",
                icon="upload",
                note=_("附上签了字的扫描件。"),
                fields=(
                    Field("on", _("签字日期"), "date", True, value=today, high=today),
                    Field("scan", _("扫描件"), "file", True, accept="image/*,.pdf"),
                ),
                errors=(refusal_text(refused),) if refused else (),
                is_open=refused is not None,
            )
        )
    return found


def _chip(one: Signature) -> Chip:
    if one.signed_at is None:
        return Chip("wait", _("待签字") if one.account else _("待纸上签字"))
    return Chip("ok", _("已在纸上签字") if one.is_by_hand else _("已签字"))


def told_of(one: Signature) -> str:
    """How the signature stands, in a sentence that is printed below the paper."""
    if one.signed_at is None:
        if one.account:
            return _("由{name}本人在系统中签字认领，尚未签字。").format(name=one.name)
        return _("{name}在系统中没有可以认定的账号，须在纸上签字。").format(name=one.name)
    at = f"{timezone.localtime(one.signed_at):%Y-%m-%d %H:%M}"
    if one.signed_on is not None:
        return _("{name}于 {on} 在纸上签字，{by}于 {at} 登记，附扫描件。").format(
            name=one.name, on=one.signed_on.isoformat(), by=one.recorded_name, at=at
        )
    return _("{name}于 {at} 在系统中签字认领。").format(name=one.name, at=at)


# --- the list ---


def signatures_page(
    actor: Actor, campaign: Campaign, params: Mapping[str, str], *, told: str = ""
) -> pages.SignaturesPage:
    """[papers:signatures] Who has not signed, and who has."""
    path, chosen = reverse("papers:signatures"), params.get("tab", "")
    every = signatures_for(actor, campaign)
    conditions = {"": WAITING, "signed": Q(signed_at__isnull=False)}
    labels = {"": _("待签字"), "signed": _("已签字")}
    chosen = chosen if chosen in conditions else ""
    tabs = tuple(
        Tab(labels[tab], address(path, {}, tab=tab), every.filter(rule).count(), tab == chosen)
        for tab, rule in conditions.items()
    )
    shown, pager = page_of(every.filter(conditions[chosen]).order_by("-paper_id"), path, params)
    waits = not chosen and actor.may("paper.issue") and pager.n_rows
    return pages.SignaturesPage(
        tabs=tabs,
        rows=tuple(_row(one) for one in shown),
        pager=pager,
        remind=_remind_form() if waits else None,
        told=told,
    )


def _row(one: Signature) -> pages.SignatureRow:
    reminded = ""
    if one.reminded_on is not None:
        reminded = _("{n} 次，最近 {on}").format(n=one.n_reminders, on=one.reminded_on.isoformat())
    return pages.SignatureRow(
        code=one.paper.code,
        title=one.paper.title,
        place=full_name(one.area),
        household_no=one.paper.household_no,
        name=one.name,
        state=_chip(one),
        told=told_of(one),
        reminded=reminded,
    )


def _remind_form() -> ActionForm:
    return ActionForm(
        code="remind",
        label=_("催签"),
        href=reverse("papers:remind_signatures"),
        style="plain",
        icon="send",
        note=_("给本单位文书上还没有签字的人催签，每份每天一次；有账号的在本人待办里看到。"),
    )


# --- on a phone ---


def letter_page(actor: Actor, code: str) -> pages.LetterPage:
    """[dashboards:phone_letter] What a letter asks of the person, and signing it."""
    paper = queries.paper_for(actor, code)
    signed = signed_by(actor, paper, queries.kind_named(paper.campaign, paper.kind))
    if signed is None or not queries.is_whole(actor, paper):
        raise Refused("NOT_FOUND", what="文书", code=code)
    kind = queries.kind_named(paper.campaign, paper.kind)
    asked = [(ask.name, str(paper.data.get(ask.name, ""))) for ask in kind.asks]
    facts = [(_("地点"), full_name(paper.area)), (_("户主"), str(paper.data.get("户主", "")))]
    return pages.LetterPage(
        code=paper.code,
        title=paper.title,
        facts=tuple(KeyValue(label, value) for label, value in (*facts, *asked) if value),
        tasks=tuple(
            KeyValue(
                str(row["问题编号"]), "\n".join(filter(None, (row["问题描述"], row["整改措施"])))
            )
            for row in paper.data["问题"]
        ),
        signed=signed,
    )
