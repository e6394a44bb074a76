"""The port of `offers`: codes are made and ended in the connected store whose ids the customer's orders have."""

from __future__ import annotations

from collections.abc import Sequence

from regulars.base.state import Act
from regulars.domains.offers.service import register_store
from regulars.domains.offers.types import CodeOrder, CodeSeen
from regulars.edges.stores import queries
from regulars.edges.stores.queries import AccountRow
from regulars.edges.stores.service.opening import Opened
from regulars.kit.errors import NotFound


class ConnectedStores:
    """See `offers.types.CodeStore`."""

    def serves(self, source: str) -> bool:
        """Say whether a store with this name space of ids is connected."""
        return any(one.source == source for one in queries.accounts())

    def create(self, source: str, order: CodeOrder) -> str:
        """Make a code in the store, once."""
        with_store = _open(source)
        made = with_store.store.create_code(order)
        with_store.keep(Act.by("system", source))
        return made

    def disable(self, source: str, code: str, external_id: str) -> None:
        """End a code in the store."""
        with_store = _open(source)
        with_store.store.disable_code(code, external_id)
        with_store.keep(Act.by("system", source))

    def look(self, source: str, codes: Sequence[tuple[str, str]]) -> Sequence[CodeSeen]:
        """Return how codes stand in the store."""
        with_store = _open(source)
        found = with_store.store.list_codes(codes)
        with_store.keep(Act.by("system", source))
        return found


def _open(source: str) -> Opened:
    account: AccountRow | None = next((one for one in queries.accounts() if one.source == source), None)
    if account is None:
        raise NotFound("store.unknown", "No such store is connected", field="source", value=source)
    return Opened(account)


def register() -> None:
    """Serve codes; called once, from the app's ready()."""
    register_store(ConnectedStores())
