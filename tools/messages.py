"""Message files without GNU gettext: `extract`, `check` and `compile`, with Babel.

The source language is Chinese; English stands in src/huitoukan/locale/en. Texts of rule packs and
the domain's words carry both languages themselves and are not collected here. The refusals and the
reasons why a step is barred are translated when a page shows them (apps/core/language.py), and so
are words written into a `Refused(…)` of the apps: those have the context "refusal". The topics of
rules and problems have the context "topic".
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.catalog import Message as BabelMessage
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

PACKAGE = Path(__file__).resolve().parent.parent / "src" / "huitoukan"
ENGLISH = PACKAGE / "locale" / "en" / "LC_MESSAGES" / "django.po"
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
CHINESE = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")
FIELDS = re.compile(r"%\(\w+\)[sd]|\{[\w.!:]*\}|%[sd]")


@dataclass(frozen=True)
class Message:
    """One text to translate: its key as gettext knows it, and the file that shows it."""

    singular: str
    plural: str = ""
    context: str = ""
    place: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """What makes a message the same message."""
        return (self.context, self.singular)


def python_messages(source: str, place: str) -> Iterator[Message]:
    """Messages of a Python module (or of text made to look like one)."""
    found = extract("python", BytesIO(source.encode()), keywords=KEYWORDS, options={})
    for _line, texts, _comments, context in found:
        singular, plural = texts if isinstance(texts, tuple) else (texts, "")
        if singular:
            yield Message(singular, plural or "", context or "", place)


def template_messages(source: str, place: str) -> Iterator[Message]:
    """Messages of a Django template."""
    for line in templatize(source, origin=place).splitlines():
        # Left of the calls stand blanked-out letters; Python's lexer wants no indentation.
        calls = re.sub(r"^[^#]*?(?=\b(?:_|n?p?gettext)\()", "", line).strip()
        yield from python_messages(calls, place)


def refusal_words(source: str, place: str) -> Iterator[Message]:
    """Chinese words that a module writes into the details of a refusal, as constants."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Refused":
            for given in (keyword.value for keyword in node.keywords):
                text = given.value if isinstance(given, ast.Constant) else None
                if isinstance(text, str) and CHINESE.search(text):
                    yield Message(text, context="refusal", place=place)


def catalogue_messages() -> Iterator[Message]:
    """Sentences and remedies of the refusal catalogue, and the reasons that bar a step."""
    from huitoukan.domain.problems import APART_REASONS
    from huitoukan.domain.refusals import REFUSALS
    from huitoukan.domain.requests import DATE_REASONS

    for refusal in REFUSALS.values():
        yield Message(refusal.sentence, place="domain/refusals")
        yield Message(refusal.remedy, place="domain/refusals")
    for reason in APART_REASONS.values():
        yield Message(reason, place="domain/problems.py")
    for reason in DATE_REASONS.values():
        yield Message(reason, place="domain/requests.py")
    yield Message("、", place="domain/refusals")


def topic_messages() -> Iterator[Message]:
    """The topics of the national pack: of a pack's texts the only ones in Chinese alone."""
    from huitoukan.rules.load import load_pack

    pack = load_pack("national-2026")
    topics = {rule.topic for rule in pack.rules.values()}
    topics |= {kind.topic for kind in pack.problem_types.values()}
    for topic in sorted(topics):
        yield Message(topic, context="topic", place="packs/national-2026")


def collected(package: Path = PACKAGE) -> dict[tuple[str, str], Message]:
    """Every message of the package by its key, in the order of the files."""
    found: dict[tuple[str, str], Message] = {}
    for path in sorted([*package.rglob("*.py"), *(package / "templates").rglob("*")]):
        if not path.is_file():
            continue
        place = path.relative_to(package).as_posix()
        source = path.read_text(encoding="utf-8")
        messages = python_messages if path.suffix == ".py" else template_messages
        words = refusal_words(source, place) if place.startswith("apps/") else ()
        for message in (*messages(source, place), *words):
            known = found.get(message.key)
            if known is None or (message.plural and not known.plural):
                found[message.key] = message
    for message in (*catalogue_messages(), *topic_messages()):
        found.setdefault(message.key, message)
    return found


