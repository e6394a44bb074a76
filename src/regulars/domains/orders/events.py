"""What `orders` publishes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from regulars.kit.events import event


@event
@dataclass(frozen=True)
class OrderPlaced:
    """An order came in that is not paid (yet), so it does not count."""

    kind: ClassVar[str] = "order.placed"
    version: ClassVar[int] = 1
    order: int
    total_minor: int
    currency: str


@event
@dataclass(frozen=True)
class OrderPaid:
    """An order counts from here on."""

    kind: ClassVar[str] = "order.paid"
    version: ClassVar[int] = 1
    order: int
    total_minor: int
    currency: str


@event
@dataclass(frozen=True)
class OrderChanged:
    """The source states an order otherwise now."""

    kind: ClassVar[str] = "order.changed"
    version: ClassVar[int] = 1
    order: int
    total_minor: int
    currency: str


@event
@dataclass(frozen=True)
class OrderCanceled:
    """An order was called off; it does not count."""

    kind: ClassVar[str] = "order.canceled"
    version: ClassVar[int] = 1
    order: int


@event
@dataclass(frozen=True)
class OrderRefunded:
    """Money or goods were given back, for an order or, where `order` is none, on their own."""

    kind: ClassVar[str] = "order.refunded"
    version: ClassVar[int] = 1
    refund: int
    order: int | None
    amount_minor: int
    currency: str
    role: str


@event
@dataclass(frozen=True)
class OrderVoided:
    """The import that brought an order or refund was undone."""

    kind: ClassVar[str] = "order.voided"
    version: ClassVar[int] = 1
    import_id: int
    order: int | None = None
    refund: int | None = None


@event
@dataclass(frozen=True)
class OrderDeleted:
    """The store deleted an order; it does not count."""

    kind: ClassVar[str] = "order.deleted"
    version: ClassVar[int] = 1
    order: int


@event
@dataclass(frozen=True)
class OrderListExported:
    """Somebody took a list of orders out of the house; `conditions` is what the list's address asked for."""

    kind: ClassVar[str] = "order_list.exported"
    version: ClassVar[int] = 1
    rows: int
    conditions: str
