"""Variants with what they cost the buyer and the shop, today and before."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from regulars.base.state import as_instant, day_value, fetch_in, instant_value
from regulars.domains.catalog.types import CostRow, PriceRow, VariantRow


def variants_of(products: Iterable[int], now: datetime, today: date) -> dict[int, list[VariantRow]]:
    """Return the variants of several products with price and cost as they are now, each product's in its own order."""
    rows = fetch_in(
        "SELECT id, product_id, title, sku, barcode FROM catalog_variant WHERE product_id IN ({in}) ORDER BY id",
        sorted(set(products)),
    )
    variants = [int(row[0]) for row in rows]
    prices = {row.variant: row for row in prices_of(variants, before=now)}
    costs = {row.variant: row for row in costs_of(variants, before=today)}
    found: dict[int, list[VariantRow]] = {}
    for number, product, title, sku, barcode in rows:
        price, cost = prices.get(int(number)), costs.get(int(number))
        row = VariantRow(
            id=int(number),
            product=int(product),
            title=title,
            sku=sku,
            barcode=barcode,
            price_minor=price.price_minor if price else None,
            currency=price.currency if price else "",
            cost_micros=cost.cost_micros if cost else None,
            cost_currency=cost.currency if cost else "",
        )
        found.setdefault(int(product), []).append(row)
    return found


def prices_of(variants: Iterable[int], before: datetime | None = None) -> list[PriceRow]:
    """Return every price that started (before an instant), each variant's oldest first."""
    until = [] if before is None else [instant_value(before)]
    test = "starts_at <= %s AND " if until else ""
    rows = fetch_in(
        f"SELECT variant_id, starts_at, price_minor, currency FROM catalog_price WHERE {test} variant_id IN ({{in}}) "
        "ORDER BY variant_id, starts_at, id",
        sorted(set(variants)),
        until,
    )
    found = []
    for variant, starts_at, price, currency in rows:
        at = as_instant(starts_at)
        assert at is not None
        found.append(PriceRow(int(variant), at, int(price), currency))
    return found


def costs_of(variants: Iterable[int], before: date | None = None) -> list[CostRow]:
    """Return every unit cost that started (by a day), each variant's oldest first."""
    until = [] if before is None else [day_value(before)]
    test = "starts_on <= %s AND " if until else ""
    rows = fetch_in(
        f"SELECT variant_id, starts_on, cost_micros, currency FROM catalog_unit_cost WHERE {test} "
        "variant_id IN ({in}) ORDER BY variant_id, starts_on",
        sorted(set(variants)),
        until,
    )
    return [
        CostRow(int(variant), _day(starts_on), int(micros), currency) for variant, starts_on, micros, currency in rows
    ]


def _day(stored: date | str) -> date:
    return stored if isinstance(stored, date) else date.fromisoformat(stored)
