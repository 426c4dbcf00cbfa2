"""Fills the pages of templates: all of them, and one with its versions and variables."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.language import refusal_text
from huitoukan.apps.core.pages import ActionForm, Field
from huitoukan.apps.core.showing import language
from huitoukan.apps.papers import pages, queries
from huitoukan.apps.papers.models import PaperTemplate
from huitoukan.apps.papers.queries.making import card_of
from huitoukan.apps.papers.queries.templates import versions_of, vocabulary_of
from huitoukan.documents.paper_template import faults
from huitoukan.rules.shapes.campaign import PaperKind


def templates_page(campaign: Campaign) -> pages.TemplatesPage:
    """[papers:templates] Every kind and the version that is used."""
    return pages.TemplatesPage(
        tuple(_row(campaign, kind) for kind in queries.kinds_of(campaign).values())
    )


def _row(campaign: Campaign, kind: PaperKind) -> pages.TemplateRow:
    newest, card = versions_of(campaign, kind.id).first(), card_of(kind, "")
    return pages.TemplateRow(
        kind=kind.id,
        title=card.title,
        about=card.about,
        layout=card.layout,
        version=newest.version if newest else 0,
        by=newest.name if newest else "",
        at=newest.at if newest else None,
        href=reverse("papers:template", args=[kind.id]),
        basis=kind.basis,
    )


def template_page(
    campaign: Campaign, name: str, *, checked: tuple[str, bytes] | None = None
) -> pages.TemplatePage:
    """[papers:template] One template; `checked` is a file (name, bytes) that was looked at."""
    kind = queries.kind_named(campaign, name)
    vocabulary = vocabulary_of(kind)
    found = faults(checked[1], vocabulary) if checked else ()
    versions = list(versions_of(campaign, name))
    return pages.TemplatePage(
        kind=name,
        title=kind.title.in_(language()),
        basis=kind.basis,
        versions=_versions(name, versions),
        names=tuple(sorted(vocabulary.texts)),
        lists=tuple((one, tuple(sorted(columns))) for one, columns in vocabulary.lists.items()),
        help=_(
            "值写在双层花括号里；清单的行写在 tr for 和 tr endfor 两行之间，写法见自带的模板。"
            "编号和数据说明必须有。"
        ),
        upload=_upload(name),
        faults=tuple(refusal_text(fault) for fault in found),
        checked=checked[0] if checked else "",
    )


def _versions(kind: str, versions: list[PaperTemplate]) -> tuple[pages.VersionRow, ...]:
    address = reverse("papers:download", args=[kind])
    own = [
        pages.VersionRow(
            one.version, f"{address}?version={one.version}", one.name, one.at, one.note, n == 0
        )
        for n, one in enumerate(versions)
    ]
    pack = pages.VersionRow(0, f"{address}?version=0", _("规则包自带"), None, "", not versions)
    return (*own, pack)


def _upload(kind: str) -> ActionForm:
    return ActionForm(
        code="upload",
        label=_("检查并上传"),
        href=reverse("papers:upload", args=[kind]),
        icon="upload",
        note=_("先检查变量和写法，没有问题才成为下一版；旧版保留，已印发的文书不变。"),
        fields=(
            Field("file", _("模板（.docx）"), kind="file", is_required=True, accept=".docx"),
            Field("note", _("说明"), max_length=200),
        ),
    )
