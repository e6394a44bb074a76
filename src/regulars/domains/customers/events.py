"""What `customers` publishes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from regulars.kit.events import event


@event
@dataclass(frozen=True)
class CustomerCreated:
    """A source named a person for the first time."""

    kind: ClassVar[str] = "customer.created"
    version: ClassVar[int] = 1
    import_id: int | None = None


@event
@dataclass(frozen=True)
class CustomerChanged:
    """A source states something else of a person now; `fields` names what, never the values."""

    kind: ClassVar[str] = "customer.changed"
    version: ClassVar[int] = 1
    fields: list[str]


@event
@dataclass(frozen=True)
class CustomerVoided:
    """The import that brought this person was undone, and nothing else names them."""

    kind: ClassVar[str] = "customer.voided"
    version: ClassVar[int] = 1
    import_id: int
