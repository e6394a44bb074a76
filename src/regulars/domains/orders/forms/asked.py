"""The address of a list of orders: read into conditions, and shown again as filters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regulars.base.shop.queries import ShopRow
from regulars.base.web.components import Chip, Choice, FilterBar, FilterField
from regulars.base.web.formats import day
from regulars.domains.orders.forms.standing import KIND_NAMES
from regulars.domains.orders.queries import OrderChoices
from regulars.domains.orders.rules import KINDS
from regulars.domains.orders.types import OrderConditions
from regulars.kit.errors import Problem

SIZES = (25, 50, 100)
PAGE_MAX = 40_000
STANDINGS = {"yes": gettext_lazy("Counts"), "no": gettext_lazy("Does not count")}


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for; `unread` names parameters whose value makes no sense."""

    conditions: OrderConditions
    words: str
    sort: str
    size: int
    page: int
    unread: tuple[str, ...]
    query: QueryDict

    @property
    def is_filtered(self) -> bool:
        return self.conditions != OrderConditions()

    def address(self, **changes: str) -> str:
        """Return this address with other parameters; an empty value takes one away."""
        query = self.query.copy()
        for name, value in changes.items():
            if value:
                query[name] = value
            else:
                query.pop(name, None)
        return f"?{query.urlencode()}"


def read(given: QueryDict, shop: ShopRow) -> Asked:
    """Read an address."""
    unread: list[str] = []
    kinds = tuple(sorted(set(given.getlist("kind")) & set(KINDS)))
    conditions = OrderConditions(
        customers=tuple(number for one in given.getlist("customer") if (number := _key(shop, "cus", one, unread))),
        nobody=given.get("who") == "nobody",
        placed_from=_day(given, "from", unread),
        placed_to=_day(given, "to", unread),
        kinds=kinds,
        counted={"yes": True, "no": False}.get(given.get("counted", "")),
        refunded=given.get("refunded") == "1",
        stores=_texts(given, "store"),
        channels=_texts(given, "channel"),
        countries=_texts(given, "country"),
        product=_key(shop, "prd", given.get("product", ""), unread),
    )
    query = given.copy()
    query.pop("page", None)
    sort = given.get("sort", "")
    return Asked(
        conditions=conditions,
        words=given.get("q", "").strip()[:120],
        sort=sort if sort.removeprefix("-") in {"placed", "net", "refunded"} else "-placed",
        size=next((size for size in SIZES if str(size) == given.get("size")), SIZES[0]),
        page=_page(given.get("page", "")),
        unread=tuple(unread),
        query=query,
    )


def filter_bar(asked: Asked, offered: OrderChoices) -> FilterBar:
    """Return the filters as they stand; what offers one choice only is left out."""
    given = asked.query
    kinds = [(kind, KIND_NAMES[kind]) for kind in offered.kinds]
    fields = [
        FilterField("q", _("Order number"), "search", asked.words, primary=True),
        FilterField("from", _("From"), "date", given.get("from", ""), primary=True),
        FilterField("to", _("To"), "date", given.get("to", ""), primary=True),
        _select(given, "kind", _("Kind"), kinds),
        _select(given, "counted", _("In figures"), list(STANDINGS.items()), least=1),
        _select(given, "who", _("Customer"), [("nobody", _("Unidentified"))], least=1),
        _select(given, "store", _("Store"), [(one, one) for one in offered.stores]),
        _select(given, "channel", _("Channel"), [(one, one) for one in offered.channels]),
        _select(given, "country", _("Country"), [(one, one) for one in offered.countries]),
        FilterField("refunded", _("Something given back"), "toggle", given.get("refunded", "")),
        FilterField(
            "size", _("Rows on a page"), "select", given.get("size", ""), [Choice(str(one), str(one)) for one in SIZES]
        ),
        *(FilterField(name, "", "hidden", given.get(name, "")) for name in ("customer", "product", "sort")),
    ]
    reset = asked.address(**dict.fromkeys(set(given) - {"sort", "size"}, ""))
    return FilterBar([one for one in fields if one.kind != "select" or one.choices], tuple(_chips(asked)), reset)


def without_words(query: QueryDict) -> str:
    """Return an address without the words searched for."""
    kept = query.copy()
    kept.pop("q", None)
    return kept.urlencode()


def _chips(asked: Asked) -> Iterator[Chip]:
    wanted = asked.conditions
    if asked.words:
        yield Chip(_("Order %(number)s") % {"number": asked.words}, asked.address(q=""))
    if wanted.customers:
        yield Chip(_("One customer"), asked.address(customer=""))
    if wanted.product:
        yield Chip(_("One product"), asked.address(product=""))
    if wanted.nobody:
        yield Chip(_("Unidentified"), asked.address(who=""))
    if wanted.placed_from:
        yield Chip(_("from %(day)s") % {"day": day(wanted.placed_from)}, asked.address(**{"from": ""}))
    if wanted.placed_to:
        yield Chip(_("to %(day)s") % {"day": day(wanted.placed_to)}, asked.address(to=""))
    for kind in wanted.kinds:
        yield Chip(KIND_NAMES[kind], asked.address(kind=""))
    if wanted.counted is not None:
        yield Chip(STANDINGS["yes" if wanted.counted else "no"], asked.address(counted=""))
    if wanted.refunded:
        yield Chip(_("Something given back"), asked.address(refunded=""))
    for name, values in (("store", wanted.stores), ("channel", wanted.channels), ("country", wanted.countries)):
        if values:
            yield Chip(", ".join(values), asked.address(**{name: ""}))


def _select(
    given: QueryDict, name: str, label: str, pairs: Sequence[tuple[object, object]], *, least: int = 2
) -> FilterField:
    offered = [Choice(str(key), str(words)) for key, words in pairs]
    shown = [Choice("", _("All")), *offered] if len(offered) >= least else []
    return FilterField(name, label, "select", given.get(name, ""), shown)


def _texts(given: QueryDict, name: str) -> tuple[str, ...]:
    return tuple(sorted({text for text in given.getlist(name) if text}))


def _day(given: QueryDict, name: str, unread: list[str]) -> date | None:
    text = given.get(name, "")
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        unread.append(name)
        return None


def _key(shop: ShopRow, prefix: str, text: str, unread: list[str]) -> int | None:
    try:
        return shop.number(prefix, text) if text else None
    except Problem:
        unread.append({"cus": "customer", "prd": "product"}[prefix])
        return None


def _page(text: str) -> int:
    return min(max(int(text), 1), PAGE_MAX) if text.isascii() and text.isdigit() and len(text) < 9 else 1
