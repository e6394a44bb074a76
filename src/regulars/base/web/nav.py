"""The left rail. Rooms stand in one fixed order; a room is drawn once something lives in it.

nav.add(NavItem(room="reports", label=_("Cohorts"), url_name="insights:cohorts", permission="reports.read", order=20))
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from regulars.base.extends import Text


@dataclass(frozen=True, slots=True)
class Room:
    key: str
    label: Text
    icon: str


ROOMS: tuple[Room, ...] = (
    Room("home", _("Home"), "house"),
    Room("customers", _("Customers"), "users"),
    Room("segments", _("Segments"), "layers"),
    Room("campaigns", _("Campaigns"), "send"),
    Room("automations", _("Automations"), "workflow"),
    Room("loyalty", _("Loyalty"), "gift"),
    Room("referrals", _("Referrals"), "share-2"),
    Room("reviews", _("Reviews & surveys"), "star"),
    Room("inbox", _("Inbox"), "inbox"),
    Room("reports", _("Reports"), "chart-line"),
    Room("tests", _("Tests"), "flask-conical"),
    Room("settings", _("Settings"), "settings"),
)


@dataclass(frozen=True, slots=True)
class NavItem:
    """One page in a room. A room with a single page is drawn as that page under the room's own name.

    `words` are what people from other tools type into the search box to find it ("flow", "LTV", "coupon").
    """

    room: str
    label: Text
    url_name: str
    permission: str
    order: int = 100
    words: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    label: Text
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class DrawnRoom:
    key: str
    label: Text
    icon: str
    url: str
    current: bool
    links: tuple[Link, ...]


_items: list[NavItem] = []


def add(item: NavItem) -> None:
    """Register a page. Called from `apps.py`; an unknown room or the same page twice is a programming error."""
    if item.room not in {room.key for room in ROOMS}:
        raise ValueError(f"no room {item.room!r}")
    if any(known.url_name == item.url_name for known in _items):
        raise ValueError(f"{item.url_name!r} stands in the rail already")
    _items.append(item)


def items() -> tuple[NavItem, ...]:
    """All pages in the order of the rail."""
    place = {room.key: number for number, room in enumerate(ROOMS)}
    return tuple(sorted(_items, key=lambda item: (place[item.room], item.order, item.url_name)))


def draw(path: str, allows: Callable[[str], bool]) -> tuple[DrawnRoom, ...]:
    """The rail for one viewer at one path: only what exists and only what this role may open."""
    visible = [(item, reverse(item.url_name)) for item in items() if allows(item.permission)]
    here = _best_match(path, [url for _item, url in visible])
    rooms = []
    for room in ROOMS:
        mine = [(item, url) for item, url in visible if item.room == room.key]
        if not mine:
            continue
        links = tuple(Link(item.label, url, url == here) for item, url in mine)
        current = any(link.current for link in links)
        rooms.append(DrawnRoom(room.key, room.label, room.icon, mine[0][1], current, links if len(links) > 1 else ()))
    return tuple(rooms)


def _best_match(path: str, urls: list[str]) -> str:
    """The longest address that the path stands in, so that a detail page lights up its list; home is only itself."""
    fitting = [url for url in urls if path == url or (not url.endswith("/") and path.startswith(f"{url}/"))]
    return max(fitting, key=len, default="")
