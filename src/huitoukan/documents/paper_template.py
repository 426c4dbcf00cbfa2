"""Word templates that an office edits: what they may say, and filling them.

A template is an ordinary .docx with Chinese variables, `{{户主}}`, rows
`{%tr for 行 in 问题 %}` and conditions. It is somebody's file, so nothing in it may run or fetch:
the words between the braces are held against an allow-list of the template language (names,
columns, comparisons, loops over a given list), beside the sandbox of the library; macros, objects,
links to other files and fields other than page numbers are refused. No clock is read: equal values
give equal bytes.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Final

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring
from docx import Document
from docx.oxml.ns import qn
from docxtpl import DocxTemplate
from jinja2 import TemplateError, nodes
from jinja2.runtime import StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from huitoukan.documents.steady import steady
from huitoukan.domain.refusals import Refused

LARGEST_BYTES: Final = 5 * 2**20
_LARGEST_OPEN: Final = 40 * 2**20  # of all parts together
_MOST_PARTS: Final = 400
_MOST_FAULTS: Final = 30
_PAGE_FIELDS: Final = frozenset({"PAGE", "NUMPAGES", "SECTIONPAGES"})
_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_UNPRINTABLE: Final = re.compile("[\x00-\x08\x0b-\x0d\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ACTIVE: Final = re.compile(
    r"vbaProject|vbaData|activeX|embeddings/|oleObject|\.bin$", re.IGNORECASE
)
_OF_THE_LIBRARY: Final = frozenset({"self", "super", "caller", "varargs", "kwargs"})
_LOOP: Final = frozenset({"index", "first", "last", "length"})
_ALLOWED: Final = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Getattr, nodes.Const,
    nodes.For, nodes.If, nodes.CondExpr, nodes.Compare, nodes.Operand, nodes.And, nodes.Or,
    nodes.Not,
)  # fmt: skip
"""All that a template may be made of: no call, no filter, no arithmetic, no assignment."""

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Vocabulary:
    """What a template of one kind may name: `texts`, and `lists` with the columns of their rows.

    `needs` are those without which the paper would not say what it rests on.
    """

    texts: frozenset[str]
    lists: Mapping[str, frozenset[str]]
    needs: frozenset[str] = frozenset()


def faults(content: bytes, vocabulary: Vocabulary) -> tuple[Refused, ...]:
    """What stands against a template; empty when it may be used. Nothing of it is run."""
    try:
        _demand_plain_word(content)
        sources = _sources(content)
    except Refused as refused:
        return (refused,)
    found: list[Refused] = []
    named: set[str] = set()
    for source in sources:
        try:
            tree = _environment(vocabulary).parse(source)
        except Refused as refused:
            found.append(refused)
            continue
        except TemplateError as error:
            found.append(Refused("TEMPLATE_SYNTAX", what=_short(error.message or "")))
            continue
        for name, is_known in _names(tree, vocabulary, {}):
            named.add(name)
            if not is_known:
                found.append(Refused("TEMPLATE_UNKNOWN", name=name))
    found += [Refused("TEMPLATE_LACKS", name=name) for name in sorted(vocabulary.needs - named)]
    once = {str(fault): fault for fault in found}
    return tuple(once.values())[:_MOST_FAULTS]


def demand_sound(content: bytes, vocabulary: Vocabulary) -> None:
    """Raise the first fault of a template, if it has one."""
    for fault in faults(content, vocabulary):
        raise fault


def fill(content: bytes, values: Values, vocabulary: Vocabulary) -> bytes:
    """The document with the values in place; Refused TEMPLATE_… when the template is not sound."""
    _demand_plain_word(content)
    template = DocxTemplate(BytesIO(content))
    try:
        template.render(_printable(values), jinja_env=_environment(vocabulary), autoescape=True)
    except TemplateError as error:
        raise Refused("TEMPLATE_SYNTAX", what=_short(error.message or "")) from error
    made = BytesIO()
    template.save(made)
    return steady(made.getvalue())


def join(documents: Sequence[bytes]) -> bytes:
    """Documents of one template behind each other, each on a page of its own.

    They share their styles and relations, for they were filled into the same file.
    """
    if len(documents) == 1:
        return documents[0]
    first: Any = Document(BytesIO(documents[0]))
    body = first.element.body
    for content in documents[1:]:
        # The end of a section stands in the last line of it; only the last one is the body's own.
        section = deepcopy(body.find(qn("w:sectPr")))
        line = first.add_paragraph()
        line.paragraph_format.line_spacing = 1
        line._p.get_or_add_pPr().append(section)
        following: Any = Document(BytesIO(content))
        for part in following.element.body:
            if part.tag != qn("w:sectPr"):
                body.insert(len(body) - 1, part)
    made = BytesIO()
    first.save(made)
    return steady(made.getvalue())


def _environment(vocabulary: Vocabulary) -> ImmutableSandboxedEnvironment:
    return _Strict(vocabulary)


class _Strict(ImmutableSandboxedEnvironment):
    """The library's sandbox without globals, filters and tests, and our allow-list before it.

    Every piece of text that becomes a template passes `_parse`, properties and footnotes too.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        super().__init__(autoescape=True, undefined=StrictUndefined, extensions=())
        self.globals, self.filters, self.tests = {}, {}, {}
        self._vocabulary = vocabulary

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        for node in _below(tree):
            if not isinstance(node, _ALLOWED):
                raise Refused("TEMPLATE_CODE", what=type(node).__name__)
            if isinstance(node, nodes.For):
                _demand_plain_loop(node, self._vocabulary)
            if isinstance(node, nodes.Name) and node.name in _OF_THE_LIBRARY:
                raise Refused("TEMPLATE_CODE", what=node.name)
            if isinstance(node, nodes.Getattr) and node.attr.startswith("_"):
                raise Refused("TEMPLATE_CODE", what=node.attr)
        return tree


