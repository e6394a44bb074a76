"""What the demo shop sells: the words for products, and the list of sixty, most wanted first within each shelf."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

from regulars.edges.demo.generator.markets import Tax

COFFEE, ESPRESSO, BLACK_TEA, GREEN_TEA, HERBAL_TEA, GEAR, SETS, CLUB = (
    "Filter coffee", "Espresso", "Black tea", "Green tea", "Herbal tea", "Gear", "Sets", "Coffee club",
)  # fmt: skip
PRICE_RISE_MONTHS_BACK = 14  # coffee and tea were cheaper before the first day of that month
PRICE_BEFORE_PERCENT = 96
COST_RISE_MONTHS_BACK = 13
COST_BEFORE_PERCENT = 93


@dataclass(frozen=True, slots=True)
class Size:
    """One variant: today's price in cents with tax, today's unit cost in cents without."""

    title: str
    price_minor: int
    cost_minor: int


@dataclass(frozen=True, slots=True)
class Drawing:
    """How a product is pictured: a vessel, in a palette, with a motif on its label."""

    vessel: str
    palette: str
    motif: str


@dataclass(frozen=True, slots=True)
class Product:
    """`first` weighs how often a first order begins with it, `again` how often a later order does."""

    code: str
    title: str
    category: str
    vendor: str
    sizes: tuple[Size, ...]
    first: float
    again: float
    drawing: Drawing

    @property
    def tax(self) -> Tax:
        return "goods" if self.category in (GEAR, SETS) else "food"

    @property
    def is_consumable(self) -> bool:
        return self.category not in (GEAR, SETS, CLUB)

    def sku(self, size: int) -> str:
        return f"{self.code}-{self.sizes[size].title}".upper().replace(" ", "")


def _beans(code: str, title: str, cents: int, wanted: float, palette: str, motif: str, shelf: str = COFFEE) -> Product:
    small = Size("250 g", cents, round(cents * 0.44))
    large = Size("1 kg", _tidy(cents * 3.55), round(cents * 1.66))
    roaster = "Tide & Leaf Roastery" if wanted > 2 else "Guest roasters"
    return Product(code, title, shelf, roaster, (small, large), wanted, wanted, Drawing("bag", palette, motif))


def _tea(code: str, title: str, cents: int, wanted: float, palette: str, motif: str, shelf: str = BLACK_TEA) -> Product:
    small = Size("100 g", cents, round(cents * 0.38))
    large = Size("250 g", _tidy(cents * 2.25), round(cents * 0.84))
    return Product(code, title, shelf, "Leaf & Lantern", (small, large), wanted, wanted, Drawing("tin", palette, motif))


def _gear(code: str, title: str, cents: int, wanted: float, vessel: str, palette: str, motif: str = "none") -> Product:
    size = (Size("Standard", cents, round(cents * 0.46)),)
    return Product(code, title, GEAR, "Kettle & Crane", size, wanted, wanted * 0.25, Drawing(vessel, palette, motif))


def _set(code: str, title: str, cents: int, wanted: float, vessel: str, palette: str, motif: str) -> Product:
    size = (Size("Set", cents, round(cents * 0.45)),)
    return Product(code, title, SETS, "Tide & Leaf", size, wanted, wanted * 0.2, Drawing(vessel, palette, motif))


def _tidy(cents: float) -> int:
    return round(cents / 10) * 10


_COFFEES: Final = (
    _beans("harbor-blend", "Harbor Blend", 990, 21.0, "sea", "waves"),
    _beans("lighthouse-filter", "Lighthouse Filter Roast", 1090, 5.2, "sand", "lighthouse"),
    _beans("morning-tide", "Morning Tide", 1050, 3.6, "dawn", "sun"),
    _beans("fog-horn", "Fog Horn Dark Roast", 950, 2.8, "slate", "moon"),
    _beans("low-tide-decaf", "Low Tide Decaf", 1120, 2.2, "mist", "shell"),
    _beans("gull-island", "Gull Island Breakfast", 980, 1.8, "sky", "gull"),
    _beans("sidamo-washed", "Ethiopia Sidamo, washed", 1390, 1.6, "rose", "flower"),
    _beans("huila-honey", "Colombia Huila, honey", 1320, 1.3, "amber", "mountain"),
    _beans("tarrazu-ridge", "Costa Rica Tarrazú Ridge", 1290, 1.0, "fern", "mountain"),
    _beans("nyeri-blackcurrant", "Kenya Nyeri Peaberry", 1490, 0.9, "berry", "berries"),
    _beans("antigua-cocoa", "Guatemala Antigua", 1260, 0.8, "clay", "volcano"),
    _beans("sumatra-monsoon", "Sumatra Monsoon", 1240, 0.7, "moss", "rain"),
)
_ESPRESSI: Final = (
    _beans("night-ferry", "Night Ferry Espresso", 1080, 4.4, "night", "boat", ESPRESSO),
    _beans("captains-crema", "Captain's Crema", 1040, 2.6, "clay", "anchor", ESPRESSO),
    _beans("north-pier", "North Pier Espresso", 1120, 1.9, "sea", "lighthouse", ESPRESSO),
    _beans("velvet-hull", "Velvet Hull Milk Roast", 1090, 1.5, "plum", "boat", ESPRESSO),
    _beans("storm-glass", "Storm Glass Robusta", 960, 1.1, "slate", "storm", ESPRESSO),
    _beans("half-moon-decaf", "Half Moon Decaf Espresso", 1150, 0.9, "mist", "moon", ESPRESSO),
    _beans("sertao-nut", "Brazil Sertão Natural", 1180, 0.8, "amber", "sun", ESPRESSO),
)
_TEAS: Final = (
    _tea("east-frisian", "East Frisian Leaf", 790, 4.8, "amber", "waves"),
    _tea("earl-of-the-isles", "Earl of the Isles", 850, 3.0, "sky", "citrus"),
    _tea("assam-second-flush", "Assam Second Flush", 920, 2.0, "clay", "leaf"),
    _tea("darjeeling-spring", "Darjeeling Spring", 1290, 1.4, "fern", "mountain"),
    _tea("smoke-house", "Smoke House Souchong", 890, 0.9, "slate", "flame"),
    _tea("spiced-chai", "Spiced Harbor Chai", 820, 1.6, "dawn", "star"),
    _tea("ceylon-high", "Ceylon High Garden", 880, 0.8, "sand", "leaf"),
    _tea("sencha-shore", "Sencha Shore", 990, 2.3, "jade", "waves", GREEN_TEA),
    _tea("jasmine-evening", "Jasmine Evening", 1090, 1.7, "mist", "flower", GREEN_TEA),
    _tea("genmaicha", "Genmaicha Toasted Rice", 940, 1.2, "sand", "grain", GREEN_TEA),
    _tea("gunpowder-mint", "Gunpowder & Mint", 780, 1.1, "fern", "leaf", GREEN_TEA),
    _tea("oolong-cliff", "Oolong Cliff", 1390, 0.9, "moss", "mountain", GREEN_TEA),
    _tea("white-peony", "White Peony", 1490, 0.7, "rose", "flower", GREEN_TEA),
    _tea("dune-herbs", "Dune Herbs", 690, 2.1, "moss", "grain", HERBAL_TEA),
    _tea("rooibos-sunset", "Rooibos Sunset", 720, 1.8, "dawn", "sun", HERBAL_TEA),
    _tea("peppermint-north", "Peppermint North", 650, 1.4, "jade", "leaf", HERBAL_TEA),
    _tea("ginger-lemon", "Ginger & Lemon", 740, 1.2, "amber", "citrus", HERBAL_TEA),
    _tea("sleepy-bay", "Sleepy Bay Chamomile", 760, 1.0, "night", "moon", HERBAL_TEA),
    _tea("berry-jetty", "Berry Jetty Fruit Tea", 680, 0.9, "berry", "berries", HERBAL_TEA),
)
_GEAR: Final = (
    _gear("paper-filters", "Paper Filters, 100", 590, 0.6, "filters", "sand"),
    _gear("ceramic-dripper", "Ceramic Dripper", 2490, 1.5, "dripper", "sea"),
    _gear("hand-grinder", "Hand Grinder Crane", 8900, 1.2, "grinder", "slate"),
    _gear("gooseneck-kettle", "Gooseneck Kettle", 6900, 1.0, "kettle", "night"),
    _gear("french-press", "French Press, 1 l", 3490, 1.3, "press", "clay"),
    _gear("moka-pot", "Moka Pot, 6 cups", 2990, 1.2, "moka", "mist"),
    _gear("glass-teapot", "Glass Teapot", 2790, 1.1, "teapot", "jade"),
    _gear("tea-strainer", "Tea Strainer", 990, 0.6, "strainer", "amber"),
    _gear("harbor-mug", "Harbor Mug", 1490, 1.0, "mug", "sea", "waves"),
    _gear("gull-mug", "Gull Mug", 1490, 0.7, "mug", "sky", "gull"),
    _gear("espresso-cups", "Espresso Cups, pair", 1990, 0.8, "cups", "rose"),
    _gear("brew-scale", "Brew Scale", 3990, 0.9, "scale", "slate"),
    _gear("storage-jar", "Airtight Jar", 1790, 0.6, "jar", "fern"),
)
_SETS: Final = (
    _set("starter-set-pour-over", "Starter Set Pour-Over", 4490, 5.8, "starter", "sea", "waves"),
    _set("tasting-coast", "Coast Tasting Box", 2690, 1.6, "box", "sand", "lighthouse"),
    _set("tea-journey", "Tea Journey Box", 2490, 1.4, "box", "jade", "leaf"),
    _set("espresso-trio", "Espresso Trio", 2890, 1.1, "trio", "night", "boat"),
    _set("sunday-gift", "Sunday Morning Gift", 3690, 0.9, "gift", "dawn", "sun"),
    _set("winter-gift", "Winter Harbor Gift", 3990, 0.8, "gift", "berry", "star"),
    _set("tea-for-two", "Tea for Two", 3290, 0.9, "gift", "rose", "flower"),
    _set("office-crate", "Office Crate", 5490, 0.6, "crate", "moss", "anchor"),
)
_CLUB: Final = Product(
    "coffee-club", "Coffee Club, monthly bags", CLUB, "Tide & Leaf Roastery",
    (Size("2 x 250 g", 1790, 830),), 0.0, 0.0, Drawing("club", "plum", "star"),
)  # fmt: skip

PRODUCTS: Final = (*_COFFEES, *_ESPRESSI, *_TEAS, *_GEAR, *_SETS, _CLUB)
CLUB_PRODUCT: Final = len(PRODUCTS) - 1


@cache
def position_of(code: str) -> int:
    """Where the product of this code stands in `PRODUCTS`."""
    return next(position for position, product in enumerate(PRODUCTS) if product.code == code)


def price_minor(product: Product, size: int, risen: bool) -> int:
    """Price in cents before or after the one price rise, which only coffee and tea had."""
    today = product.sizes[size].price_minor
    return today if risen or not product.is_consumable else _tidy(today * PRICE_BEFORE_PERCENT / 100)
