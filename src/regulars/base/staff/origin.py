"""Where a login comes from, as coarsely as it is of use: the network an address belongs to, and the kind of browser."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from ipaddress import IPv6Address, ip_address, ip_network

BROWSERS = (("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)
PREFIXES = {4: 24, 6: 48}
PORT = re.compile(r"^(\d+\.\d+\.\d+\.\d+):\d+$|^\[([0-9a-fA-F:.]+)\](?::\d+)?$")


def prefix_of(address: str) -> str:
    """Return the network of an address: one subscriber or office, /24 of IPv4 and /48 of IPv6; "" when unreadable."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return ""
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped:
        parsed = parsed.ipv4_mapped
    if parsed.is_loopback:
        return str(parsed)
    return str(ip_network(f"{parsed}/{PREFIXES[parsed.version]}", strict=False))


def device_of(user_agent: str) -> str:
    """Return browser and system as people call them: "Firefox on Linux"; "" when nothing is recognized."""
    browser = next((name for mark, name in BROWSERS if mark in user_agent), "")
    system = next((name for mark, name in SYSTEMS if mark in user_agent), "")
    return f"{browser} on {system}" if browser and system else browser or system


def client_address(peer: str, forwarded: str, trusted: Sequence[str]) -> str:
    """Return who really asks: walking back over `X-Forwarded-For`, the first that is none of our proxies.

    A header from anybody but a trusted proxy is not looked at, and a part that is no address ends the walk.
    """
    address = peer
    for part in reversed(forwarded.split(",")):
        if not is_trusted(address, trusted):
            break
        before = _bare(part.strip())
        if not before:
            break
        address = before
    return address


def is_trusted(address: str, trusted: Sequence[str]) -> bool:
    """Say whether an address is one of the proxies that are named in the settings."""
    return _is_among(address, tuple(trusted)) if trusted else False


@lru_cache(maxsize=4096)
def _is_among(address: str, trusted: tuple[str, ...]) -> bool:
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped:
        parsed = parsed.ipv4_mapped
    return any(parsed in ip_network(network) for network in trusted)


def _bare(part: str) -> str:
    found = PORT.match(part)
    text = next((one for one in found.groups() if one), "") if found else part
    try:
        return str(ip_address(text))
    except ValueError:
        return ""
