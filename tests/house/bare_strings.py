"""Find text in a template that no translator will ever see.

Template tags, variables, comments and translated blocks are blanked out first (line breaks stay, so lines are right);
what is left is plain markup, and any word in it that a person can see or hear is a fault.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

SPOKEN_ATTRIBUTES = {"title", "placeholder", "aria-label", "aria-description", "alt", "label", "data-confirm"}
SILENT = {"script", "style", "code", "kbd", "svg", "template"}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
NAMES = {"Regulars", "RFM", "CSV"}  # the same in every language

_TRANSLATED = re.compile(r"\{%-?\s*blocktrans(?:late)?\b.*?\{%-?\s*endblocktrans(?:late)?\s*%\}", re.DOTALL)
_COMMENT = re.compile(r"\{%\s*comment\b.*?\{%\s*endcomment\s*%\}|\{#.*?#\}|<!--.*?-->", re.DOTALL)
_CLASSES = re.compile(r"\{%\s*block \w+_(?:class|attributes)\s*%\}.*?\{%\s*endblock\s*%\}")
_TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
_WORD = re.compile(r"[^\W\d_]{2,}")
_ENTITY = re.compile(r"&[a-z]+;")

Fault = tuple[int, str]


def faults(template: str) -> list[Fault]:
    """Return `(line, text)` of every visible text that is not marked for translation."""
    found = list(_in_tags(template))
    markup = template
    for pattern in (_COMMENT, _TRANSLATED, _CLASSES, _TAG):
        markup = pattern.sub(lambda hit: "\n" * hit.group(0).count("\n"), markup)
    reader = _Reader()
    reader.feed(markup)
    reader.close()
    return sorted(found + reader.found)


def _in_tags(template: str) -> Iterator[Fault]:
    """Sentences handed to an include or with."""
    without_comments = _COMMENT.sub(lambda hit: "\n" * hit.group(0).count("\n"), template)
    for tag in _TAG.finditer(without_comments):
        if not re.match(r"\{%\s*(include|with)\b", tag.group(0)):
            continue
        for literal in re.finditer(r"\w+=(?:\"([^\"]*)\"|'([^']*)')", tag.group(0)):
            text = literal.group(1) or literal.group(2) or ""
            if " " in text and _WORD.search(text):
                yield without_comments[: tag.start()].count("\n") + 1, text


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.found: list[Fault] = []
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        line = self.getpos()[0]
        for name, value in attrs:
            spoken = name in SPOKEN_ATTRIBUTES or (name == "value" and tag == "input" and _is_button(attrs))
            if spoken and _is_words(value or ""):
                self.found.append((line, f'{name}="{value}"'))
            if name in {"style", "onclick", "onchange", "onsubmit", "onload"}:
                self.found.append((line, f"{name} belongs into a stylesheet or script of ours"))
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            while self._open.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if SILENT.isdisjoint(self._open) and _is_words(data):
            first = len(data) - len(data.lstrip())
            self.found.append((self.getpos()[0] + data[:first].count("\n"), data.strip()))


def _is_words(text: str) -> bool:
    return any(word not in NAMES for word in _WORD.findall(_ENTITY.sub(" ", text)))


def _is_button(attrs: list[tuple[str, str | None]]) -> bool:
    return dict(attrs).get("type") in {"submit", "button", "reset"}
