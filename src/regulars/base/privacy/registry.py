"""Classes of columns, as each unit's `privacy.py` declares them at start."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum


class PrivacyClass(Enum):
    """`none`: about nobody; `pseudonymous`: about a person by number; `personal`: names or reaches them."""

    NONE = "none"
    PSEUDONYMOUS = "pseudonymous"
    PERSONAL = "personal"


NONE, PSEUDONYMOUS, PERSONAL = PrivacyClass.NONE, PrivacyClass.PSEUDONYMOUS, PrivacyClass.PERSONAL
_tables: dict[str, dict[str, PrivacyClass]] = {}


def register(table: str, columns: Mapping[str, PrivacyClass]) -> None:
    """Declare the class of each column of `table`, named `<app label>.<Model>`.

    Raises:
        ValueError: the table is declared elsewhere with other classes.
    """
    known = _tables.get(table)
    if known is not None and known != dict(columns):
        raise ValueError(f"{table} is declared twice")
    _tables[table] = dict(columns)


def registered() -> Mapping[str, Mapping[str, PrivacyClass]]:
    """Return the classes of all columns by table."""
    return _tables


def privacy_of(table: str, column: str) -> PrivacyClass | None:
    """Return the class of one column, or none where it is not declared."""
    return _tables.get(table, {}).get(column)
