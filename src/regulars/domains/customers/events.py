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


@event
@dataclass(frozen=True)
class CustomerListExported:
    """Somebody took a list of customers out of the house; `conditions` is what the list's address asked for.

    Words that were searched for are left out: they may name a person. `has_contact` says whether names went along.
    """

    kind: ClassVar[str] = "customer_list.exported"
    version: ClassVar[int] = 1
    rows: int
    has_contact: bool
    conditions: str


@event
@dataclass(frozen=True)
class CustomerLeftOut:
    """A source named people who were erased; what it says of them was not kept, and their orders are nobody's."""

    kind: ClassVar[str] = "customer.left_out"
    version: ClassVar[int] = 1
    people: int
    import_id: int | None = None


@event
@dataclass(frozen=True)
class CustomerErased:
    """The person behind a customer was erased. Whose number it was is in the record of the request."""

    kind: ClassVar[str] = "customer.erased"
    version: ClassVar[int] = 1
