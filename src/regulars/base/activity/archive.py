"""The archive: sealed rows that are older than the hot window, in files of their own, hashed and never changed.

The log in the database stays small; what leaves it is not lost. Each file holds a stretch of the chain with its salts
and hashes, so that `sealing.verify_chain` goes through files and table as one. The lake reads both when it is built
anew. Only forgetting a person writes a file again, without that person.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from regulars.base.activity import chaining
from regulars.base.settings import current
from regulars.base.state import Act, execute, executemany, fetch_in, fetchall, instant_value, verb, write
from regulars.kit.errors import Conflict

FOLDER = Path("archive") / "activity"
FILE_ROWS = 50_000
PRUNE_ROWS = 500
BATCH_ROWS = 5_000
Place = tuple[int, int]  # changed_seq, id
STORED = ("seq", "activity", "changed_seq", "salt", "commitment", "hash", "erased_at", *chaining.COLUMNS)


@dataclass(frozen=True, slots=True)
class ArchiveRow:
    """One file of the archive; `first_seq` to `last_seq` are the links it holds."""

    id: int
    first_seq: int
    last_seq: int
    rows: int
    path: Path
    sha256: str
    is_pruned: bool


def list_archives(after: int = -1) -> list[ArchiveRow]:
    """Return the files of the archive, oldest first; those that hold a change number above `after`."""
    rows = fetchall(
        "SELECT id, first_seq, last_seq, rows, path, sha256, pruned_at IS NOT NULL FROM activity_archive "
        "WHERE last_changed_seq > %s ORDER BY id",
        [after],
    )
    home = current().home
    return [ArchiveRow(int(one[0]), int(one[1]), int(one[2]), int(one[3]), home / one[4], one[5], bool(one[6]))
            for one in rows]  # fmt: skip


def has_rows_before(before: datetime) -> bool:
    """Say whether the first link that is still in the log was recorded before an instant."""
    rows = fetchall(
        "SELECT l.recorded_at FROM activity_seal s JOIN activity_log l ON l.id = s.activity ORDER BY s.seq LIMIT 1"
    )
    return bool(rows) and chaining.micros(rows[0][0]) < chaining.micros(before)


def archive_next(act: Act, before: datetime, upto: Place) -> int:
    """Write the next file: up to `FILE_ROWS` links recorded before an instant and not behind `upto`; return its rows.

    `upto` is how far every reader and the lake have come: nothing leaves the log that somebody has still to see.
    """
    sweep()
    rows = _next_rows(before, upto)
    if not rows:
        return 0
    name = f"{rows[0][0]:012d}-{rows[-1][0]:012d}.parquet"
    path = _folder() / name
    sha256, size = _write(path, rows)
    write(keep_archive, act, [tuple(row[:3]) for row in (rows[0], rows[-1])], bytes(rows[-1][5]),
          max(row[1] for row in rows), len(rows), str(FOLDER / name), sha256, size)  # fmt: skip
    return len(rows)


@verb
def keep_archive(
    act: Act, ends: Sequence[tuple[int, int, int]], last_hash: bytes, highest: int, rows: int, path: str, sha256: str,
    size: int,
) -> None:  # fmt: skip
    """Keep that a file holds these links; `ends` are seq, activity and change number of the first and the last."""
    (first, _, _), (last, activity, changed) = ends
    execute(
        "INSERT INTO activity_archive (first_seq, last_seq, last_changed_seq, last_activity, highest_activity, "
        "last_hash, rows, path, sha256, size_bytes, rewritten, archived_at) "
        "VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, 0, %s)",
        [first, last, changed, activity, highest, last_hash, rows, path, sha256, size, instant_value(act.now)],
    )


def prune(act: Act) -> int:
    """Take out of the log what the archive holds, in short holds of the writer; return how many rows it were.

    Raises:
        Conflict: a file is not what was written; nothing is taken out.
    """
    gone = 0
    for one in list_archives():
        if one.is_pruned:
            continue
        _require_whole(one)
        while step := write(prune_step, act, one.id, one.first_seq, one.last_seq):
            gone += step
    return gone


@verb
def prune_step(act: Act, archive: int, first_seq: int, last_seq: int) -> int:
    """Delete up to `PRUNE_ROWS` rows and links that a file holds; the step that finds none marks the file."""
    rows = fetchall(
        "SELECT seq, activity FROM activity_seal WHERE seq BETWEEN %s AND %s ORDER BY seq LIMIT %s",
        [first_seq, last_seq, PRUNE_ROWS],
    )
    executemany("DELETE FROM activity_log WHERE id = %s", [(row[1],) for row in rows])
    executemany("DELETE FROM activity_seal WHERE seq = %s", [(row[0],) for row in rows])
    if not rows:
        execute("UPDATE activity_archive SET pruned_at = %s WHERE id = %s", [instant_value(act.now), archive])
    return len(rows)


def links(one: ArchiveRow) -> Iterator[list[Any]]:
    """Yield a file's links in batches, as `sealing` walks them.

    Raises:
        OSError, ValueError: the file is gone or damaged.
    """
    import pyarrow.parquet as pq

    with pq.ParquetFile(one.path) as file:
        for batch in file.iter_batches(BATCH_ROWS, columns=list(STORED)):
            yield list(zip(*(batch.column(name).to_pylist() for name in STORED), strict=True))


def rows_of_kind(kind: str, after: int, upto: int) -> Iterator[list[tuple[Any, ...]]]:
    """Yield archived rows of a kind as the lake reads the log: id, change number, customer, occurred, recorded, source,
    backfill, data. Rows that a pruning under way has not yet taken out of the log are left to the log."""
    import pyarrow.parquet as pq

    names = ["activity", "changed_seq", "customer", "occurred_at", "recorded_at", "source", "backfill", "data"]
    for one in list_archives(after):  # an ordinary sync is past all of them, and opens none
        table = pq.read_table(one.path, columns=names, filters=[("kind", "=", kind), ("changed_seq", ">", after),
                                                                ("changed_seq", "<=", upto)])  # fmt: skip
        rows = list(zip(*(table.column(name).to_pylist() for name in names), strict=True))
        if rows and not one.is_pruned:
            still = {row[0] for row in fetch_in("SELECT id FROM activity_log WHERE id IN ({in})", [r[0] for r in rows])}
            rows = [row for row in rows if row[0] not in still]
        if rows:
            yield rows


def rows_about(customers: Sequence[int]) -> list[tuple[Any, ...]]:
    """Return archived rows about these customers: id, kind, occurred, source, subject, data."""
    import pyarrow.parquet as pq

    names, found = ["activity", "kind", "occurred_at", "source", "subject", "data"], []
    for one in list_archives():
        table = pq.read_table(one.path, columns=names, filters=[("customer", "in", list(customers))])
        found += list(zip(*(table.column(name).to_pylist() for name in names), strict=True))
    return found


def forget_in_archive(act: Act, customers: Sequence[int]) -> int:
    """Write the files that speak of these customers again, without them; return how many rows were emptied."""
    wanted, emptied = set(customers), 0
    for one in list_archives():
        rows = [row for batch in links(one) for row in batch]
        at = STORED.index("customer")
        if not any(row[at] in wanted for row in rows):
            continue
        changed = [_emptied(row, act.now) if row[at] in wanted else row for row in rows]
        emptied += sum(row[at] in wanted for row in rows)
        name = f"{one.first_seq:012d}-{one.last_seq:012d}-{act.now:%Y%m%d%H%M%S%f}.parquet"
        sha256, size = _write(_folder() / name, changed)
        write(keep_rewritten, act, one.id, str(FOLDER / name), sha256, size)
    sweep()
    return emptied


@verb
def keep_rewritten(act: Act, archive: int, path: str, sha256: str, size: int) -> None:
    """Keep that a file was written again."""
    execute(
        "UPDATE activity_archive SET path = %s, sha256 = %s, size_bytes = %s, rewritten = rewritten + 1 WHERE id = %s",
        [path, sha256, size, archive],
    )


def rewritings() -> int:
    """Return how often a file was written again: the lake exports the log anew when it is another number."""
    return int(fetchall("SELECT coalesce(sum(rewritten), 0) FROM activity_archive")[0][0])


def last_link() -> tuple[int, bytes, int, int] | None:
    """Return seq, hash, change number and row of the archive's last link, or none."""
    rows = fetchall(
        "SELECT last_seq, last_hash, last_changed_seq, last_activity FROM activity_archive "
        "ORDER BY last_seq DESC LIMIT 1"
    )
    return (int(rows[0][0]), bytes(rows[0][1]), int(rows[0][2]), int(rows[0][3])) if rows else None