def read(path: Path = ENGLISH) -> Catalog:
    """The catalogue of a language; an empty one when there is no file yet."""
    if not path.exists():
        return Catalog(locale="en", charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale="en", charset="utf-8")


def _strings(entry: BabelMessage) -> tuple[str, ...]:
    """The translations of an entry: one, or singular and plural; empty ones as ""."""
    found = entry.string if isinstance(entry.string, tuple | list) else (entry.string,)
    return tuple(string or "" for string in found)


def updated(old: Catalog, messages: dict[tuple[str, str], Message]) -> Catalog:
    """A catalogue of exactly these messages, with the translations that the old one has."""
    new = Catalog(locale="en", charset="utf-8", fuzzy=False)
    for message in messages.values():
        known = old.get(message.singular, message.context or None)
        strings = _strings(known) if known is not None else ()
        n_wanted = 2 if message.plural else 1
        if len(strings) != n_wanted:
            strings = ("",) * n_wanted
        new.add(
            (message.singular, message.plural) if message.plural else message.singular,
            strings if message.plural else strings[0],
            locations=[(message.place, 0)],
            context=message.context or None,
        )
    return new


def fields(text: str) -> list[str]:
    """The places in a text that are filled when it is shown."""
    return sorted(FIELDS.findall(text))


def complaints(catalog: Catalog, messages: dict[tuple[str, str], Message]) -> list[str]:
    """What is missing, empty, left over or filled differently in a catalogue."""
    said: list[str] = []
    for message in messages.values():
        entry = catalog.get(message.singular, message.context or None)
        if entry is None:
            said.append(f"missing: {message.singular!r} ({message.place})")
            continue
        strings = _strings(entry)
        if not all(strings):
            said.append(f"no English: {message.singular!r} ({message.place})")
            continue
        for string in strings:
            if CHINESE.search(string) and not CHINESE.search(message.context):
                said.append(f"Chinese in the English: {string!r}")
        # The plural form carries every field; a singular may say "one" instead of a number.
        if fields(strings[-1]) != fields(message.plural or message.singular):
            said.append(f"other fields than the Chinese: {strings[-1]!r}")
    wanted = set(messages)
    for entry in catalog:
        singular = entry.id[0] if isinstance(entry.id, tuple) else entry.id
        if singular and (entry.context or "", singular) not in wanted:
            said.append(f"nobody says any longer: {singular!r}")
    return said


def write(catalog: Catalog, path: Path = ENGLISH) -> None:
    """The catalogue as a message file; no dates and no line numbers, so that changes stay small."""
    catalog.mime_headers = [
        (name, value) for name, value in catalog.mime_headers if not name.endswith("-Date")
    ]
    shown = BytesIO()
    write_po(shown, catalog, width=100, omit_header=True, include_lineno=False)
    header = (
        'msgid ""\nmsgstr ""\n"Language: en\\n"\n'
        '"MIME-Version: 1.0\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n'
        '"Content-Transfer-Encoding: 8bit\\n"\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(header.encode() + shown.getvalue())


def compile_all(package: Path = PACKAGE) -> int:
    """Write the .mo file beside each .po file; the number of files."""
    paths = sorted((package / "locale").glob("*/LC_MESSAGES/*.po"))
    for path in paths:
        with path.with_suffix(".mo").open("wb") as file:
            write_mo(file, read(path))
    return len(paths)


def main(arguments: list[str]) -> int:
    """Do what the one argument says; 1 when the English is not complete, 2 for a wrong call."""
    if arguments == ["compile"]:
        sys.stdout.write(f"{compile_all()} message file(s) compiled\n")
        return 0
    if arguments == ["extract"]:
        write(updated(read(), collected()))
        arguments = ["check"]
    if arguments == ["check"]:
        said = complaints(read(), collected())
        sys.stdout.write("".join(f"{line}\n" for line in said) or "the English is complete\n")
        return 1 if said else 0
    sys.stderr.write("usage: messages.py extract | check | compile\n")
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
