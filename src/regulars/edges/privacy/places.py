"""Where people are besides in tables: the archive of the log, the lake, the database's own file.

Also the list of who was erased: fingerprints in the home, outside every backup, so that a restore can erase them again.
"""

from __future__ import annotations

import os
from pathlib import Path

from django.utils.translation import gettext as _s
from django.utils.translation import gettext_lazy as _

from regulars.base import lake
from regulars.base.activity.archive import forget_in_archive
from regulars.base.lake.declare import Dataset
from regulars.base.privacy import Cleared, Person, Retention, add_place, holdings
from regulars.base.settings import current
from regulars.base.state import Act, dialect
from regulars.base.state.scrubbing import scrub
from regulars.domains.customers.queries import fingerprints
from regulars.edges.privacy.walking import model_of
from regulars.kit import clock

LIST = "erased.txt"
LAKE_WAIT_SECONDS = 600.0
FILES_LAST = ("lake", "database_file")  # a restore makes both anew, once for all


class ErasureList:
    """Fingerprints of everybody erased, one a line."""

    key, title, order = "erasure_list", _("List of the erased, as fingerprints"), 105
    retention = (Retention(None, _("As long as a backup may be restored; it holds nothing personal.")),)

    def erase(self, act: Act, person: Person) -> Cleared:
        path = current().home / LIST
        lines = sorted(erasure_list() | set(fingerprints()))
        new = path.with_suffix(".new")
        with new.open("w", encoding="ascii") as file:
            os.fchmod(file.fileno(), 0o600)
            file.write("".join(f"{line}\n" for line in lines))
            file.flush()
            os.fsync(file.fileno())
        os.replace(new, path)
        _sync(path.parent)
        return Cleared()


class LogArchive:
    """Old entries of the log, in files whose hashes go on to hold."""

    key, title, order = "activity_archive", _("Archive of the log"), 110
    retention = (Retention(None, _("As long as the log proves what happened; people in it go when they are erased.")),)

    def erase(self, act: Act, person: Person) -> Cleared:
        emptied = forget_in_archive(act, person.customers)
        return Cleared(emptied, emptied)


class LakeFiles:
    """What figures are computed from: no names ever, and after this no trace of the number's country or days."""

    key, title, order = "lake", _("Files behind the figures"), 120
    retention = (Retention(None, _("Made anew from the database all the time.")),)

    def erase(self, act: Act, person: Person) -> Cleared:
        tables = {model_of(one)._meta.db_table for one in holdings().values() if one.in_lake}
        names = [
            one.name
            for one in lake.registry.datasets()
            if isinstance(one, Dataset) and any(table in one.sql() for table in tables)
        ]
        report = lake.forget(clock.now(), names, wait_seconds=LAKE_WAIT_SECONDS)
        return Cleared(len(report.exported_anew), len(report.exported_anew))


class DatabaseFile:
    """What deleted rows leave behind in the database's own files."""

    key, title, order = "database_file", _("Free pages and write-ahead log of the database"), 130
    retention = ()

    def erase(self, act: Act, person: Person) -> Cleared:
        if scrub():
            return Cleared()
        if dialect() == "sqlite":
            return Cleared(remains=(_s("The write-ahead log is emptied at the next checkpoint."),))
        words = _s(
            "PostgreSQL keeps older versions of rows in its files, and in its write-ahead log and archives of it, "
            "until its own cleaning and your settings for them remove these; no query shows them."
        )
        return Cleared(remains=(words,))


def erasure_list() -> set[str]:
    """Return the fingerprints of everybody erased, as the list in the home has them."""
    path = current().home / LIST
    return set(path.read_text(encoding="ascii").split()) if path.is_file() else set()


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


for place in (ErasureList(), LogArchive(), LakeFiles(), DatabaseFile()):
    add_place(place)
