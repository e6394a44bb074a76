"""The port to the stores where codes work; connectors register what serves them at start."""

from __future__ import annotations

from regulars.domains.offers.types import CodeStore

_stores: list[CodeStore] = []


def register_store(store: CodeStore) -> None:
    """Let a connector serve the codes of its stores."""
    _stores.append(store)


def store_for(source: str) -> CodeStore | None:
    """Return who serves the codes of a store, none when it is not connected."""
    return next((one for one in _stores if one.serves(source)), None)
