"""No column tagged personal enters the lake (DECISIONS 5); the privacy registry knows which are."""

from __future__ import annotations

from regulars.base.privacy import PrivacyClass, privacy_of, registered


def objection(column: str, of: str) -> str:
    """Return why a column may not enter the lake, "" when it may.

    `of` is the state column it copies, `<app label>.<Model>.<column>`. Where nobody says, the name decides: a column
    called like a personal column of any table is refused until `of` tells them apart.
    """
    if of:
        table, _, name = of.rpartition(".")
        privacy = privacy_of(table, name)
        if privacy is None:
            return f"{of} is not in the privacy registry"
        return f"{of} is tagged personal" if privacy is PrivacyClass.PERSONAL else ""
    for table, columns in registered().items():
        if columns.get(column) is PrivacyClass.PERSONAL:
            return f"it is named like {table}.{column}, which is tagged personal; say `of` if it is another"
    return ""
