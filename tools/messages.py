"""Keep the message catalogs: collect every translatable text from Python and templates, merge, compile.

    python tools/messages.py              update the .po of every language, then write its .mo
    python tools/messages.py --check      write nothing; exit 1 when a catalog is not up to date
    python tools/messages.py --complete   like --check, and exit 1 when a text has no translation

Babel does all of it, so no gettext programs are needed. English is the source language and has no catalog.
"""

from __future__ import annotations

import argparse
import io
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "regulars"
LOCALE = SOURCE / "locale"
LANGUAGES = ("de",)
BORN = datetime(2026, 1, 1, tzinfo=UTC)  # a fixed date: a run that changes nothing writes the same bytes
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "_now": None,  # gettext where _ is gettext_lazy
    "gettext_noop": None,
    "told": None,
    "ntold": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}

PLACEHOLDER = re.compile(r"%\(\w+\)[.\d]*[a-z]|%%|\{\w*\}")

Found = tuple[str, int, str | tuple[str, ...], list[str], str | None]


def messages(source: Path = SOURCE) -> Iterator[Found]:
    """Yield `(file, line, text or (one, many), comments, context)` of every translatable text."""
    for path in sorted(source.rglob("*.py")):
        if "migrations" not in path.parts:
            yield from _python(path.relative_to(source).as_posix(), path.read_bytes())
    for path in sorted([*source.rglob("templates/**/*.html"), *source.rglob("templates/**/*.txt")]):
        name = path.relative_to(source).as_posix()
        yield from _python(name, template_as_python(path.read_text(encoding="utf-8"), name).encode())


def template_as_python(text: str, name: str) -> str:
    """Return lines of calls that Python's tokenizer can read, each text on its own line of the template."""
    from django.conf import settings
    from django.utils.translation.template import templatize

    if not settings.configured:
        settings.configure(USE_I18N=True)
    lines = templatize(text, origin=name).splitlines()
    return "\n".join(line.strip() for line in lines) + "\n"


def template_catalog(source: Path = SOURCE) -> Catalog:
    """Return the texts of the source, without translations."""
    catalog = Catalog(domain="django", project="Regulars", charset="utf-8", creation_date=BORN, revision_date=BORN)
    for name, _line, text, comments, context in messages(source):
        catalog.add(text, locations=[(name, 0)], auto_comments=comments, context=context)
    return catalog


def merged(template: Catalog, language: str, existing: Path) -> Catalog:
    """Return the language's catalog with today's texts: known ones keep their translation, old ones go."""
    if existing.exists():
        with existing.open("rb") as file:
            catalog = read_po(file, locale=language, domain="django")
    else:
        catalog = Catalog(locale=language, domain="django", project="Regulars", charset="utf-8")
    catalog.update(template, no_fuzzy_matching=True)
    catalog.obsolete.clear()
    catalog.fuzzy = False
    catalog.header_comment = f"# Regulars in {catalog.locale.english_name}. Kept by tools/messages.py.\n#"
    catalog.creation_date = catalog.revision_date = BORN
    catalog.last_translator, catalog.language_team = "", ""
    return catalog


def written(catalog: Catalog) -> tuple[bytes, bytes]:
    """Return the bytes of the .po and of the .mo."""
    po, mo = io.BytesIO(), io.BytesIO()
    write_po(po, catalog, width=120, sort_output=True, include_lineno=False, omit_header=False)
    write_mo(mo, catalog)
    return po.getvalue(), mo.getvalue()


def faults(catalog: Catalog) -> list[str]:
    """Return translations that lost or invented a placeholder: they would fail when shown."""
    found = []
    for message in catalog:
        if not message.id or not _is_translated(message.string):
            continue
        wanted = _placeholders(message.id)
        strings = message.string if isinstance(message.string, tuple | list) else (message.string,)
        found += [f"{message.id!r} became {one!r}" for one in strings if not _placeholders(one) <= wanted]
        found += [f"{message.id!r} became {strings[-1]!r}"] if _placeholders(strings[-1]) != wanted else []
    return found


def untranslated(catalog: Catalog) -> list[str]:
    """Return texts without a translation in every form."""
    return [str(message.id) for message in catalog if message.id and not _is_translated(message.string)]


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description="Keep the message catalogs.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when a catalog is not up to date")
    parser.add_argument("--complete", action="store_true", help="also exit 1 when a text has no translation")
    options = parser.parse_args(arguments)
    template = template_catalog()
    trouble = 0
    for language in LANGUAGES:
        folder = LOCALE / language / "LC_MESSAGES"
        catalog = merged(template, language, folder / "django.po")
        missing, wrong = untranslated(catalog), faults(catalog)
        print(f"{language}: {len(catalog)} texts, {len(missing)} without translation", file=sys.stderr)
        for line in [*wrong, *(missing if options.complete else [])]:
            print(f"  {line}", file=sys.stderr)
        trouble += len(wrong) + (len(missing) if options.complete else 0)
        for suffix, content in zip(("po", "mo"), written(catalog), strict=True):
            trouble += _keep(folder / f"django.{suffix}", content, dry=options.check or options.complete)
    return 1 if trouble else 0


def _python(name: str, content: bytes) -> Iterator[Found]:
    found = extract("python", io.BytesIO(content), keywords=KEYWORDS, comment_tags=("Translators:",))
    for line, text, comments, context in found:
        yield name, line, text, comments, context


def _placeholders(text: str | tuple[str, ...] | list[str]) -> set[str]:
    return set(PLACEHOLDER.findall(text if isinstance(text, str) else " ".join(text)))


def _is_translated(string: object) -> bool:
    return bool(string) and (all(string) if isinstance(string, tuple | list) else True)


def _keep(path: Path, content: bytes, *, dry: bool) -> int:
    """Write the file when it differs; when only looking, count it instead."""
    if path.exists() and path.read_bytes() == content:
        return 0
    if dry:
        print(f"  {path.relative_to(ROOT)} is not up to date: run tools/messages.py", file=sys.stderr)
        return 1
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