def hash_at_end(one: ArchiveRow) -> bytes:
    """Return the hash of a file's last link, as the database keeps it."""
    return bytes(fetchall("SELECT last_hash FROM activity_archive WHERE id = %s", [one.id])[0][0])


def damage(one: ArchiveRow) -> str:
    """Say what is wrong with a file, or nothing."""
    try:
        found = _sha256(one.path)
    except OSError as error:
        return f"archive file {one.path.name} cannot be read: {error.strerror}"
    return "" if found == one.sha256 else f"archive file {one.path.name} was changed"


def sweep() -> None:
    """Delete files that an interruption left behind; none of them is the archive's."""
    known = {one.path.name for one in list_archives()}
    for path in _folder().iterdir():
        if path.name not in known:
            path.unlink(missing_ok=True)


def _next_rows(before: datetime, upto: Place) -> list[Any]:
    """Return the next links in order; the first that is too young or not yet seen by all ends them."""
    last = last_link()
    columns = ", ".join(f"l.{name}" for name in chaining.COLUMNS)
    rows = fetchall(
        f"SELECT s.seq, s.activity, s.changed_seq, s.salt, s.commitment, s.hash, l.erased_at, {columns} "
        "FROM activity_seal s JOIN activity_log l ON l.id = s.activity WHERE s.seq > %s ORDER BY s.seq LIMIT %s",
        [last[0] if last else 0, FILE_ROWS],
    )
    recorded, limit = STORED.index("recorded_at"), chaining.micros(before)
    kept = []
    for row in rows:
        if chaining.micros(row[recorded]) >= limit or (row[2], row[1]) > upto:
            break
        kept.append(row)
    return kept


