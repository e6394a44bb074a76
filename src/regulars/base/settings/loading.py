"""From the environment and `regulars.toml` to one checked `Settings`."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import fields, replace
from functools import cache
from pathlib import Path
from typing import Any, get_type_hints

from regulars.base.settings.schema import Settings

PREFIX = "REGULARS_"
FILE = "regulars.toml"
SECRET_FILE = "secret.key"  # noqa: S105 - a file name
NOT_OURS = {"REGULARS_SHARED_DATA", "REGULARS_TEST_DATABASE_URL"}
TRUE, FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off", ""}
CHOICES = {"language": ("en", "de"), "log_level": ("debug", "info", "warning", "error")}
SECRET_LENGTH_MIN = 32


class BadSetting(Exception):
    """A setting that cannot be used: names the key, the value (never a secret's) and the fix."""

    def __init__(self, key: str, value: object, fix: str) -> None:
        shown = "***" if "secret" in key.lower() or "url" in key.lower() else repr(value)
        super().__init__(f"{key} = {shown}: {fix}")
        self.key, self.fix = key, fix


@cache
def current() -> Settings:
    """Return the settings of this process, read once.

    Raises:
        BadSetting: a key is unknown or its value cannot be used.
    """
    return load(os.environ)


def forget() -> None:
    """Drop the settings read so far; for commands that create a home, and for tests."""
    current.cache_clear()


def load(environ: Mapping[str, str]) -> Settings:
    """Read settings from `environ` over `regulars.toml` over defaults.

    Raises:
        BadSetting: a key is unknown or its value cannot be used.
    """
    home = Path(environ.get(PREFIX + "HOME") or ".regulars").expanduser().absolute()
    values: dict[str, Any] = {"home": home}
    values.update(_from_file(home / FILE))
    values.update(_from_environment(environ))
    values["home"] = home
    return _checked(replace(Settings(), **values), home)


def _from_file(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadSetting(str(path), "", f"is not valid TOML: {error}") from error
    return {name: _typed(name, value, f"{path.name}: {name}") for name, value in raw.items()}


def _from_environment(environ: Mapping[str, str]) -> dict[str, Any]:
    found = {}
    for key, value in environ.items():
        if key.startswith(PREFIX) and key not in NOT_OURS:
            name = key.removeprefix(PREFIX).lower()
            found[name] = _typed(name, value, key)
    return found


def _typed(name: str, value: Any, key: str) -> Any:
    hints = get_type_hints(Settings)
    if name not in hints:
        raise BadSetting(key, value, f"is no setting; known are {', '.join(sorted(hints))}")
    kind = hints[name]
    if kind is bool:
        return _flag(key, value)
    if kind is int:
        return _whole(key, name, value)
    if kind is Path:
        return Path(str(value)).expanduser().absolute()
    if kind is str:
        return str(value).strip()
    parts = value if isinstance(value, list) else str(value).split(",")
    return tuple(str(part).strip() for part in parts if str(part).strip())


def _flag(key: str, value: Any) -> bool:
    word = str(value).strip().lower()
    if word not in TRUE | FALSE:
        raise BadSetting(key, value, "must be true or false")
    return word in TRUE


def _whole(key: str, name: str, value: Any) -> int:
    limits = next(item.metadata for item in fields(Settings) if item.name == name)
    try:
        number = int(str(value).strip())
    except ValueError:
        raise BadSetting(key, value, "must be a whole number") from None
    low, high = limits["low"], limits["high"]
    if (low is not None and number < low) or (high is not None and number > high):
        raise BadSetting(key, value, f"must be between {low} and {high}")
    return number


def _checked(settings: Settings, home: Path) -> Settings:
    for name, allowed in CHOICES.items():
        if getattr(settings, name) not in allowed:
            raise BadSetting(PREFIX + name.upper(), getattr(settings, name), f"must be one of {', '.join(allowed)}")
    url = settings.database_url or f"sqlite:///{home / 'regulars.sqlite3'}"
    if not url.startswith(("sqlite:///", "postgresql://", "postgres://")):
        raise BadSetting(PREFIX + "DATABASE_URL", url, "must begin with sqlite:/// or postgresql://")
    public = settings.public_url.rstrip("/")
    if public and not public.startswith(("http://", "https://")):
        raise BadSetting(PREFIX + "PUBLIC_URL", public, "must begin with https:// (or http:// for a trial)")
    if settings.test_mode and public.startswith("https://"):
        raise BadSetting(PREFIX + "TEST_MODE", True, "cannot be on with a public https address")
    return replace(settings, database_url=url, public_url=public, secret_key=_secret(settings, home))


def _secret(settings: Settings, home: Path) -> str:
    key = settings.secret_key
    stored = home / SECRET_FILE
    if not key and stored.is_file():
        if stored.stat().st_mode & 0o077:
            raise BadSetting(str(stored), "", "can be read by others; run chmod 600 on it")
        key = stored.read_text(encoding="ascii").strip()
    if key and len(key) < SECRET_LENGTH_MIN:
        raise BadSetting(PREFIX + "SECRET_KEY", key, f"must have {SECRET_LENGTH_MIN} characters or more")
    return key
