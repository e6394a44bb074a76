"""From the environment and `regulars.toml` to one checked `Settings`."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import fields, replace
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any, get_type_hints

from regulars.base.settings.checking import PREFIX, BadSetting, check, check_home
from regulars.base.settings.schema import Settings

FILE = "regulars.toml"
SECRET_FILE = "secret.key"  # noqa: S105 - a file name
NOT_OURS = {"REGULARS_SHARED_DATA", "REGULARS_TEST_DATABASE_URL"}
TRUE, FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off", ""}
OTHERS = 0o077  # what anybody but the owner of a file may do


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
    check_home(home)
    values: dict[str, Any] = {}
    values.update(_from_file(home / FILE))
    values.update(_from_environment(environ))
    values["home"] = home
    given = replace(Settings(), **values)
    settings = replace(
        given,
        database_url=given.database_url or f"sqlite:///{home / 'regulars.sqlite3'}",
        public_url=given.public_url.rstrip("/"),
        secret_key=given.secret_key or _stored_secret(home / SECRET_FILE),
    )
    check(settings)
    return settings


def _from_file(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadSetting(str(path), "", f"is not valid TOML: {_where(error)}") from None
    except OSError as error:
        raise BadSetting(str(path), "", f"cannot be read: {error.strerror}") from None
    if "home" in raw:
        raise BadSetting(f"{path.name}: home", "", "is where this file lies; set REGULARS_HOME instead")
    secret = [item.name for item in fields(Settings) if item.metadata["secret"] and raw.get(item.name)]
    if secret and path.stat().st_mode & OTHERS:
        raise BadSetting(str(path), "", f"holds {secret[0]} and can be read by others; run chmod 600 on it")
    return {name: _typed(name, _of_file(name, value, path.name), f"{path.name}: {name}") for name, value in raw.items()}


def _where(error: Exception) -> str:
    """Say where a file is broken, without repeating a line that could hold a secret."""
    found = re.search(r"at line \d+, column \d+", str(error))
    return found.group(0) if found else "it is no UTF-8 text" if isinstance(error, UnicodeDecodeError) else "at its end"


def _of_file(name: str, value: Any, file: str) -> Any:
    """Refuse values of another kind than the setting's: TOML knows kinds, and a slip must not become a text."""
    kind: Any = get_type_hints(Settings).get(name)
    fits = {bool: (bool,), int: (int,), str: (str,), Path: (str,)}.get(kind, (str, list)) if kind else (object,)
    wrong = not isinstance(value, fits) or (kind is int and isinstance(value, bool))
    if wrong or (isinstance(value, list) and not all(isinstance(one, str) for one in value)):
        words = {bool: "true or false", int: "a whole number", str: "a text in quotes"}.get(kind, "a list of texts")
        raise BadSetting(f"{file}: {name}", "", f"must be {words}")
    return value


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
        near = get_close_matches(name, hints, n=1)
        raise BadSetting(key, "", f"is no setting{f'; did you mean {near[0]}?' if near else ''}")
    kind = hints[name]
    if kind is bool:
        return _flag(key, value)
    if kind is int:
        return _whole(key, name, value)
    if kind is Path:
        return Path(str(value)).expanduser().absolute()
    if kind is str:
        return _line(key, str(value).strip())
    parts = value if isinstance(value, list) else str(value).split(",")
    return tuple(_line(key, part.strip()) for part in parts if part.strip())


def _line(key: str, text: str) -> str:
    if not text.isprintable():
        raise BadSetting(key, "", "holds a line break or another control character")
    return text


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


def _stored_secret(stored: Path) -> str:
    if not stored.exists():
        return ""
    if stored.is_dir():
        raise BadSetting(str(stored), "", "is a directory; remove it and run `regulars init`")
    if stored.stat().st_mode & OTHERS:
        raise BadSetting(str(stored), "", "can be read by others; run chmod 600 on it")
    try:
        key = stored.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        raise BadSetting(str(stored), "", "cannot be read as text") from None
    if not key:
        raise BadSetting(str(stored), "", "is empty; remove it and run `regulars init`")
    return key
