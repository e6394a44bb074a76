"""Named readers of the log: what higher floors do when something happened.

    readers.register(Reader("loyalty", handle, kinds=("order.paid", "order.refunded")))

A reader goes through the log in the order of commit and keeps its place in the transaction of its effect: each row is
handed over at least once, and a handler that is idempotent by the row's key has its effect once. A row that a handler
cannot take is parked with the reason, and the rows after it go on; it is tried again when somebody asks. A reader can
be set back to any place and reads again from there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import DatabaseError, DataError, IntegrityError, InterfaceError, transaction

from regulars.base.activity.events import ReaderRetried, ReaderRewound
from regulars.base.activity.log import record
from regulars.base.activity.reading import ActivityRow, end_of_log, row_by_id, rows_after
from regulars.base.state import (
    Act,
    as_instant,
    dialect,
    execute,
    fetchall,
    instant_value,
    verb,
    write,
)
from regulars.kit.errors import NotFound, Problem

BATCH_ROWS = 100
REASON_LENGTH_MAX = 400
COUNT_MAX = 100_000
Place = tuple[int, int]  # changed_seq, id


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who listens: `handle(act, row)` runs inside the door, its act's `cause` is the row.

    `kinds` are those it wants, all when empty. History (`backfill` rows) is passed over unless `takes_backfill`. A
    reader that is new begins at the end of the log, or at its beginning with `from_start`.
    """

    name: str
    handle: Callable[[Act, ActivityRow], object]
    kinds: tuple[str, ...] = ()
    takes_backfill: bool = False
    from_start: bool = False


@dataclass(frozen=True, slots=True)
class ReaderRow:
    """How a reader stands: rows it has still to see (counted up to `COUNT_MAX`), the oldest one, and parked ones."""

    name: str
    kinds: tuple[str, ...]
    waiting: int
    oldest_waiting: datetime | None
    parked: int


@dataclass(frozen=True, slots=True)
class ParkedRow:
    """A row that a reader could not take."""

    reader: str
    activity: int
    kind: str
    reason: str
    attempts: int
    parked_at: datetime
    tried_at: datetime


@dataclass(frozen=True, slots=True)
class _Step:
    """What one batch did."""

    handled: int
    is_more: bool


_readers: dict[str, Reader] = {}


def register(reader: Reader) -> Reader:
    """Let somebody listen.

    Raises:
        ValueError: another reader has the name.
    """
    if _readers.setdefault(reader.name, reader) is not reader:
        raise ValueError(f"reader {reader.name} is registered twice")
    return reader


def unregister(name: str) -> None:
    """Let somebody listen no more; its place is kept."""
    _readers.pop(name, None)


def readers() -> Iterator[Reader]:
    """Yield who listens, by name."""
    for name in sorted(_readers):
        yield _readers[name]


def run_readers(act: Act, batches: int = 1_000_000) -> int:
    """Let every reader catch up and return how many rows were handled."""
    return sum(run_reader(act, one.name, batches) for one in readers())


def run_reader(act: Act, name: str, batches: int = 1_000_000) -> int:
    """Let one reader catch up, in short transactions, and return how many rows it handled.

    Raises:
        NotFound: nobody listens under this name.
    """
    reader, handled = _reader(name), 0
    for _ in range(batches):
        if not _is_behind(reader):  # a look costs nothing; a batch costs a commit
            break
        step = write(read_batch, act, name)
        handled += step.handled
        if not step.is_more:
            break
    return handled


@verb
def read_batch(act: Act, name: str, limit: int = BATCH_ROWS) -> _Step:
    """Hand the next rows to a reader and keep its place with what it did."""
    reader = _reader(name)
    place = _place(reader)
    if place is None:
        return _Step(0, False)
    end = end_of_log()
    rows = rows_after(*place, kinds=reader.kinds, upto=end, limit=limit)
    wanted = [row for row in rows if not row.is_erased and (reader.takes_backfill or not row.backfill)]
    handled = sum(_hand_over(act, reader, row) for row in wanted)
    is_more = len(rows) == limit
    # With nothing more to see, everything up to the end is behind this reader, of whatever kind it is.
    _keep(reader, (rows[-1].changed_seq, rows[-1].id) if is_more else max(place, end))
    return _Step(handled, is_more)


