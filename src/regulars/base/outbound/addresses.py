"""Which addresses may be called: public ones, and those that the installation's owner lists by hand."""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

from regulars.base.settings import current
from regulars.kit.errors import Refused, TryAgain
from regulars.kit.text import gettext_noop as _

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
PORTS = {"https": 443, "http": 80}
NAT64 = ipaddress.ip_network("64:ff9b::/96")


@dataclass(frozen=True, slots=True)
class Target:
    """Where a call goes: the name that was asked for, and the very address that was checked."""

    scheme: str
    host: str
    port: int
    path: str
    address: str

    @property
    def origin(self) -> str:
        """`Host` header: the name, with the port where it is not the usual one."""
        name = f"[{self.host}]" if ":" in self.host else self.host
        return name if self.port == PORTS[self.scheme] else f"{name}:{self.port}"


def checked_address(url: str) -> Target:
    """Parse an address, resolve its name once, and answer where to connect.

    Plain http goes only where `outbound_allowed` says so: keys travel with every call.

    Raises:
        Refused: it is no http(s) address, or leads to where nobody outside should be led.
        TryAgain: the name cannot be resolved now.
    """
    parts = urlsplit(url)
    try:
        host, port = (parts.hostname or "").rstrip(".").lower(), parts.port or PORTS.get(parts.scheme, 0)
    except ValueError:
        host, port = "", 0
    if parts.scheme not in PORTS or not host or parts.username or parts.password or "\\" in url:
        raise _refused("outbound.bad_address", _("%(url)s is no address that can be called."), parts.hostname or url)
    is_listed = _is_listed(host, port)
    if parts.scheme == "http" and not is_listed:
        raise _refused("outbound.not_encrypted", _("%(url)s is not encrypted."), host)
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise TryAgain(
            "outbound.unknown_name",
            _("No server is known under %(url)s."),
            fix=_("Check the spelling of the address."),
            params={"url": host},
        ) from error
    addresses = [str(one[4][0]) for one in found]
    if not is_listed and not all(is_public(one) or _is_listed(one, port) for one in addresses):
        raise _refused("outbound.private_address", _("%(url)s leads into a private network."), host)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme, host, port, path, addresses[0])


def is_public(text: str) -> bool:
    """Say whether an address is everybody's: no loopback, private, link-local, shared or otherwise special one."""
    address: Address = ipaddress.ip_address(text.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        for inner in (address.ipv4_mapped, address.sixtofour, *(address.teredo or ())):
            if inner is not None:
                return is_public(str(inner)) and not address.teredo
        if address in NAT64:
            return is_public(str(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)))
        if int(address) >> 32 == 0:  # IPv4 inside, written the old way
            return False
    return address.is_global and not address.is_multicast and not address.is_reserved and not address.is_unspecified


def _is_listed(host: str, port: int) -> bool:
    for entry in current().outbound_allowed:
        name, _colon, only = entry.rpartition(":") if entry.count(":") == 1 else (entry, "", "")
        if only and int(only) != port:
            continue
        if name.lower() == host:
            return True
        try:
            if ipaddress.ip_address(host) in ipaddress.ip_network(name):
                return True
        except ValueError:
            continue
    return False


def _refused(code: str, message: str, url: str) -> Refused:
    fix = _("Give the public https address. One of your own network is called only if `outbound_allowed` lists it.")
    return Refused(code, message, field="address", value=url[:200], fix=fix, params={"url": url[:200]})
