"""What other domains and the edges may hand to, and see of, `offers`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class CodeTerms:
    """What a code is worth: `percent_bps` (1,000 is 10 %) or `amount_minor` of `currency`, never both.

    `minimum_minor` is the least that has to be bought. A code works once, from `starts_at` to `ends_at`.
    """

    title: str
    starts_at: datetime
    ends_at: datetime
    percent_bps: int = 0
    amount_minor: int = 0
    currency: str = ""
    minimum_minor: int = 0


@dataclass(frozen=True, slots=True)
class CodeOrder:
    """A code to be made in a store, for one of its customers alone: known to it by id, else by address."""

    code: str
    terms: CodeTerms
    customer_external_id: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class CodeSeen:
    """A code as its store has it: `state` is `live`, `disabled` or `missing`; `used` how often it was used."""

    code: str
    external_id: str
    state: str
    used: int = 0


@dataclass(frozen=True, slots=True)
class CodeRow:
    """One code. `state`: `ordered` (not in the store yet: never shown), `live`, `retracting`, `disabled`, `used`,
    `expired`, `failed`. `order` is the order that used it."""

    id: int
    code: str
    customer: int
    source: str
    state: str
    terms: CodeTerms
    external_id: str
    used_orders: tuple[int, ...]
    problem: str


class CodeStore(Protocol):
    """Where codes work: the checkout of the store whose ids have this `source`. Implemented by connectors.

    `create` answers the store's own id of the code and is safe to repeat: a code that is there already is found again.
    """

    def serves(self, source: str) -> bool: ...
    def create(self, source: str, order: CodeOrder) -> str: ...
    def disable(self, source: str, code: str, external_id: str) -> None: ...
    def look(self, source: str, codes: Sequence[tuple[str, str]]) -> Sequence[CodeSeen]: ...
