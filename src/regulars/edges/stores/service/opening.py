"""A store with its keys, ready to be called; renewed keys are kept."""

from __future__ import annotations

from collections.abc import Callable

from regulars.base.outbound import Caller
from regulars.base.outbound.calling import pause
from regulars.base.state import Act, write
from regulars.edges.stores.connector import Connector, Store, connectors
from regulars.edges.stores.queries import AccountRow, secrets_of
from regulars.edges.stores.service import accounts
from regulars.kit.errors import Conflict, NotFound
from regulars.kit.text import gettext_noop as _


def connector_of(provider: str) -> Connector:
    """Return the connector of a provider.

    Raises:
        NotFound: there is none.
    """
    found = connectors.get(provider)
    if found is None:
        raise NotFound("store.unknown_provider", "There is no such kind of store", field="provider", value=provider)
    return found


class Opened:
    """A store in use. `keep` seals keys that were renewed meanwhile; call it after each piece of work."""

    def __init__(self, account: AccountRow, wait: Callable[[float], None] = pause) -> None:
        secrets = secrets_of(account.id)
        if not account.is_connected or not secrets:
            raise Conflict("store.disconnected", _("The store is disconnected."), field="store", value=account.name)
        self.account, self.caller = account, Caller(wait)
        self.connector = connector_of(account.provider)
        self.store: Store = self.connector.open(account.site, secrets, self.caller)
        self._kept = dict(secrets)

    def keep(self, act: Act) -> None:
        """Keep the keys as they are by now."""
        if self.store.secrets != self._kept:
            write(accounts.keep_secrets, act, self.account.id, self.store.secrets)
            self._kept = dict(self.store.secrets)
