"""Counting both sides: what the state holds and what the lake shows, row by row, and what is true of the files.

Every difference is said in words, each check is independent of the others, and nothing is repaired: `rebuild` does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from regulars.base.lake import files, views
from regulars.base.lake import manifest as manifests
from regulars.base.lake.arrow import batch_of, pyarrow, schema_of
from regulars.base.lake.declare import Dataset, Derived, config_of, registry
from regulars.base.lake.deriving import present_parts
from regulars.base.lake.engine import engine, lake_folder
from regulars.base.lake.manifest import Manifest, TableEntry
from regulars.base.lake.parts import CUSTOMERS, NOBODY
from regulars.base.lake.runs import Progress, silent
from regulars.base.lake.sessions import Session
from regulars.base.lake.syncing import BATCH_ROWS
from regulars.kit import clock
from regulars.kit.errors import Refused

if TYPE_CHECKING:
    import pyarrow as pa

EVERYTHING = 2**62
NAMED = 5  # ids named in a difference


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not as it should be. `kind` is stable: file, rows, values, sum, derived, manifest; and
    missing or stale, which the next sync mends by itself."""

    table: str
    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class VerifyReport:
    """`rows` counts what was compared by table; `waiting` rows changed since the sync, which is no difference."""

    manifest: str
    differences: tuple[Difference, ...]
    rows: dict[str, int]
    waiting: dict[str, int]
    elapsed_ms: int

    @property
    def ok(self) -> bool:
        return not self.differences


def verify(progress: Progress | None = None) -> VerifyReport:
    """Compare the newest snapshot with its files and with the state.

    Datasets: row by row (missing, left over, changed) and the sum of each int64 column. Derived tables: computed again
    from the snapshot and compared, floats excepted, which differ in the last digit by the order of addition.
    """
    started = clock.monotonic()
    registry.check()
    report = progress or silent
    try:
        snapshot = manifests.load(lake_folder())
    except Refused as problem:
        damaged = Difference("", "manifest", str(problem))
        return VerifyReport("", (damaged,), {}, {}, round((clock.monotonic() - started) * 1000))
    check = _Check(snapshot)
    on = engine()
    with on.pin(snapshot.id):
        lake = Session(snapshot, on)
        try:
            tables: list[Dataset | Derived] = [*registry.datasets(), *registry.derived()]
            for done, table in enumerate(tables):
                report(done, len(registry.tables), table.name)
                check.table(lake, table)
        finally:
            lake.close()
    report(len(registry.tables), len(registry.tables), "")
    elapsed = round((clock.monotonic() - started) * 1000)
    return VerifyReport(snapshot.id, tuple(check.found), check.rows, check.waiting, elapsed)


class _Check:
    """Differences found so far in one snapshot."""

    def __init__(self, snapshot: Manifest) -> None:
        self.snapshot = snapshot
        self.found: list[Difference] = []
        self.rows: dict[str, int] = {}
        self.waiting: dict[str, int] = {}

    def table(self, lake: Session, table: Dataset | Derived) -> None:
        entry = self.snapshot.tables.get(table.name)
        if entry is None:
            self._say(table.name, "missing", _("is not in the lake; a sync will add it"))
            return
        broken = list(_broken_files(lake_folder(), entry))
        for words in broken:
            self._say(table.name, "file", words)
        if broken:
            return
        if isinstance(table, Dataset):
            self._dataset(lake, table, entry)
        else:
            self._derived(lake, table, entry)

    def _dataset(self, lake: Session, dataset: Dataset, entry: TableEntry) -> None:
        if entry.fingerprint != dataset.fingerprint(config_of(dataset, clock.now())):
            self._say(dataset.name, "stale", _("was exported by other rules; a sync will export it again"))
            return
        sides = _Sides(lake, dataset, entry)
        self.rows[dataset.name], self.waiting[dataset.name] = sides.rows, sides.waiting
        for kind, words in sides.differences():
            self._say(dataset.name, kind, words)

    def _derived(self, lake: Session, table: Derived, entry: TableEntry) -> None:
        now = clock.now()
        stale = [
            need
            for need in table.needs
            if need not in self.snapshot.tables or entry.inputs.get(need) != self.snapshot.tables[need].state
        ]
        if stale:
            words = _("was computed from other rows of %(tables)s; a sync will compute it again")
            self._say(table.name, "stale", words % {"tables": ", ".join(stale)})
        elif entry.fingerprint != table.fingerprint(config_of(table, now)):
            self._say(table.name, "stale", _("was computed by other rules; a sync will compute it again"))
        elif not any(found.table in table.needs for found in self.found):
            # The session knows the table as a file; its expression runs over the inputs beside it.
            stored = lake.execute(_figures(_scan(entry), entry.columns))[0]
            fresh = _computed(lake, table, entry, now)
            self.rows[table.name] = int(stored[0])
            if stored != fresh:
                words = _("holds %(stored)s rows, computing it again gives %(fresh)s rows or other values")
                self._say(table.name, "derived", words % {"stored": stored[0], "fresh": fresh[0]})

    def _say(self, table: str, kind: str, words: str) -> None:
        self.found.append(Difference(table, kind, f"{table}: {words}"))


