"""The address of a list of customers: read into conditions, and shown again as filters and chips."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regulars.base.shop.queries import ShopRow
from regulars.base.web.components import Chip, Choice, FilterBar, FilterField
from regulars.base.web.formats import day
from regulars.domains.traits.queries import SORTS, Choices
from regulars.domains.traits.types import SEGMENT_NAMES, STATE_NAMES, Conditions
from regulars.kit.errors import Problem

SIZES = (25, 50, 100)
PAGE_MAX = 100_000
DAYS = {
    "ordered_from": gettext_lazy("Ordered from"),
    "ordered_to": gettext_lazy("Ordered to"),
    "last_from": gettext_lazy("Last order from"),
    "last_to": gettext_lazy("Last order to"),
    "first_from": gettext_lazy("First order from"),
    "first_to": gettext_lazy("First order to"),
}
COUNTS = {"orders_min": gettext_lazy("Orders, at least"), "orders_max": gettext_lazy("Orders, at most")}
SCORES = {"r": gettext_lazy("Recency"), "f": gettext_lazy("Frequency"), "m": gettext_lazy("Monetary value")}
TEXTS = {
    "country": ("countries", gettext_lazy("Country")),
    "first_channel": ("first_channels", gettext_lazy("First channel")),
    "first_store": ("first_stores", gettext_lazy("First store")),
    "first_acquisition": ("first_acquisitions", gettext_lazy("First source")),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for; `unread` names parameters whose value makes no sense, so nothing is dropped silently.

    `query` is what the address said, without the page.
    """

    conditions: Conditions
    words: str
    list_name: str
    sort: str
    size: int
    page: int
    unread: tuple[str, ...]
    query: QueryDict

    @property
    def is_filtered(self) -> bool:
        return bool(self.words or self.list_name or self.conditions != Conditions())

    def address(self, **changes: str) -> str:
        """Return this address with other parameters; an empty value takes one away."""
        query = self.query.copy()
        for name, value in changes.items():
            if value:
                query[name] = value
            else:
                query.pop(name, None)
        return f"?{query.urlencode()}"


@dataclass(slots=True)
class _Reader:
    """Reads one address and remembers what it could not read."""

    given: QueryDict
    shop: ShopRow
    unread: list[str] = field(default_factory=list)

    def codes(self, name: str, known: Sequence[str]) -> tuple[str, ...]:
        values = [value for text in self.given.getlist(name) for value in text.split(",") if value]
        return tuple(sorted({value for value in values if self._is(name, value in known)}))

    def texts(self, name: str) -> tuple[str, ...]:
        return tuple(sorted({text.strip() for text in self.given.getlist(name) if text.strip()}))

    def scores(self, name: str) -> tuple[int, ...]:
        return tuple(int(one) for one in self.codes(name, ("1", "2", "3", "4", "5")))

    def whole(self, name: str, largest: int = 1_000_000) -> int | None:
        text = self.given.get(name, "").strip()
        sound = text.isascii() and text.isdigit() and len(text) < 10 and int(text) <= largest
        return int(text) if text and self._is(name, sound) else None

    def day(self, name: str) -> date | None:
        text = self.given.get(name, "").strip()
        if not text:
            return None
        try:
            return date.fromisoformat(text)
        except ValueError:
            self._is(name, False)
            return None

    def products(self, name: str) -> tuple[int, ...]:
        return tuple(number for text in self.texts(name) if (number := self._product(name, text)) is not None)

    def _product(self, name: str, text: str) -> int | None:
        if text.isascii() and text.isdigit():
            return int(text[:18])
        try:
            return self.shop.number("prd", text)
        except Problem:
            self._is(name, False)
            return None

    def _is(self, name: str, sound: bool) -> bool:
        if not sound and name not in self.unread:
            self.unread.append(name)
        return sound


def read(given: QueryDict, shop: ShopRow, *, by_name: bool) -> Asked:
    """Read an address. `by_name` says whether this reader may sort by name."""
    reader = _Reader(given, shop)
    found: dict[str, Any] = {name: reader.day(name) for name in DAYS}
    found |= {name: reader.whole(name) for name in COUNTS}
    found |= {name: reader.scores(name) for name in SCORES}
    found |= {attribute: reader.texts(name) for name, (attribute, _label) in TEXTS.items()}
    conditions = Conditions(
        basis="sold" if given.get("basis") == "sold" else "net",
        states=reader.codes("state", tuple(STATE_NAMES)),
        groups=reader.codes("group", tuple(SEGMENT_NAMES)),
        first_products=reader.products("first_product"),
        ranks=given.get("scores") == "ranks",
        **found,
    )
    sort = given.get("sort", "") or "-last_on"
    known = sort.removeprefix("-") in SORTS or (by_name and sort.removeprefix("-") == "name")
    size = reader.whole("size", max(SIZES))
    query = given.copy()
    for name in ("page", "csv"):
        query.pop(name, None)
    return Asked(
        conditions=conditions,
        words=given.get("q", "").strip()[:200],
        list_name=given.get("list", "")[:200],
        sort=sort if known else "-last_on",
        size=size if size in SIZES else SIZES[0],
        page=max(1, reader.whole("page", PAGE_MAX) or 1),
        unread=tuple(reader.unread),
        query=query,
    )


