"""Calling Shopify's Admin API: a token by client id and secret, renewed in time; waits as the API asks."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import msgspec

from regulars.base.outbound import Caller
from regulars.base.outbound.calling import ATTEMPTS, too_busy
from regulars.edges.stores.connectors.reading import instant
from regulars.edges.stores.connectors.shopify.documents import VERSION
from regulars.kit import clock
from regulars.kit.errors import Refused
from regulars.kit.text import gettext_noop as _

RENEW_BEFORE = timedelta(minutes=10)
TOO_DEAR, THROTTLED, DENIED = "MAX_COST_EXCEEDED", "THROTTLED", "ACCESS_DENIED"


class TooDear(Exception):
    """The question costs more than one question may: ask for less at once."""


class Admin:
    """One shop's Admin API. `secrets` holds client_id, client_secret, and the token with its end once there is one."""

    def __init__(self, address: str, secrets: dict[str, str], caller: Caller) -> None:
        self._address, self.secrets, self._caller = address, secrets, caller

    def ask(self, document: str, variables: dict[str, Any] | None = None, *, changes: bool = False) -> dict[str, Any]:
        """Return the data of one question. A question that `changes` is repeated only where nothing was done.

        Raises:
            TooDear: it asks for too much at once.
            Refused: the keys do not open this, or Shopify will not have it.
            TryAgain: not now.
        """
        body = msgspec.json.encode({"query": document, "variables": variables or {}})
        has_renewed = False
        for _attempt in range(ATTEMPTS):
            headers = {"Content-Type": "application/json", "X-Shopify-Access-Token": self._token()}
            url = f"{self._address}/admin/api/{VERSION}/graphql.json"
            answer = self._caller.call("POST", url, headers=headers, body=body, is_repeatable=not changes)
            if answer.status == 401 and not has_renewed:
                has_renewed = True
                self.secrets.pop("token", None)
                continue
            if not answer.ok:
                raise refused(answer.status)
            told = answer.json()
            if wait := self._problem(told):
                self._caller.stand(wait)
                continue
            return dict(told.get("data") or {})
        raise too_busy(429)

    def change(self, document: str, variables: dict[str, Any], name: str) -> dict[str, Any]:
        """Do one mutation and return what it answers.

        Raises:
            Refused: Shopify says why it did not.
        """
        done = self.ask(document, variables, changes=True).get(name) or {}
        if faults := done.get("userErrors"):
            said = faults[0]
            raise Refused(
                "store.refused", _("The store refused it: %(why)s"), value=said.get("code") or "",
                params={"why": str(said.get("message") or "")[:200]},
            )  # fmt: skip
        return dict(done)

    def download(self, url: str, into: Any) -> None:
        """Fetch the file of a bulk operation; the address itself carries the right to it."""
        answer = self._caller.call("GET", url, into=into)
        if not answer.ok:
            raise too_busy(answer.status)

    def scopes(self) -> tuple[str, ...]:
        """Return what the token may do; a right to write includes the one to read."""
        self._token()
        held = {one.strip() for one in self.secrets.get("scope", "").split(",") if one.strip()}
        return tuple(sorted(held | {one.replace("write_", "read_", 1) for one in held if one.startswith("write_")}))

    def renew(self) -> None:
        """Get a token now, whatever the old one says."""
        self.secrets.pop("token", None)
        self._token()

    def _token(self) -> str:
        ends = instant(self.secrets.get("token_ends"))
        if self.secrets.get("token") and ends is not None and ends - clock.now() > RENEW_BEFORE:
            return self.secrets["token"]
        given = {"grant_type": "client_credentials"} | {
            name: self.secrets[name] for name in ("client_id", "client_secret")
        }
        answer = self._caller.call(
            "POST",
            f"{self._address}/admin/oauth/access_token",
            headers={"Content-Type": "application/x-www-form-urlencoded"},
            body=urlencode(given).encode(),
        )
        if not answer.ok:
            raise refused(answer.status)
        told = answer.json()
        ends = clock.now() + timedelta(seconds=int(told.get("expires_in") or 86_399))
        self.secrets |= {"token": told["access_token"], "scope": told.get("scope", ""), "token_ends": ends.isoformat()}
        return self.secrets["token"]

    def _problem(self, told: dict[str, Any]) -> float:
        """Return how long to wait before the same question, 0 when it was answered.

        Raises:
            TooDear, Refused
        """
        faults = told.get("errors") or []
        codes = {str((one.get("extensions") or {}).get("code", "")) for one in faults if isinstance(one, dict)}
        if TOO_DEAR in codes:
            raise TooDear
        if THROTTLED in codes:
            cost = (told.get("extensions") or {}).get("cost") or {}
            left = cost.get("throttleStatus") or {}
            lack = float(cost.get("requestedQueryCost") or 100) - float(left.get("currentlyAvailable") or 0)
            return max(0.05, lack / float(left.get("restoreRate") or 50))
        if DENIED in codes:
            raise Refused(
                "store.scope_missing",
                _("The store's keys do not allow this."),
                fix=_("Give the app the missing scopes in Shopify, then test the connection again."),
                status=403,
            )
        if faults:
            first = faults[0].get("message", "") if isinstance(faults[0], dict) else str(faults[0])
            raise Refused("store.refused", _("The store refused it: %(why)s"), params={"why": str(first)[:200]})
        return 0.0


def refused(status: int) -> Refused:
    """Return what to raise when a store will not let us in."""
    if status in {401, 403}:
        return Refused(
            "store.keys_refused",
            _("The store does not accept these keys."),
            fix=_("Check that they are copied whole, and that the app is installed in this shop."),
            status=status,
        )
    return Refused(
        "store.unexpected_answer",
        _("The store answered in a way it should not (%(status)s)."),
        fix=_("Check the address: it is the shop's own, such as https://my-shop.myshopify.com."),
        params={"status": status},
    )