@verb
def set_back(act: Act, name: str, seq: int) -> None:
    """Let a reader read again from link `seq` of the chain on (1 is the beginning); recorded.

    Raises:
        NotFound: nobody listens under this name, or there is no such link.
    """
    reader = _reader(name)
    place: Place = (0, 0)
    if seq > 1:
        found = fetchall("SELECT changed_seq, activity FROM activity_seal WHERE seq = %s", [seq - 1])
        if not found:
            raise NotFound("activity.unknown_seq", "The log has no such link", field="seq", value=seq)
        place = (int(found[0][0]), int(found[0][1]))
    _keep(reader, place)
    record(act, ReaderRewound(name, seq), subject=f"reader:{name}")


@verb
def retry_parked(act: Act, name: str, limit: int = BATCH_ROWS, after: int = 0) -> tuple[int, int, int]:
    """Hand parked rows over again; return how many were taken, how many are parked still, and the last one tried."""
    reader = _reader(name)
    rows = fetchall(
        "SELECT activity FROM activity_parked WHERE reader = %s AND activity > %s ORDER BY activity LIMIT %s",
        [name, after, limit],
    )
    taken = still = 0
    for (number,) in rows:
        row = row_by_id(int(number))
        if row is None or row.is_erased or _hand_over(act, reader, row):
            execute("DELETE FROM activity_parked WHERE reader = %s AND activity = %s", [name, number])
            taken += 1
        else:
            still += 1
    if rows:
        record(act, ReaderRetried(name, taken, still), subject=f"reader:{name}")
    return taken, still, int(rows[-1][0]) if rows else after


def standing() -> list[ReaderRow]:
    """Return how every reader stands."""
    parked: dict[str, int] = dict(fetchall("SELECT reader, count(*) FROM activity_parked GROUP BY 1"))
    found = []
    for reader in readers():
        waiting, oldest = _waiting(reader)
        found.append(ReaderRow(reader.name, reader.kinds, waiting, oldest, int(parked.get(reader.name, 0))))
    return found


def list_parked(name: str = "", limit: int = 100) -> list[ParkedRow]:
    """Return rows that readers could not take, the last parked first."""
    where, params = ("WHERE p.reader = %s", [name]) if name else ("", [])
    rows = fetchall(
        "SELECT p.reader, p.activity, l.kind, p.reason, p.attempts, p.parked_at, p.tried_at FROM activity_parked p "
        f"LEFT JOIN activity_log l ON l.id = p.activity {where} ORDER BY p.id DESC LIMIT %s",
        [*params, limit],
    )
    return [_parked_row(row) for row in rows]


def lowest_place() -> Place | None:
    """Return how far every reader has come at least, for whoever prunes; None when nobody listens."""
    places = [place for reader in readers() if (place := _place(reader)) is not None]
    return min(places) if places else None


def _hand_over(act: Act, reader: Reader, row: ActivityRow) -> bool:
    """Let the handler have a row in a savepoint of its own; park the row if it fails, return whether it was taken.

    What the database refuses for reasons of its own (a lost race, a full disk) is nobody's poison: it is raised, and
    the batch is tried again as a whole.
    """
    try:
        with transaction.atomic():
            reader.handle(_caused_by(act, row), row)
    except (DatabaseError, InterfaceError) as error:
        if not _is_the_rows_fault(error):
            raise
        _park(act, reader, row, error)
        return False
    except Problem as problem:
        if problem.family == "retryable":
            raise
        _park(act, reader, row, problem)
        return False
    except Exception as error:
        _park(act, reader, row, error)
        return False
    return True