class _Sides:
    """One dataset on both sides. The state is read once, in batches; of each row only id and a hash are kept."""

    def __init__(self, lake: Session, dataset: Dataset, entry: TableEntry) -> None:
        self._lake, self._dataset, self._entry = lake, dataset, entry
        self._names = [column.name for column in dataset.columns]
        self._summed = [
            column.name for column in dataset.columns if column.type == "int64" and column.name != "changed_seq"
        ]
        self._sums = dict.fromkeys(self._summed, 0)
        self.rows = self.waiting = 0
        lake.execute("CREATE OR REPLACE TEMP TABLE state_rows (id BIGINT, digest UBIGINT)")
        lake.execute("CREATE OR REPLACE TEMP TABLE waiting_rows (id BIGINT)")
        for batch in self._batches():
            self._take(batch)
        lake.publish(dataset.name)

    def differences(self) -> Iterator[tuple[str, str]]:
        """Yield kind and words of each."""
        table = views.quoted(self._dataset.name)
        known = f"(SELECT {self._columns()} FROM {table} ANTI JOIN waiting_rows USING (id)) AS lake"
        pairs = (
            "SELECT s.id AS ours, l.id AS theirs FROM state_rows AS s "
            f"FULL JOIN (SELECT id, {self._digest()} AS digest FROM {known}) AS l ON s.id = l.id "
            "WHERE s.id IS NULL OR l.id IS NULL OR s.digest <> l.digest"
        )
        groups = (
            ("rows", "theirs IS NULL", "ours", _("%(count)s rows of the state are missing from the lake (id %(ids)s)")),
            ("rows", "ours IS NULL", "theirs", _("%(count)s rows of the lake are not in the state (id %(ids)s)")),
            ("values", "ours = theirs", "ours", _("%(count)s rows have other values than in the state (id %(ids)s)")),
        )
        for kind, where, name, words in groups:
            count, ids = self._lake.execute(
                f"SELECT count(*), list({name} ORDER BY {name})[1:{NAMED}] FROM ({pairs}) AS pairs WHERE {where}"
            )[0]
            if count:
                more = ", …" if count > NAMED else ""
                yield kind, words % {"count": count, "ids": ", ".join(map(str, ids)) + more}
        sums = self._lake.execute(f"SELECT {self._sum_items()} FROM {known}")[0]
        for name, theirs in zip(self._summed, sums, strict=True):
            if int(theirs or 0) != self._sums[name]:
                words = _("%(column)s adds up to %(lake)s in the lake and to %(state)s in the state")
                yield "sum", words % {"column": name, "lake": int(theirs or 0), "state": self._sums[name]}

    def _batches(self) -> Iterator[pa.Table]:
        dataset, schema = self._dataset, schema_of(self._dataset.columns)
        convert = dataset.convert(self._entry.config) if dataset.convert else None
        for raw in dataset.rows(0, EVERYTHING, BATCH_ROWS):
            rows = [convert(row) for row in raw] if convert else raw
            yield pyarrow().Table.from_batches([batch_of(rows, schema, dataset.name)], schema)

    def _take(self, batch: pa.Table) -> None:
        self._lake.register("state_batch", batch)
        alive = "AND NOT deleted" if self._dataset.has_tombstones else ""
        upto = self._entry.upto
        self._lake.execute("INSERT INTO waiting_rows SELECT id FROM state_batch WHERE changed_seq > ?", [upto])
        known = f"(SELECT {self._columns()} FROM state_batch WHERE changed_seq <= ? {alive}) AS known"
        self._lake.execute(f"INSERT INTO state_rows SELECT id, {self._digest()} FROM {known}", [upto])
        count, *sums = self._lake.execute(f"SELECT count(*), {self._sum_items()} FROM {known}", [upto])[0]
        self.rows += int(count)
        for name, value in zip(self._summed, sums, strict=True):
            self._sums[name] += int(value or 0)
        self.waiting = int(self._lake.execute("SELECT count(*) FROM waiting_rows")[0][0])
        self._lake.unregister("state_batch")

    def _columns(self) -> str:
        return ", ".join(map(views.quoted, self._names))

    def _digest(self) -> str:
        return f"hash({self._columns()})"

    def _sum_items(self) -> str:
        return ", ".join(f"sum({views.quoted(name)})" for name in self._summed)


def _broken_files(folder: Path, entry: TableEntry) -> Iterator[str]:
    for file in entry.files:
        path = folder / file.path
        if not path.is_file():
            yield _("file %(path)s is missing") % {"path": file.path}
        elif path.stat().st_size != file.bytes or files.sha256(path) != file.sha256:
            yield _("file %(path)s is not the one that was written") % {"path": file.path}


def _computed(lake: Session, table: Derived, entry: TableEntry, now: datetime) -> tuple[Any, ...]:
    """Return the figures of a table computed again, part by part where it is kept so."""
    if not table.by_customer:
        return lake.execute(_figures(lake.build(table, entry.config, now).exact(), entry.columns))[0]
    compiled = {kind: lake.build(table, entry.config, now, part=kind).exact() for kind in (CUSTOMERS, NOBODY)}
    count, digest = 0, None
    for part in sorted(present_parts(lake, table)):
        rows, own = lake.execute(_figures(part.within(compiled[part.kind]), entry.columns))[0]
        count, digest = count + rows, (digest or 0) + own if rows else digest
    return count, digest


def _scan(entry: TableEntry) -> str:
    return views.plain(entry.columns, entry.files, lake_folder(), [name for name, _kind in entry.columns])


def _figures(sql: str, columns: Sequence[tuple[str, str]]) -> str:
    exact = [views.quoted(name) for name, kind in columns if not kind.startswith(("float", "decimal"))]
    digest = f"sum(hash({', '.join(exact)})::HUGEINT)" if exact else "0"
    return f"SELECT count(*), {digest} FROM ({sql}) AS figures"
