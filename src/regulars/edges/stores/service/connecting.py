"""Connecting a store: its keys are tried before anything is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from regulars.base.outbound import Caller
from regulars.base.settings import current
from regulars.base.state import Act, write
from regulars.edges.operations.reaching import reach
from regulars.edges.stores import queries
from regulars.edges.stores.connector import Tested
from regulars.edges.stores.queries import AccountRow
from regulars.edges.stores.service import accounts
from regulars.edges.stores.service.opening import Opened, connector_of
from regulars.edges.stores.service.queueing import PULL, ask_for
from regulars.kit.errors import Refused
from regulars.kit.text import gettext_noop as _


@dataclass(frozen=True, slots=True)
class Connected:
    """A store that was connected, and what it answered."""

    account: int
    tested: Tested
    job: int


def connect(act: Act, provider: str, name: str, address: str, secrets: Mapping[str, str]) -> Connected:
    """Try the keys, connect the store and begin to read it.

    Raises:
        Refused: address or keys are wrong, or a right is missing without which nothing can be read.
        TryAgain: the store does not answer.
    """
    connector = connector_of(provider)
    place = connector.address_of(address)
    store = connector.open(place, secrets, Caller())
    tested = store.test()
    if needed := [one for one in tested.missing if one.is_needed]:
        raise Refused(
            "store.scope_missing",
            _("The keys lack what is needed to read orders: %(scopes)s."),
            fix=_("Give the app these scopes in the store, then try again."),
            params={"scopes": ", ".join(one.scope for one in needed)},
        )
    number = write(accounts.connect, act, provider, name, place, store.secrets, tested.title, tested.scopes)
    return Connected(number, tested, write(ask_for, act, PULL, number, 1))


def test(act: Act, account: AccountRow) -> Tested:
    """Ask a connected store who it is, and keep what it answered.

    Raises:
        Refused, TryAgain: it cannot be read; that is kept as its health.
    """
    opened = Opened(account)
    tested = opened.store.test()
    opened.keep(act)
    write(accounts.keep_tested, act, account.id, tested.title, tested.scopes)
    write(accounts.keep_health, act, account.id)
    return tested


def announce(act: Act, account: AccountRow) -> None:
    """Let a store announce its changes, once our own address is proven to lead here.

    Raises:
        Refused: there is no public https address, or it does not lead here.
    """
    url = current().public_url
    problem = "" if url.startswith("https://") else "no public https address is set"
    problem = problem or reach(url).problem
    if problem:
        raise Refused(
            "store.no_public_address",
            _("Stores cannot reach this installation yet (%(why)s)."),
            fix=_("Set up the public address under Settings > Go live; until then the store is asked once a minute."),
            params={"why": problem},
        )
    opened = Opened(account)
    opened.store.subscribe(hook_address(account))
    write(accounts.set_mode, act, account.id, "webhooks", opened.store.secrets)


def ask_instead(act: Act, account: AccountRow) -> None:
    """End a store's announcements: it is asked for its changes again."""
    opened = Opened(account)
    opened.store.unsubscribe()
    write(accounts.set_mode, act, account.id, "pull")


def hook_address(account: AccountRow) -> str:
    """Return where a store announces its changes."""
    return f"{current().public_url.rstrip('/')}/hooks/{account.provider}/{account.id}"


def find(name: str) -> AccountRow:
    """Return a connected store by its name; the only one where none is named.

    Raises:
        NotFound: there is none.
    """
    found = queries.accounts()
    return found[0] if not name and len(found) == 1 else queries.account_named(name)
