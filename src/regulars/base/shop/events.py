"""What changes to the shop record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from regulars.kit.events import event


@event
@dataclass(frozen=True)
class ShopSetUp:
    """The shop was described for the first time."""

    kind: ClassVar[str] = "shop.set_up"
    version: ClassVar[int] = 1
    zone: str
    reporting_currency: str


@event
@dataclass(frozen=True)
class ShopChanged:
    """Settings of the shop are others now; `fields` names which."""

    kind: ClassVar[str] = "shop.changed"
    version: ClassVar[int] = 1
    fields: list[str]


@event
@dataclass(frozen=True)
class RatesRecorded:
    """Currency rates were added or corrected."""

    kind: ClassVar[str] = "currency_rate.recorded"
    version: ClassVar[int] = 1
    count: int
