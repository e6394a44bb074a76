"""What goes into a basket: a main thing, sometimes more, in sizes and quantities that people buy."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from regulars.edges.demo.generator import stories
from regulars.edges.demo.generator.assortment import PRODUCTS, position_of
from regulars.edges.demo.generator.chance import Deck, Shares

LARGE_SHARE = 0.24  # of coffee and tea lines are of the large size
SECOND_BAG_SHARE = 0.22  # of coffee and tea lines are for two
EXTRA_LINES = Shares((0.52, 0.33, 0.15))  # none, one, two beside the main line
SAME_AGAIN_SHARE = 0.5  # of later orders have the favorite as the main line


@dataclass(frozen=True, slots=True)
class Pick:
    """One line of a basket: positions in `PRODUCTS` and in its sizes."""

    product: int
    size: int
    quantity: int

    @property
    def worth_minor(self) -> int:
        return PRODUCTS[self.product].sizes[self.size].price_minor * self.quantity


class Shelves:
    """Fills baskets. While a product is out of stock, nobody can pick it."""

    def __init__(self, rng: Random) -> None:
        self._sold_out = position_of(stories.STOCK_OUT_PRODUCT)
        self._first = self._choices(lambda position: PRODUCTS[position].first)
        self._again = self._choices(lambda position: PRODUCTS[position].again)
        self._refill = self._choices(_refill_weight)
        self._decks: defaultdict[tuple[str, str], Deck] = defaultdict(lambda: Deck(rng, 128))

    def first_product(self, out_of_stock: bool) -> int:
        """What a first order is about."""
        return self._first[out_of_stock].at(self._decks["first", str(out_of_stock)].draw())

    def favorite_after(self, first_product: int) -> int:
        """What this buyer will need again: the first product, or coffee or tea for what they bought."""
        if PRODUCTS[first_product].is_consumable:
            return first_product
        return self._refill[False].at(self._decks["favorite", ""].draw())

    def first_basket(self, product: int, place: str, out_of_stock: bool) -> list[Pick]:
        """A first basket: nothing in it is worth more than the main line, so that it is plainly about that."""
        main = self._pick(product, place)
        extras = _merged([extra for extra in self._extras(place, out_of_stock) if extra.product != product])
        return [main, *(extra for extra in extras if extra.worth_minor < main.worth_minor)]

    def later_basket(self, favorite: int, place: str, out_of_stock: bool) -> list[Pick]:
        """A later basket; empty when the buyer came for the one thing that is out of stock, and leaves."""
        if self._decks["again", place].draw() < SAME_AGAIN_SHARE:
            product = favorite
        else:
            product = self._again[False].at(self._decks["other", ""].draw())
        if out_of_stock and product == self._sold_out:
            return []
        return _merged([self._pick(product, place), *self._extras(place, out_of_stock)])

    def stray_basket(self, out_of_stock: bool) -> list[Pick]:
        """A basket of somebody unknown."""
        place = "stray"
        product = self._again[out_of_stock].at(self._decks["other", ""].draw())
        return _merged([self._pick(product, place), *self._extras(place, out_of_stock)])

    def _extras(self, place: str, out_of_stock: bool) -> list[Pick]:
        count = EXTRA_LINES.at(self._decks["lines", place].draw())
        again = self._again[out_of_stock]
        return [self._pick(again.at(self._decks["extra", ""].draw()), place) for _ in range(count)]

    def _pick(self, product: int, place: str) -> Pick:
        if not PRODUCTS[product].is_consumable:
            return Pick(product, 0, 1)
        size = int(self._decks["size", place].draw() < LARGE_SHARE)
        quantity = 2 if self._decks["quantity", place].draw() < SECOND_BAG_SHARE else 1
        return Pick(product, size, quantity)

    def _choices(self, weight: Callable[[int], float]) -> tuple[Shares, Shares]:
        """Choices with everything in stock, and without the best seller."""
        every = [weight(position) for position in range(len(PRODUCTS))]
        without = [0.0 if position == self._sold_out else share for position, share in enumerate(every)]
        return Shares(every), Shares(without)


def first_share(product: int) -> float:
    """Share of first orders that are about this product when everything is in stock."""
    return PRODUCTS[product].first / sum(each.first for each in PRODUCTS)


def _refill_weight(position: int) -> float:
    product = PRODUCTS[position]
    return product.again if product.is_consumable else 0.0


def _merged(picks: list[Pick]) -> list[Pick]:
    seen: dict[tuple[int, int], Pick] = {}
    for pick in picks:
        key = (pick.product, pick.size)
        before = seen.get(key)
        seen[key] = Pick(pick.product, pick.size, pick.quantity + (before.quantity if before else 0))
    return list(seen.values())
