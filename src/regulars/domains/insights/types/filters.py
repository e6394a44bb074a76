"""What a figure counts: one value that screens, commands and links share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any
from urllib.parse import urlencode

from regulars.domains.insights.types.dates import (
    COMPARISONS,
    DAY,
    comparison_of,
    period_of,
    starts_at_the_beginning,
)
from regulars.kit.errors import Refused
from regulars.kit.periods import Period
from regulars.kit.text import gettext_noop as _

BASES = ("net", "sold")
# How an empty value (no store named, no known source) is written, since an empty parameter means "no filter".
NONE = "(none)"
_LISTS = ("store", "channel", "country", "currency", "category", "acquisition")
_SWITCHES = {"yes": True, "no": False, "true": True, "false": False, "1": True, "0": False, "on": True, "off": False}


@dataclass(frozen=True, slots=True)
class Filters:
    """Which facts a figure counts, and how.

    * `dates`: a stretch of local days as `types.dates` reads it. What it selects depends on the metric: orders placed
      in it, buyers won in it, or the standing at its end; every metric says which.
    * `store`, `channel`, `country`, `currency`: of the order. `acquisition`, `first_product`: of the buyer's first
      order ever (an unidentified order stands for itself). `category`: counts the order *lines* of these categories:
      money and units are those of the lines, orders are those that hold at least one such line.
    * `basis`: `net` takes discounts, included tax and refunds off and leaves fully refunded orders out; `sold` counts
      what was sold, nothing netted.
    * `renewals`, `wholesale`: whether subscription renewals and wholesale orders count; None is as the shop has set.
    * `as_of`: the last full local day that is seen; None means the shop's own.

    No filter changes which order is a customer's *first*: that is the first ever.
    """

    dates: str = "all"
    compare: str = "none"
    store: tuple[str, ...] = ()
    channel: tuple[str, ...] = ()
    country: tuple[str, ...] = ()
    currency: tuple[str, ...] = ()
    category: tuple[str, ...] = ()
    first_product: tuple[int, ...] = ()
    acquisition: tuple[str, ...] = ()
    basis: str = "net"
    renewals: bool | None = None
    wholesale: bool | None = None
    as_of: date | None = None

    def __post_init__(self) -> None:
        _one_of("basis", self.basis, BASES)
        _one_of("compare", self.compare, COMPARISONS)
        period_of(self.dates, date(2000, 1, 1), date(2000, 1, 1))  # refuses what cannot be read

    @classmethod
    def parse(cls, values: Mapping[str, object]) -> Filters:
        """From a query string or command options: texts or lists of texts; keys that are no filter are ignored.

        `as_of=D` sees what happened before the local midnight that opens D, so the last full day is D - 1.
        `from` and `to` (both included) stand for `dates`.
        """
        found: dict[str, Any] = {}
        if dates := _dates(values):
            found["dates"] = dates
        for name in ("compare", "basis"):
            if text := _one(values, name):
                found[name] = text.lower()
        for name in _LISTS:
            if texts := _many(values, name):
                found[name] = tuple(sorted({"" if text == NONE else text for text in texts}))
        if texts := _many(values, "first_product"):
            found["first_product"] = tuple(sorted({_number("first_product", text) for text in texts}))
        for name in ("renewals", "wholesale"):
            if text := _one(values, name):
                found[name] = _switch(name, text)
        if text := _one(values, "as_of"):
            found["as_of"] = _day("as_of", text) - DAY
        return cls(**found)

    def to_query(self) -> list[tuple[str, str]]:
        """The shortest parameters that `parse` reads back to this value, in one fixed order."""
        pairs: list[tuple[str, str]] = []
        for field in fields(self):
            value = getattr(self, field.name)
            if value == field.default:
                continue
            if isinstance(value, tuple):
                pairs += [(field.name, str(item) or NONE) for item in value]
            elif isinstance(value, bool):
                pairs.append((field.name, "yes" if value else "no"))
            elif isinstance(value, date):
                pairs.append((field.name, (value + DAY).isoformat()))
            else:
                pairs.append((field.name, value))
        return pairs

    def permalink(self) -> str:
        """`to_query` as the query of an address, "" when nothing is filtered. Equal filters give equal text."""
        return urlencode(self.to_query())

    def period(self, as_of: date, since: date, fiscal_start: int = 1) -> Period:
        """The days that `dates` names, seen from `as_of`; `since` is the first day that has a fact."""
        return period_of(self.dates, as_of, since, fiscal_start)

    def comparison(self, as_of: date, since: date, fiscal_start: int = 1) -> Period | None:
        """The days to compare with, None when no comparison was asked for or nothing can lie before."""
        if starts_at_the_beginning(self.dates):
            return None
        return comparison_of(self.period(as_of, since, fiscal_start), self.compare, as_of)

    @property
    def picks_orders(self) -> bool:
        """Whether some sales of a customer may be left out, so that their orders have to be numbered anew."""
        by_order = self.store or self.channel or self.country or self.currency or self.category
        return bool(by_order) or self.renewals is False or self.wholesale is False


def days_text(period: Period) -> str:
    """The text by which `Filters.dates` names exactly these days."""
    return f"{period.start.isoformat()}..{period.last_day.isoformat()}"


FILTER_KEYS = (*(field.name for field in fields(Filters)), "from", "to")


def _dates(values: Mapping[str, object]) -> str:
    first, last = _one(values, "from"), _one(values, "to")
    if not first and not last:
        return _one(values, "dates").lower()
    if first:
        _day("from", first)
    if last:
        _day("to", last)
    return f"{first}..{last}"


def _many(values: Mapping[str, object], name: str) -> list[str]:
    value = values.get(name)
    if value is None:
        return []
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [text for item in value if (text := str(item).strip())]
    text = str(value).strip()
    return [text] if text else []


def _one(values: Mapping[str, object], name: str) -> str:
    """The last of repeated values wins, as with Django's query strings."""
    return (_many(values, name) or [""])[-1]


def _one_of(field: str, value: str, allowed: Sequence[str]) -> None:
    if value not in allowed:
        raise Refused(
            f"filters.unknown_{field}",
            _("“%(value)s” is not one of: %(allowed)s."),
            field=field,
            value=value,
            fix=_("Use one of: %(allowed)s."),
            params={"value": value, "allowed": ", ".join(allowed)},
        )


def _switch(field: str, text: str) -> bool:
    if text.lower() not in _SWITCHES:
        _one_of(field, text, ("yes", "no"))
    return _SWITCHES[text.lower()]


def _number(field: str, text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 19):
        raise Refused(
            "filters.unreadable_number",
            _("“%(value)s” is not a product number."),
            field=field,
            value=text,
            fix=_("Use the number from the product's address."),
            params={"value": text},
        )
    return int(text)


def _day(field: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refused(
            "filters.unreadable_day",
            _("“%(value)s” is not a day."),
            field=field,
            value=text,
            fix=_("Write the day as 2025-09-30."),
            params={"value": text},
        ) from None
