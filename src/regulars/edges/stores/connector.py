"""What a store has to offer to be connected: three ways (pull, receive, push), and what it says of itself.

A `Connector` knows a provider; `open` answers a `Store`, a connection with one account's keys. Connectors read and
call; they write nothing: what they return is taken by `service.taking`, which knows about order and duplicates.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

from regulars.base.extends import Registry
from regulars.base.outbound import Caller
from regulars.domains.catalog.types import ProductFacts
from regulars.domains.customers.types import PersonFacts
from regulars.domains.offers.types import CodeOrder, CodeSeen
from regulars.domains.orders.types import OrderFacts

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

    Text = _StrOrPromise
else:
    Text = str

ORDERS, CUSTOMERS, PRODUCTS = "orders", "customers", "products"
STREAMS = (PRODUCTS, CUSTOMERS, ORDERS)  # in this order: what an order names is better known before it
RECONCILED = "reconcile"
Secrets = Mapping[str, str]
Place = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Consent:
    """One consent as the store words it: `channel` is email or sms, `state` and `level` are the store's words."""

    channel: str
    state: str
    level: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Stated:
    """One object as the store states it. `version` is the store's own instant of change, `told_at` when it said so.

    `facts` fit the kind (`orders`: OrderFacts, `customers`: PersonFacts, `products`: ProductFacts of each variant), or
    are None with `is_gone`. `person_version` dates the person inside an order where the store dates it apart.
    """

    kind: str
    external_id: str
    version: datetime
    told_at: datetime | None
    facts: OrderFacts | PersonFacts | tuple[ProductFacts, ...] | None
    is_gone: bool = False
    created_at: datetime | None = None
    person_version: datetime | None = None
    consents: tuple[Consent, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """One step of a pull: what was read, where to go on, and whether there is more now.

    `wait_seconds` asks to come back later without having read anything, as while the store prepares a file.
    """

    items: tuple[Stated, ...]
    place: Place
    has_more: bool
    total: int | None = None
    wait_seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Missing:
    """A right that the keys do not have, and what does not work without it."""

    scope: str
    disables: Text
    is_needed: bool = False


@dataclass(frozen=True, slots=True)
class Tested:
    """What a store answered when asked who it is."""

    title: str
    currency: str
    zone: str
    scopes: tuple[str, ...]
    missing: tuple[Missing, ...] = ()


@dataclass(frozen=True, slots=True)
class Signed:
    """A webhook whose signature is right. `told_at` is when the store sent it, where it says so."""

    delivery_id: str
    topic: str
    told_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """Something a person asks of the shop through the store: `data`, `redact` (a customer), `close` (the shop)."""

    what: str
    external_id: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Heard:
    """What one webhook says: objects, objects to be read back from the store, or something asked for."""

    items: tuple[Stated, ...] = ()
    reread: tuple[tuple[str, str], ...] = ()  # (kind, external id)
    asked: tuple[Asked, ...] = ()


@dataclass(frozen=True, slots=True)
class Field:
    """One thing to enter when connecting; secret ones are sealed and never shown again."""

    key: str
    label: Text
    help: Text = ""
    is_secret: bool = True
    is_needed: bool = True


@dataclass(frozen=True, slots=True)
class Step:
    """One step on the connect page."""

    title: Text
    text: Text


@dataclass(frozen=True, slots=True)
class Telling:
    """The latest that a store is to know of one of its customers; None values are taken away."""

    external_id: str
    tags: Mapping[str, bool] = field(default_factory=dict)  # tag -> whether they have it
    fields: Mapping[str, str | None] = field(default_factory=dict)


class Store(Protocol):
    """A connection to one account. Every method may raise `TryAgain` (later) or `Refused` (never as things stand)."""

    secrets: dict[str, str]  # renewed tokens are put here; the caller seals them again when they changed

    def test(self) -> Tested: ...
    def pull(self, kind: str, place: Place) -> Page: ...
    def begin(self, kind: str, since: datetime | None, created_since: datetime | None = None) -> Place: ...
    def complete(self, items: Sequence[Stated]) -> Sequence[Stated]: ...
    def read(self, kind: str, external_id: str) -> Stated | None: ...
    def subscribe(self, address: str) -> None: ...
    def unsubscribe(self) -> None: ...
    def create_code(self, order: CodeOrder) -> str: ...
    def disable_code(self, code: str, external_id: str) -> None: ...
    def list_codes(self, codes: Sequence[tuple[str, str]]) -> Sequence[CodeSeen]: ...
    def tell(self, telling: Telling) -> None: ...


class Connector(Protocol):
    """A provider. `streams` are what can be pulled; `fields` what to enter; `steps` how to get it."""

    @property
    def key(self) -> str: ...
    @property
    def title(self) -> Text: ...
    @property
    def order(self) -> int: ...
    @property
    def streams(self) -> tuple[str, ...]: ...
    @property
    def fields(self) -> tuple[Field, ...]: ...
    @property
    def steps(self) -> tuple[Step, ...]: ...
    def address_of(self, text: str) -> str: ...
    def open(self, address: str, secrets: Secrets, caller: Caller) -> Store: ...
    def verify(self, headers: Mapping[str, str], body: bytes, secrets: Secrets) -> Signed | None: ...
    def hear(self, topic: str, body: bytes, told_at: datetime | None, received_at: datetime) -> Heard: ...


connectors: Registry[Connector] = Registry("connectors")
