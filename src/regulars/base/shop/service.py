"""Verbs on the shop."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from datetime import date
from fractions import Fraction
from typing import Any
from zoneinfo import available_timezones

from regulars.base.activity import record
from regulars.base.shop.events import RatesRecorded, ShopChanged, ShopSetUp
from regulars.base.shop.models import CurrencyRate, SalesChannel, Shop, Source, Store
from regulars.base.state import Act, change_seq, verb
from regulars.kit.errors import Conflict, NotFound, Refused
from regulars.kit.money import minor_digits

ID_KEY_BYTES = 16
RATE_PARTS_MAX = 10**12


def _known_zone(value: str) -> str:
    if value not in available_timezones():
        raise Refused(
            "shop.unknown_zone", "No such time zone", field="zone", value=value, fix="Use a name such as Europe/Berlin."
        )
    return value


def _known_currency(value: str) -> str:
    minor_digits(value)
    return value


def _margin(value: int | None) -> int | None:
    if value is not None and not 0 <= value <= 10_000:
        raise Refused(
            "shop.bad_margin_rate", "A margin rate lies between 0 and 100 %", field="margin_rate_bps", value=value
        )
    return value


def _month(value: int) -> int:
    if not 1 <= value <= 12:
        raise Refused("shop.bad_month", "A month lies between 1 and 12", field="fiscal_start_month", value=value)
    return value


CHECKS: dict[str, Callable[[Any], Any]] = {
    "zone": _known_zone,
    "reporting_currency": _known_currency,
    "margin_rate_bps": _margin,
    "fiscal_start_month": _month,
}
FIELDS = {
    "name",
    "zone",
    "reporting_currency",
    "prices_include_tax",
    "margin_rate_bps",
    "language",
    "fiscal_start_month",
    "include_renewals",
    "include_wholesale",
    "counted_statuses",
    "rfm_cuts",
    "is_demo",
}


@verb
def set_up_shop(act: Act, name: str, zone: str, reporting_currency: str, **settings: Any) -> None:
    """Describe the shop for the first time.

    Raises:
        Conflict: it is set up already.
        Refused: zone, currency or a setting cannot be used.
    """
    if Shop.objects.filter(pk=1).exists():
        raise Conflict("shop.set_up_already", "The shop is set up already", fix="Change its settings instead.")
    values = _checked({"name": name, "zone": zone, "reporting_currency": reporting_currency, **settings})
    Shop.objects.create(
        pk=1, id_key=secrets.token_bytes(ID_KEY_BYTES), set_up_at=act.now, changed_seq=change_seq(), **values
    )
    record(act, ShopSetUp(zone=zone, reporting_currency=reporting_currency), subject="shop:1")


@verb
def change_shop(act: Act, **settings: Any) -> list[str]:
    """Change settings of the shop and return the names of those that are others now.

    Raises:
        NotFound: the shop is not set up.
        Refused: a setting is unknown or its value cannot be used.
    """
    shop = Shop.objects.filter(pk=1).first()
    if shop is None:
        raise NotFound("shop.not_set_up", "The shop is not set up yet", fix="Run `regulars init`.")
    values = _checked(settings)
    changed = sorted(name for name, value in values.items() if getattr(shop, name) != value)
    if not changed:
        return []
    for name in changed:
        setattr(shop, name, values[name])
    shop.changed_seq = change_seq()
    shop.save(update_fields=[*changed, "changed_seq"])
    record(act, ShopChanged(fields=changed), subject="shop:1")
    return changed


@verb
def record_rates(act: Act, rates: Sequence[tuple[str, date, Fraction]], reporting_currency: str) -> int:
    """Add or correct dated rates (what one unit of the currency was worth) and return how many are new or other.

    Raises:
        Refused: a currency is unknown or a rate is not positive.
    """
    changed = 0
    for currency, starts_on, rate in rates:
        _known_currency(currency)
        exact = Fraction(rate).limit_denominator(RATE_PARTS_MAX)
        if exact <= 0:
            raise Refused("shop.bad_rate", "A rate is above zero", field="rate", value=str(rate))
        parts = {"rate_numerator": exact.numerator, "rate_denominator": exact.denominator}
        row, created = CurrencyRate.objects.get_or_create(
            currency=currency, reporting_currency=reporting_currency, starts_on=starts_on, defaults=parts
        )
        if not created and (row.rate_numerator, row.rate_denominator) != (exact.numerator, exact.denominator):
            row.rate_numerator, row.rate_denominator = exact.numerator, exact.denominator
            row.save(update_fields=list(parts))
            created = True
        changed += created
    if changed:
        record(act, RatesRecorded(count=changed), subject="shop:1")
    return changed


@verb
def ensure_source(act: Act, name: str) -> int:
    """Return the key of the source, made on first use."""
    return Source.objects.get_or_create(name=name)[0].pk


@verb
def ensure_store(act: Act, name: str) -> int:
    """Return the key of the store, made on first use."""
    return Store.objects.get_or_create(name=name[:120])[0].pk


@verb
def ensure_channel(act: Act, name: str) -> int:
    """Return the key of the sales channel, made on first use."""
    return SalesChannel.objects.get_or_create(name=name[:120])[0].pk


def _checked(settings: dict[str, Any]) -> dict[str, Any]:
    unknown = sorted(set(settings) - FIELDS)
    if unknown:
        raise Refused(
            "shop.unknown_setting", "No such setting of the shop", field=unknown[0], value=settings[unknown[0]]
        )
    return {name: CHECKS.get(name, lambda same: same)(value) for name, value in settings.items()}