def _is_the_rows_fault(error: BaseException) -> bool:
    return isinstance(error, DataError | IntegrityError)


def _caused_by(act: Act, row: ActivityRow) -> Act:
    return replace(act, cause=row.id, occurred_at=row.occurred_at, backfill=row.backfill)


def _park(act: Act, reader: Reader, row: ActivityRow, error: BaseException) -> None:
    reason = f"{type(error).__name__}: {error}"[:REASON_LENGTH_MAX]
    now = instant_value(act.now)
    execute(
        "INSERT INTO activity_parked (reader, activity, reason, attempts, parked_at, tried_at) "
        "VALUES (%s, %s, %s, 1, %s, %s) ON CONFLICT (reader, activity) DO UPDATE SET reason = excluded.reason, "
        "attempts = activity_parked.attempts + 1, tried_at = excluded.tried_at",
        [reader.name, row.id, reason, now, now],
    )


def _reader(name: str) -> Reader:
    reader = _readers.get(name)
    if reader is None:
        raise NotFound("activity.unknown_reader", "Nobody listens under this name", field="reader", value=name)
    return reader


def _is_behind(reader: Reader) -> bool:
    rows = fetchall("SELECT changed_seq, position FROM activity_cursor WHERE name = %s", [reader.name])
    return not rows or (int(rows[0][0]), int(rows[0][1])) < end_of_log()


def _place(reader: Reader) -> Place | None:
    """Return where a reader is, and keep others from moving it meanwhile; None when somebody else has it in hand."""
    lock = "FOR UPDATE SKIP LOCKED" if dialect() == "postgresql" else ""
    rows = fetchall(f"SELECT changed_seq, position FROM activity_cursor WHERE name = %s {lock}", [reader.name])
    if rows:
        return int(rows[0][0]), int(rows[0][1])
    if fetchall("SELECT 1 FROM activity_cursor WHERE name = %s", [reader.name]):
        return None
    begin = (0, 0) if reader.from_start else end_of_log()
    execute(
        "INSERT INTO activity_cursor (name, changed_seq, position) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
        [reader.name, *begin],
    )
    return begin


def _keep(reader: Reader, place: Place) -> None:
    execute(
        "INSERT INTO activity_cursor (name, changed_seq, position) VALUES (%s, %s, %s) "
        "ON CONFLICT (name) DO UPDATE SET changed_seq = excluded.changed_seq, position = excluded.position",
        [reader.name, *place],
    )


def _waiting(reader: Reader) -> tuple[int, datetime | None]:
    rows = fetchall("SELECT changed_seq, position FROM activity_cursor WHERE name = %s", [reader.name])
    if not rows and not reader.from_start:
        return 0, None
    changed_seq, position = rows[0] if rows else (0, 0)
    where = "changed_seq >= %s AND (changed_seq > %s OR id > %s) AND erased_at IS NULL"
    params: list[Any] = [changed_seq, changed_seq, position]
    if not reader.takes_backfill:
        where += " AND NOT backfill"
    if reader.kinds:
        where += f" AND kind IN ({', '.join(['%s'] * len(reader.kinds))})"
        params += reader.kinds
    counted, oldest = fetchall(
        f"SELECT count(*), min(recorded_at) FROM (SELECT recorded_at FROM activity_log WHERE {where} "
        "ORDER BY changed_seq, id LIMIT %s) AS waiting",
        [*params, COUNT_MAX],
    )[0]
    return int(counted), as_instant(oldest)


def _parked_row(row: Sequence[Any]) -> ParkedRow:
    parked_at, tried_at = as_instant(row[5]), as_instant(row[6])
    assert parked_at is not None
    assert tried_at is not None
    return ParkedRow(row[0], int(row[1]), row[2] or "", row[3], int(row[4]), parked_at, tried_at)
