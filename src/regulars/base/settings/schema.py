"""Every setting: its name, type, default and meaning. The reference page is tested against this table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any


def _setting(default: Any, doc: str, *, low: int | None = None, high: int | None = None, secret: bool = False) -> Any:
    """Declare one setting; a `secret` one never shows in `repr`, and so in no traceback and no log."""
    metadata = {"doc": doc, "low": low, "high": high, "secret": secret}
    if callable(default):
        return field(default_factory=default, metadata=metadata, repr=not secret)
    return field(default=default, metadata=metadata, repr=not secret)


@dataclass(frozen=True, slots=True)
class Settings:
    """One installation's settings; each can be given as `REGULARS_<NAME>` or as a key of `regulars.toml` in the home."""

    home: Path = _setting(lambda: Path(".regulars"), "Directory of everything the installation keeps.")
    database_url: str = _setting(
        "",
        "`sqlite:///PATH` or `postgresql://USER:PASSWORD@HOST:PORT/NAME`; empty means SQLite in the home.",
        secret=True,
    )
    secret_key: str = _setting(
        "",
        "Key that signs sessions and links, 32 characters or more; empty means the one `init` wrote to the home.",
        secret=True,
    )
    host: str = _setting("127.0.0.1", "Address the web server listens on.")
    port: int = _setting(8321, "Port the web server listens on.", low=1, high=65535)
    public_url: str = _setting(
        "",
        "Address under which people reach the desk, such as `https://regulars.example.com`; empty means host and port.",
    )
    allowed_hosts: tuple[str, ...] = _setting(
        (), "Host names the server answers to besides its own address, separated by commas."
    )
    trusted_proxies: tuple[str, ...] = _setting(
        (),
        "Addresses or networks of the proxies in front, whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed; nobody else's are.",
    )
    outbound_allowed: tuple[str, ...] = _setting(
        (),
        "Hosts (`name` or `name:port`) and networks that are called although they are not public or not encrypted, such as a store on this machine.",
    )
    language: str = _setting("en", "Language of the desk for those who did not choose one: `en` or `de`.")
    web_threads: int = _setting(8, "Threads of one web process.", low=1, high=64)
    web_processes: int = _setting(
        1, "Web processes; on SQLite it stays 1, because the writer lives there.", low=1, high=64
    )
    worker_threads: int = _setting(
        2, "Jobs that run at once in the worker. With one, everything waits behind a long import.", low=1, high=16
    )
    lake_threads: int = _setting(2, "Threads of the analytic engine.", low=1, high=64)
    lake_memory_mb: int = _setting(1024, "Memory limit of the analytic engine in megabytes.", low=128, high=1_048_576)
    activity_hot_days: int = _setting(
        400,
        "Days that the activity log stays in the database; what is older moves to the archive in the home.",
        low=35,
        high=36_500,
    )
    import_memory_mb: int = _setting(
        96, "Memory limit for sorting an import, in megabytes; the rest spills to the home.", low=64, high=65_536
    )
    upload_max_mb: int = _setting(
        2048, "Largest file the desk takes for an import, in megabytes; commands have no limit.", low=1, high=1_048_576
    )
    session_hours: int = _setting(12, "Hours until an idle staff member has to log in again.", low=1, high=8_760)
    session_days: int = _setting(14, "Days until everybody has to log in again, idle or not.", low=1, high=365)
    debug: bool = _setting(False, "Show the style guide and detailed errors; never in production.")
    test_mode: bool = _setting(
        False, "Let `test-mode.json` in the home drive clock and randomness; refused where others can reach the server."
    )
    log_level: str = _setting("info", "`debug`, `info`, `warning` or `error`.")
    log_format: str = _setting("text", "`text` for people, `json` for one JSON object a line.")
    metrics_token: str = _setting(
        "",
        "Token that opens `/metrics` and the details of `/readyz`, 32 characters or more; empty: this machine alone, and nobody once there is a public address.",
        secret=True,
    )
    backup_every_hours: int = _setting(
        24, "Hours between two backups that the worker makes by itself; 0 makes none.", low=0, high=8_760
    )
    backup_folder: str = _setting(
        "", "Directory of the backups, best on another disk; empty means `backups` in the home."
    )
    backup_keep: int = _setting(
        7, "Backups that are kept; older ones are removed after a new one is whole.", low=1, high=10_000
    )


def described() -> Iterator[tuple[str, str, str]]:
    """Yield `(name, default as text, meaning)` of every setting, for the reference page."""
    blank = Settings()
    for item in fields(Settings):
        yield item.name, str(getattr(blank, item.name)), item.metadata["doc"]
