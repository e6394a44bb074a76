"""What happens in the invented shop: many orders through their lives, interleaved."""

from __future__ import annotations

import heapq

from regulars.edges.fakestore.shop import FakeShop, Json

STEPS = (("pay", 0.92), ("edit", 0.25), ("refund", 0.22), ("cancel", 0.12), ("delete", 0.0))


def live(shop: FakeShop, orders: int, deleted: float = 0.0) -> None:
    """Let `orders` orders be placed, paid, edited, part-refunded, canceled, and a share of them be deleted."""
    shop.add_products()
    rng = shop.rng
    people = [shop.add_customer() for _one in range(max(1, orders // 3))]
    due: list[tuple[int, int, Json, list[str]]] = []
    for number in range(orders):
        customer = rng.choice(people) if rng.random() < 0.8 else None
        order = shop.place_order(customer=customer)
        steps = [name for name, chance in STEPS if rng.random() < (deleted if name == "delete" else chance)]
        if "pay" not in steps:
            steps = [name for name in steps if name not in {"refund"}]
        heapq.heappush(due, (number + rng.randint(0, 40), number, order, steps))
        if rng.random() < 0.1:
            shop.move_customer(rng.choice(people)["id"])
        while due and due[0][0] <= number:
            _step(shop, due)
    while due:
        _step(shop, due)


def _step(shop: FakeShop, due: list[tuple[int, int, Json, list[str]]]) -> None:
    at, number, order, steps = heapq.heappop(due)
    if not steps:
        return
    getattr(shop, steps[0])(order)
    heapq.heappush(due, (at + shop.rng.randint(1, 30), number, order, steps[1:]))