def _below(node: nodes.Node) -> Iterator[nodes.Node]:
    yield node
    for child in node.iter_child_nodes():
        yield from _below(child)


def _demand_plain_loop(loop: nodes.For, vocabulary: Vocabulary) -> None:
    """A loop runs over one given list, by a single name, and holds no other loop."""
    is_plain = (
        isinstance(loop.target, nodes.Name)
        and isinstance(loop.iter, nodes.Name)
        and loop.iter.name in vocabulary.lists
        and loop.test is None
        and not loop.recursive
        and not loop.else_
        and not any(inner is not loop for inner in loop.find_all(nodes.For))
    )
    if not is_plain:
        what = loop.iter.name if isinstance(loop.iter, nodes.Name) else "for"
        raise Refused("TEMPLATE_LOOP", name=what, known=tuple(sorted(vocabulary.lists)))


def _names(
    node: nodes.Node, vocabulary: Vocabulary, rows: Mapping[str, frozenset[str]]
) -> Iterator[tuple[str, bool]]:
    """Every name that is read, and whether the paper gives it; `rows` are loop variables."""
    if isinstance(node, nodes.For) and isinstance(node.iter, nodes.Name):
        yield node.iter.name, True
        target = node.target.name if isinstance(node.target, nodes.Name) else ""
        inside = {**rows, target: vocabulary.lists[node.iter.name], "loop": _LOOP}
        for child in node.body:
            yield from _names(child, vocabulary, inside)
    elif isinstance(node, nodes.Getattr) and isinstance(node.node, nodes.Name):
        name = node.node.name
        yield f"{name}.{node.attr}", node.attr in rows.get(name, frozenset())
    elif isinstance(node, nodes.Getattr):
        yield f"….{node.attr}", False
    elif isinstance(node, nodes.Name):
        yield node.name, node.name in vocabulary.texts or node.name in vocabulary.lists
    else:
        for child in node.iter_child_nodes():
            yield from _names(child, vocabulary, rows)


def _printable(value: Any) -> Any:
    if isinstance(value, str):
        return _UNPRINTABLE.sub("", value)
    if isinstance(value, Mapping):
        return {key: _printable(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_printable(part) for part in value]
    return value


def _short(text: str) -> str:
    return text.replace("\n", " ")[:120]


# --- the file itself ---


def _demand_plain_word(content: bytes) -> None:
    """A Word document of decent size, without macros, objects, foreign files and hostile XML."""
    if len(content) > LARGEST_BYTES:
        raise Refused("TEMPLATE_FILE", why="文件过大")
    try:
        with zipfile.ZipFile(BytesIO(content)) as packed:
            members = packed.infolist()
            if len(members) > _MOST_PARTS or sum(m.file_size for m in members) > _LARGEST_OPEN:
                raise Refused("TEMPLATE_FILE", why="解开后过大")
            for member in members:
                if _ACTIVE.search(member.filename):
                    raise Refused("TEMPLATE_ACTIVE", what=member.filename)
                if member.filename.endswith((".xml", ".rels")):
                    _demand_plain_part(member.filename, packed.read(member))
            if "word/document.xml" not in packed.namelist():
                raise Refused("TEMPLATE_FILE", why="没有正文")
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise Refused("TEMPLATE_FILE", why="打不开") from error


def _demand_plain_part(name: str, content: bytes) -> None:
    try:
        root = fromstring(content, forbid_dtd=True)
    except (DefusedXmlException, ParseError, ValueError) as error:
        raise Refused("TEMPLATE_FILE", why=f"{name} 不是规范的 XML") from error
    if name == "[Content_Types].xml" and b"macroEnabled" in content:
        raise Refused("TEMPLATE_ACTIVE", what="宏")
    for element in root.iter():
        if name.endswith(".rels") and element.get("TargetMode") == "External":
            raise Refused("TEMPLATE_ACTIVE", what=str(element.get("Target"))[:80])
        if element.tag == f"{_W}altChunk":
            raise Refused("TEMPLATE_ACTIVE", what="altChunk")
        field = element.text if element.tag == f"{_W}instrText" else element.get(f"{_W}instr")
        words = (field or "").split()
        if words and words[0].upper() not in _PAGE_FIELDS:
            raise Refused("TEMPLATE_FIELD", name=words[0][:40])


def _sources(content: bytes) -> list[str]:
    """Body, heads and feet as the library hands them to the template language."""
    template = DocxTemplate(BytesIO(content))
    try:
        template.init_docx()
        parts = [template.get_xml()]
        for uri in (template.HEADER_URI, template.FOOTER_URI):
            parts += [template.get_part_xml(part) for _, part in template.get_headers_footers(uri)]
    except Exception as error:  # whatever the libraries say of a broken file
        raise Refused("TEMPLATE_FILE", why="打不开") from error
    return [template.patch_xml(part) for part in parts]
