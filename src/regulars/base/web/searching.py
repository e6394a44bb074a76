"""One search box for everything: pages of the rail by any name they go by, then what providers know."""

from __future__ import annotations

import logging
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext_lazy

from regulars.base import extends
from regulars.base.web import nav
from regulars.base.web.access import may
from regulars.kit.errors import Problem

log = logging.getLogger("regulars.web")

PER_PROVIDER = 6
PAGES = gettext_lazy("Pages")


@dataclass(frozen=True, slots=True)
class Group:
    """Hits under one heading, best first."""

    title: str
    hits: tuple[extends.Hit, ...]


def find(words: str, viewer: extends.Viewer, user: object) -> tuple[Group, ...]:
    """Groups of hits this viewer may open; with no words, the pages."""
    hits = list(_pages(words, user))
    if words:
        for provider in extends.search:
            if may(user, provider.permission):
                hits += _ask(provider, words, viewer)
    by_title: dict[str, list[extends.Hit]] = {}
    for hit in hits:
        by_title.setdefault(str(hit.group), []).append(hit)
    groups = [Group(title, tuple(sorted(found, key=lambda hit: -hit.score))) for title, found in by_title.items()]
    return tuple(sorted(groups, key=lambda group: -group.hits[0].score))


def _ask(provider: extends.SearchProvider, words: str, viewer: extends.Viewer) -> Sequence[extends.Hit]:
    """What one provider knows; one that refuses, as before the shop is set up, does not close the search."""
    try:
        return provider.search(words, PER_PROVIDER, viewer)[:PER_PROVIDER]
    except Problem as problem:
        log.info("search by %s refused: %s", provider.key, problem.code)
        return ()


def _pages(words: str, user: object) -> list[extends.Hit]:
    wanted = _plain(words).split()
    rooms = {room.key: room for room in nav.ROOMS}
    found = []
    for item in nav.items():
        if not may(user, item.permission):
            continue
        room = rooms[item.room]
        label = _plain(str(item.label))
        known = f"{label} {_plain(str(room.label))} {_plain(item.words)}"
        if all(word in known for word in wanted):
            score = 3.0 if wanted and label.startswith(wanted[0]) else 1.0
            detail = "" if str(room.label) == str(item.label) else str(room.label)
            found.append(extends.Hit(str(item.label), reverse(item.url_name), PAGES, detail, room.icon, score))
    return found


def _plain(text: str) -> str:
    """Lower case without accents, so that `munchen` finds `München`."""
    spread = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in spread if not unicodedata.combining(char))
