"""What other domains and the edges may hand to, and see of, `catalog`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class ProductFacts:
    """What a source says about one variant of a product (a product without variants is its own only variant).

    `price_minor` is in minor units of `currency`; `cost_micros` is one unit's cost in millionths of a major unit,
    valid from `cost_starts_on` (shop-local; none means from the beginning).
    """

    title: str = ""
    external_id: str = ""
    sku: str = ""
    variant_external_id: str = ""
    variant_title: str = ""
    barcode: str = ""
    category: str = ""
    vendor: str = ""
    handle: str = ""
    image_url: str = ""
    status: str = "active"
    price_minor: int | None = None
    currency: str = ""
    cost_micros: int | None = None
    cost_starts_on: date | None = None


@dataclass(frozen=True, slots=True)
class CostFacts:
    """One unit cost: found by `sku`, else by the product's `external_id`, else by its exact `title`."""

    cost_micros: int
    currency: str
    starts_on: date | None = None
    sku: str = ""
    external_id: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class ProductRow:
    """One product as the desk shows it; `public_id` is `prd_...`."""

    id: int
    public_id: str
    title: str
    category: str
    vendor: str
    image_url: str
    picture: str
    status: str


@dataclass(frozen=True, slots=True)
class VariantRow:
    """One variant with its price and unit cost of today; none where nobody stated one.

    `cost_micros` is in millionths of a major unit of `cost_currency`.
    """

    id: int
    product: int
    title: str
    sku: str
    barcode: str
    price_minor: int | None
    currency: str
    cost_micros: int | None
    cost_currency: str


@dataclass(frozen=True, slots=True)
class PriceRow:
    """From `starts_at` on, a variant cost the buyer this."""

    variant: int
    starts_at: datetime
    price_minor: int
    currency: str


@dataclass(frozen=True, slots=True)
class CostRow:
    """From `starts_on` on (shop-local), one unit of a variant costs the shop this."""

    variant: int
    starts_on: date
    cost_micros: int
    currency: str


@dataclass(frozen=True, slots=True)
class ProductsReport:
    """What one call of `record_products` or `record_costs` did. `missing` names what was not found, as given."""

    created: int
    changed: int
    unchanged: int
    missing: tuple[str, ...] = ()
