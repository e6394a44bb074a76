"""What a setting may say. Refusals name the key and the fix, and never a value that could be a secret."""

from __future__ import annotations

import re
from collections.abc import Iterator
from ipaddress import ip_address, ip_network
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from regulars.base.settings.schema import Settings

PREFIX = "REGULARS_"
CHOICES = {
    "language": ("en", "de"),
    "log_level": ("debug", "info", "warning", "error"),
    "log_format": ("text", "json"),
}
SECRET_LENGTH_MIN, SECRET_VARIETY_MIN = 32, 10
PLACEHOLDERS = (
    "changeme",
    "change-me",
    "change_me",
    "change me",
    "replace",
    "not-yet-initialized",
    "insecure",
    "your-",
)
HOST_NAME = re.compile(r"^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$")
LOCAL_ENDS = (".localhost", ".local", ".test", ".internal", ".lan", ".home.arpa")


class BadSetting(Exception):
    """A setting that cannot be used: names the key, the value where it can be no secret, and the fix."""

    def __init__(self, key: str, value: object, fix: str) -> None:
        hidden = any(word in key.lower() for word in ("secret", "url", "token"))
        shown = "" if value == "" else " = ***" if hidden else f" = {value!r}"
        super().__init__(f"{key}{shown}: {fix}")
        self.key, self.fix = key, fix


def check(settings: Settings) -> None:
    """Refuse settings that cannot be used, or that would be unsafe together.

    Raises:
        BadSetting: the first of them.
    """
    for name, fix in _faults(settings):
        value = getattr(settings, name)
        raise BadSetting(PREFIX + name.upper(), list(value) if isinstance(value, tuple) else value, fix)


def check_home(home: Path) -> None:
    """Refuse a home that is no directory of ours.

    Raises:
        BadSetting: it is a file, or anybody may write into it.
    """
    if home.exists() and not home.is_dir():
        raise BadSetting(PREFIX + "HOME", str(home), "is a file; name a directory")
    if home.is_dir() and home.stat().st_mode & 0o002:
        raise BadSetting(PREFIX + "HOME", str(home), "can be written by everybody; run chmod 700 on it")


def _faults(settings: Settings) -> Iterator[tuple[str, str]]:
    for name, allowed in CHOICES.items():
        if getattr(settings, name) not in allowed:
            yield name, f"must be one of {', '.join(allowed)}"
    named = {
        "host": _host(settings.host),
        "database_url": _database(settings.database_url),
        "public_url": _public(settings.public_url),
        "secret_key": _secret(settings.secret_key),
        "metrics_token": _secret(settings.metrics_token),
    }
    yield from ((name, fix) for name, fix in named.items() if fix)
    yield from (("allowed_hosts", fix) for fix in map(_allowed, settings.allowed_hosts) if fix)
    yield from (("trusted_proxies", fix) for fix in map(_proxy, settings.trusted_proxies) if fix)
    if settings.session_hours > settings.session_days * 24:
        yield "session_hours", "is longer than session_days allows a session to last"
    if settings.test_mode:
        yield from (("test_mode", f"cannot be on while {reason}") for reason in reached_from_outside(settings))
    if settings.public_url.startswith("https://") and settings.debug:
        yield "debug", "cannot be on with a public https address"


def reached_from_outside(settings: Settings) -> Iterator[str]:
    """Yield why others than this machine may reach the server, in words that go on after `while`."""
    if not is_loopback(settings.host):
        yield f"the server listens on {settings.host}, which others can reach"
    public = _split(settings.public_url)
    if public is None or (public.hostname and not is_loopback(public.hostname)) or public.scheme == "https":
        yield "there is a public address"
    for host in settings.allowed_hosts:
        if not is_loopback(host.removeprefix(".")):
            yield f"the server answers to {host}"


def is_loopback(host: str) -> bool:
    """Say whether only this machine itself can mean this host."""
    plain = host.strip("[]").lower()
    return ip_address(plain).is_loopback if _is_address(plain) else (f".{plain}").endswith(".localhost")


def _host(host: str) -> str:
    return "" if _is_address(host.strip("[]")) or HOST_NAME.match(host.lower()) else "must be an address or a host name"


def _allowed(host: str) -> str:
    if host == "*":
        return "must name hosts: any host at all lets a stranger choose the address of our links"
    plain = host.lower().removeprefix(".")
    if "/" in host or (":" in host and not _is_address(host.strip("[]"))):
        return "must be host names alone, without scheme, port or path"
    return "" if _is_address(plain.strip("[]")) or HOST_NAME.match(plain) else "must be host names or addresses"


def _proxy(network: str) -> str:
    try:
        parsed = ip_network(network)
    except ValueError:
        return "must be addresses or networks of proxies, such as 127.0.0.1 or 10.0.0.0/8"
    return "would believe everybody; name the proxy alone" if parsed.prefixlen == 0 else ""


def _public(url: str) -> str:
    if not url:
        return ""
    if not url.startswith(("http://", "https://")):
        return "must begin with https:// (or http:// for a trial on this machine)"
    parts = _split(url)
    if parts is None or not parts.hostname:
        return "is no address; write it like https://regulars.example.com"
    return next(_public_faults(parts, parts.hostname), "")


def _public_faults(parts: SplitResult, host: str) -> Iterator[str]:
    if parts.username or parts.password:
        yield "must not hold a name or password"
    if parts.path or parts.query or parts.fragment:
        yield "must be scheme, host and port alone; Regulars lives at the root of its host"
    if not _is_address(host) and not HOST_NAME.match(host):
        yield "names no possible host"
    if parts.scheme == "http" and not _is_local(host):
        yield "must begin with https://: logins would cross the network in the clear"


def _database(url: str) -> str:
    if url.startswith("sqlite:///"):
        path = url.removeprefix("sqlite:///")
        return "must name a file" if not path or Path(path).is_dir() else ""
    if not url.startswith(("postgresql://", "postgres://")):
        return "must begin with sqlite:/// or postgresql://"
    parts = _split(url)
    if parts is None:
        return "is no address of a database; write special characters of a password like %40"
    return next(_database_faults(parts), "")


def _database_faults(parts: SplitResult) -> Iterator[str]:
    if parts.fragment:
        yield "holds a #; write it as %23"
    if not parts.path.strip("/"):
        yield "names no database; write it like postgresql://USER:PASSWORD@HOST:PORT/NAME"
    if not parts.hostname and "host=" not in parts.query:
        yield "names no host; write it like postgresql://USER:PASSWORD@HOST:PORT/NAME"


def _secret(key: str) -> str:
    if not key:
        return ""
    if len(key) < SECRET_LENGTH_MIN:
        return f"must have {SECRET_LENGTH_MIN} characters or more"
    if len(set(key)) < SECRET_VARIETY_MIN or any(word in key.lower() for word in PLACEHOLDERS):
        return "can be guessed; leave it empty (`regulars init` writes a random key), or give a random one"
    return ""


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        _ = parts.port  # a port that is no number shows when it is read
    except ValueError:
        return None
    return parts


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _is_local(host: str) -> bool:
    if _is_address(host):
        return ip_address(host).is_private
    return "." not in host or host.endswith(LOCAL_ENDS)
