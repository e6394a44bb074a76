"""Reads about the shop, as frozen rows."""

from __future__ import annotations

import json
from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from zoneinfo import ZoneInfo

from regulars.base.shop.models import CurrencyRate, SalesChannel, Source, Store
from regulars.base.state import fetchall
from regulars.kit.errors import NotFound
from regulars.kit.ids import number_of, public_id


@dataclass(frozen=True, slots=True)
class ShopRow:
    """The merchant's settings. `margin_rate_bps` (hundredths of a percent) is none where nobody stated it."""

    name: str
    zone: str
    reporting_currency: str
    prices_include_tax: bool
    margin_rate_bps: int | None
    language: str
    fiscal_start_month: int
    include_renewals: bool
    include_wholesale: bool
    counted_statuses: tuple[str, ...]
    rfm_cuts: dict[str, list[int]] | None
    is_demo: bool
    id_key: bytes
    changed_seq: int

    @property
    def tz(self) -> ZoneInfo:
        """The shop's time zone."""
        return ZoneInfo(self.zone)

    def public(self, prefix: str, number: int) -> str:
        """Return the public id of a row, such as `cus_...`."""
        return public_id(prefix, number, self.id_key)

    def number(self, prefix: str, text: str) -> int:
        """Return the row's key behind a public id.

        Raises:
            Refused: the text is no such id.
        """
        return number_of(prefix, text, self.id_key)


COLUMNS = (
    "name", "zone", "reporting_currency", "prices_include_tax", "margin_rate_bps", "language", "fiscal_start_month",
    "include_renewals", "include_wholesale", "counted_statuses", "rfm_cuts", "is_demo", "id_key", "changed_seq",
)  # fmt: skip
SELECT = f"SELECT {', '.join(COLUMNS)} FROM shop_shop WHERE id = 1"
BOOLEANS = ("prices_include_tax", "include_renewals", "include_wholesale", "is_demo")


def find_shop() -> ShopRow | None:
    """Return the shop, or none before it was set up. Plain SQL: every page and every chunk of an import asks."""
    rows = fetchall(SELECT)
    if not rows:
        return None
    one = dict(zip(COLUMNS, rows[0], strict=True))
    for name in BOOLEANS:
        one[name] = bool(one[name])
    for name in ("counted_statuses", "rfm_cuts"):
        one[name] = json.loads(one[name]) if isinstance(one[name], str) else one[name]
    return ShopRow(**{**one, "counted_statuses": tuple(one["counted_statuses"]), "id_key": bytes(one["id_key"])})


def shop() -> ShopRow:
    """Return the shop.

    Raises:
        NotFound: it was not set up yet.
    """
    found = find_shop()
    if found is None:
        raise NotFound("shop.not_set_up", "The shop is not set up yet", fix="Run `regulars init` or import a file.")
    return found


def source_names() -> dict[int, str]:
    """Return the names of all sources by key."""
    return dict(Source.objects.values_list("id", "name"))


def store_names() -> dict[int, str]:
    """Return the names of all stores by key."""
    return dict(Store.objects.values_list("id", "name"))


def channel_names() -> dict[int, str]:
    """Return the names of all sales channels by key."""
    return dict(SalesChannel.objects.values_list("id", "name"))


class Rates:
    """The dated rates into one reporting currency, read once; exact rationals."""

    def __init__(self, reporting_currency: str) -> None:
        self._reporting = reporting_currency
        self._by_currency: dict[str, tuple[list[date], list[Fraction]]] = {}
        rows = CurrencyRate.objects.filter(reporting_currency=reporting_currency).order_by("currency", "starts_on")
        for row in rows:
            days, rates = self._by_currency.setdefault(row.currency, ([], []))
            days.append(row.starts_on)
            rates.append(Fraction(row.rate_numerator, row.rate_denominator))

    def on(self, currency: str, day: date) -> Fraction | None:
        """Return what one unit was worth on `day`, or none where no rate had started by then."""
        if currency == self._reporting:
            return Fraction(1)
        days, rates = self._by_currency.get(currency, ([], []))
        place = bisect_right(days, day)
        return rates[place - 1] if place else None

    def fingerprint(self) -> str:
        """Return a text that changes when any rate does."""
        return repr((self._reporting, sorted((key, value) for key, value in self._by_currency.items())))


def rates_of(reporting_currency: str) -> list[tuple[str, date, Fraction]]:
    """Return every dated rate, by currency and date."""
    rows = CurrencyRate.objects.filter(reporting_currency=reporting_currency).order_by("currency", "starts_on")
    return [(row.currency, row.starts_on, Fraction(row.rate_numerator, row.rate_denominator)) for row in rows]