def _emptied(row: Sequence[Any], now: datetime) -> tuple[Any, ...]:
    gone = {"customer": None, "visitor": "", "subject": "", "data": "{}", "salt": None}
    gone["erased_at"] = chaining.micros(now)  # type: ignore[assignment]
    return tuple(gone.get(name, value) for name, value in zip(STORED, row, strict=True))


def _write(path: Path, rows: Sequence[Sequence[Any]]) -> tuple[str, int]:
    """Write a file so that after a crash it is whole or not there; return its hash and size."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns = {name: [_plain(name, row[place]) for row in rows] for place, name in enumerate(STORED)}
    schema = pa.schema([(name, _type(pa, name)) for name in STORED])
    new = path.with_suffix(".new")
    pq.write_table(pa.table(columns, schema=schema), new, compression="zstd")
    with new.open("rb") as file:
        os.fsync(file.fileno())
    os.replace(new, path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return _sha256(path), path.stat().st_size


def _type(pa: Any, name: str) -> Any:
    if name in {"salt", "commitment", "hash", "dedup_key"}:
        return pa.binary()
    if name == "backfill":
        return pa.bool_()
    if name in {"kind", "actor", "source", "trust", "visitor", "subject", "data"}:
        return pa.string()
    return pa.int64()


def _plain(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name in {"occurred_at", "recorded_at", "erased_at"}:
        return chaining.micros(value)
    if name in {"salt", "commitment", "hash", "dedup_key"}:
        return bytes(value)
    if name == "data" and not isinstance(value, str):
        return json.dumps(value)
    return bool(value) if name == "backfill" else value


def _require_whole(one: ArchiveRow) -> None:
    if words := damage(one):
        raise Conflict("activity.archive_damaged", words, field="archive", value=one.path.name,
                       fix="Put the file back from a backup; the log keeps its rows until then.")  # fmt: skip


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _folder() -> Path:
    folder = current().home / FOLDER
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder
