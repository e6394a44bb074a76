"""What `catalog` publishes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from regulars.kit.events import event


@event
@dataclass(frozen=True)
class ProductCreated:
    """A source named a product for the first time."""

    kind: ClassVar[str] = "product.created"
    version: ClassVar[int] = 1
    import_id: int | None = None


@event
@dataclass(frozen=True)
class ProductChanged:
    """A source states something else of a product now; `fields` names what."""

    kind: ClassVar[str] = "product.changed"
    version: ClassVar[int] = 1
    fields: list[str]


@event
@dataclass(frozen=True)
class ProductVoided:
    """The import that brought this product was undone, and no order names it."""

    kind: ClassVar[str] = "product.voided"
    version: ClassVar[int] = 1
    import_id: int


@event
@dataclass(frozen=True)
class CostsRecorded:
    """Unit costs were added or corrected; margins that rest on them change."""

    kind: ClassVar[str] = "unit_cost.recorded"
    version: ClassVar[int] = 1
    count: int
    import_id: int | None = None