def filter_bar(
    asked: Asked, offered: Choices, titles: dict[int, str], shop: ShopRow, *, by_name: bool, named: Chip | None = None
) -> FilterBar:
    """Return the filters as they stand; what offers one choice only is left out."""
    search = _("Name, e-mail or number") if by_name else _("Customer id")
    given = asked.query
    countries = [(name, f"{name} ({count})") for name, count in offered.countries]
    products = [
        (shop.public("prd", number), titles[number]) for number, _count in offered.first_products if number in titles
    ]
    fields = [
        FilterField("q", search, "search", asked.words, primary=True),
        _select(given, "country", _("Country"), countries, primary=True),
        _select(given, "group", _("Group"), [(key, _(name)) for key, name in SEGMENT_NAMES.items()], primary=True),
        _select(given, "first_product", _("First product"), products),
        _select(given, "first_channel", _("First channel"), offered.channels if len(offered.channels) > 1 else ()),
        _select(given, "first_store", _("First store"), offered.stores if len(offered.stores) > 1 else ()),
        *(FilterField(name, label, "number", given.get(name, "")) for name, label in COUNTS.items()),
        *(FilterField(name, label, "date", given.get(name, "")) for name, label in DAYS.items()),
        _select(given, "size", _("Rows on a page"), [(str(size), str(size)) for size in SIZES], first=False),
        *(
            FilterField(name, "", "hidden", given.get(name, ""))
            for name in ("state", "list", "sort", "scores", "basis", *SCORES)
        ),
    ]
    kept = [one for one in fields if one.kind != "select" or one.choices]
    reset = Asked.address(asked, **dict.fromkeys(set(given) - {"sort", "size"}, ""))
    return FilterBar(kept, (*([named] if named else ()), *chips(asked, titles)), reset_url=reset)


def without_words(query: QueryDict) -> str:
    """Return an address without the words searched for, which may name a person."""
    kept = query.copy()
    kept.pop("q", None)
    return kept.urlencode()


def chips(asked: Asked, titles: dict[int, str]) -> Iterator[Chip]:
    """Yield each active filter in words, with the address without it."""
    wanted = asked.conditions
    if asked.words:
        yield Chip(_("“%(words)s”") % {"words": asked.words}, asked.address(q=""))
    if wanted.basis == "sold":
        yield Chip(_("Orders given back count too"), asked.address(basis=""))
    if wanted.states:
        yield Chip(_either(STATE_NAMES[one] for one in wanted.states), asked.address(state=""))
    if wanted.groups:
        yield Chip(_either(SEGMENT_NAMES[one] for one in wanted.groups), asked.address(group=""))
    for name, (attribute, label) in TEXTS.items():
        if values := getattr(wanted, attribute):
            yield Chip(f"{label}: {', '.join(values)}", asked.address(**{name: ""}))
    for name, label in SCORES.items():
        if values := getattr(wanted, name):
            yield Chip(f"{label}: {', '.join(str(value) for value in values)}", asked.address(**{name: ""}))
    if wanted.first_products:
        named = ", ".join(titles.get(number, "?") for number in wanted.first_products)
        yield Chip(f"{_('First product')}: {named}", asked.address(first_product=""))
    yield from _chips_of_numbers(asked)


def _chips_of_numbers(asked: Asked) -> Iterator[Chip]:
    wanted = asked.conditions
    for name, label in DAYS.items():
        if value := getattr(wanted, name):
            yield Chip(f"{label} {day(value)}", asked.address(**{name: ""}))
    for name, label in COUNTS.items():
        if (value := getattr(wanted, name)) is not None:
            yield Chip(f"{label} {value}", asked.address(**{name: ""}))


def _select(
    given: QueryDict,
    name: str,
    label: str,
    pairs: Sequence[tuple[Any, Any]],
    *,
    primary: bool = False,
    first: bool = True,
) -> FilterField:
    """A choice of one value; one that the address names but nobody offers stays choosable."""
    value = given.get(name, "")
    offered = [Choice(str(key), str(words)) for key, words in pairs]
    if offered and value and value not in {one.value for one in offered}:
        offered.append(Choice(value, value))
    everything = [Choice("", _("All"))] if first and offered else []
    return FilterField(name, label, "select", value, (*everything, *offered), primary=primary)


def _either(names: Iterator[str]) -> str:
    return _(" or ").join(_(name) for name in names)
