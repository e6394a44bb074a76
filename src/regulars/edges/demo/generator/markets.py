"""Where the demo shop sells: three countries, two channels, and the ways by which buyers find it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

SHOP_NAME = "Tide & Leaf"
CURRENCY = "EUR"
STORE = "Tide & Leaf"

Tax = Literal["food", "goods"]


@dataclass(frozen=True, slots=True)
class Country:
    """Taxes are percent included in the price; `free_from` is the goods value in cents from which shipping is free."""

    code: str
    share: float
    language: str
    food_tax: int
    goods_tax: int
    shipping_minor: int
    free_from_minor: int
    methods: tuple[str, ...]

    def tax_percent(self, tax: Tax) -> int:
        return self.food_tax if tax == "food" else self.goods_tax


@dataclass(frozen=True, slots=True)
class Channel:
    name: str
    share: float
    kind: str


@dataclass(frozen=True, slots=True)
class Acquisition:
    """How a buyer came: `source` as orders carry it; `cost_minor` is the ad spend per first-time buyer, 0 for none."""

    source: str
    share: float
    campaign: str = ""
    spend_channel: str = ""
    cost_minor: int = 0


COUNTRIES: Final = (
    Country("DE", 0.66, "de", 7, 19, 390, 3900, ("paypal", "card", "invoice")),
    Country("AT", 0.21, "de", 10, 20, 590, 4900, ("paypal", "card", "eps")),
    Country("NL", 0.13, "nl", 9, 21, 590, 4900, ("ideal", "card", "paypal")),
)

ONLINE: Final = Channel("Online store", 0.78, "one_off")
MARKETPLACE: Final = Channel("Marketplace", 0.22, "marketplace")
CHANNELS: Final = (ONLINE, MARKETPLACE)

FIRST_VISITS: Final = (
    Acquisition("google / organic", 0.27),
    Acquisition("google / paid", 0.19, "search-coffee", "Google Ads", 1150),
    Acquisition("instagram / paid", 0.17, "feed-morning-cup", "Instagram", 980),
    Acquisition("direct", 0.21),
    Acquisition("friends / referral", 0.16),
)
LATER_VISITS: Final = (
    Acquisition("newsletter / email", 0.46, "tide-letter"),
    Acquisition("direct", 0.36),
    Acquisition("google / organic", 0.18),
)
MARKETPLACE_VISIT: Final = Acquisition("marketplace / listing", 1.0)

# Always-on newsletter code; it changes nobody's chance to come back.
WELCOME_CODE = "WELCOME10"
WELCOME_PERCENT = 10
WELCOME_SHARE = 0.45  # of first orders in the online store
LETTER_CODE = "LETTER5"
LETTER_PERCENT = 5
LETTER_SHARE = 0.08  # of later orders in the online store
