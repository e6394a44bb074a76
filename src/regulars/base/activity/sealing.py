"""The sealer: gives every committed row its place in the hash chain, a moment after the fact (DECISIONS 6).

Chaining inside the writing transaction would make all writers queue for one row on PostgreSQL. So rows are written
unchained, and one sealer at a time takes those below the horizon, which no late commit can precede any more, in order
of `(changed_seq, id)`. What was acknowledged before another write began therefore stands before it.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from regulars.base.activity import archive, chaining
from regulars.base.state import (
    Act,
    dialect,
    executemany,
    fetchall,
    horizon,
    verb,
    write,
)
from regulars.kit import chain

SEALER_LOCK = 7_321_000_001  # PostgreSQL's advisory lock that makes the sealer one
BATCH_ROWS = 500
Head = tuple[int, bytes, int, int]  # seq, hash, changed_seq, activity


@dataclass(frozen=True, slots=True)
class ChainReport:
    """What checking the chain found. `breaches` are sentences, at most `BREACHES_MAX`; `broken` counts all."""

    checked: int
    erased: int
    unsealed: int
    head_seq: int
    head_hash: str
    broken: int
    breaches: tuple[str, ...]


BREACHES_MAX = 20


def seal_all(act: Act, batches: int = 1_000_000) -> int:
    """Seal what is committed, in short holds of the writer; return how many rows it were."""
    sealed = 0
    for _ in range(batches):
        step = write(seal, act, BATCH_ROWS)
        sealed += step
        if step < BATCH_ROWS:
            break
    return sealed


@verb
def seal(act: Act, limit: int = BATCH_ROWS) -> int:
    """Seal the next rows, at most `limit`, and return how many it were; 0 when another sealer is at work."""
    if dialect() == "postgresql" and not fetchall("SELECT pg_try_advisory_xact_lock(%s)", [SEALER_LOCK])[0][0]:
        return 0
    seq, before, changed_seq, position = _head()
    rows = fetchall(
        f"SELECT changed_seq, {', '.join(chaining.COLUMNS)} FROM activity_log "
        "WHERE changed_seq >= %s AND (changed_seq > %s OR id > %s) AND changed_seq <= %s AND erased_at IS NULL "
        "ORDER BY changed_seq, id LIMIT %s",
        [changed_seq, changed_seq, position, horizon(), limit],
    )
    salts = secrets.token_bytes(chain.SALT_BYTES * len(rows))
    made = []
    for place, (changed, *row) in enumerate(rows):
        salt = salts[place * chain.SALT_BYTES : (place + 1) * chain.SALT_BYTES]
        public, personal = chaining.parts(row)
        seq += 1
        bound = chain.commitment(salt, personal)
        before = chain.link(before, seq, public, bound)
        made.append((seq, row[0], changed, salt, bound, before))
    executemany(
        "INSERT INTO activity_seal (seq, activity, changed_seq, salt, commitment, hash) "
        "VALUES (%s, %s, %s, %s, %s, %s)",
        made,
    )
    return len(made)


def verify_chain() -> ChainReport:
    """Recompute the whole chain from the rows, in bounded memory, and name what does not fit."""
    checker = _Checker()
    for one in archive.list_archives():
        checker.take_file(one)
    for links in _links():
        for row in links:
            checker.take(row)
    unsealed, slipped = _beside(checker.position)
    checker.broken += len(slipped)
    checker.breaches += [f"row {number} was slipped in behind the sealer" for number in slipped]
    return ChainReport(
        checked=checker.checked,
        erased=checker.erased,
        unsealed=unsealed,
        head_seq=checker.seq,
        head_hash=checker.before.hex() if checker.seq else "",
        broken=checker.broken,
        breaches=tuple(checker.breaches[:BREACHES_MAX]),
    )


def chain_head() -> tuple[int, str]:
    """Return the number and hash of the last link, for whoever keeps it elsewhere; `(0, "")` before the first."""
    seq, hashed, _, _ = _head()
    return seq, hashed.hex() if seq else ""


def hash_of_link(seq: int) -> str:
    """Return the hash of a link, in the log or in the archive; empty when there is none."""
    found = fetchall("SELECT hash FROM activity_seal WHERE seq = %s", [seq])
    if found:
        return bytes(found[0][0]).hex()
    for one in archive.list_archives():
        if one.first_seq <= seq <= one.last_seq:
            place = archive.STORED.index("hash")
            return next((bytes(row[place]).hex() for batch in archive.links(one) for row in batch if row[0] == seq), "")
    return ""


def unsealed_rows(limit: int = 10_000) -> int:
    """Count the rows that wait for the sealer, up to `limit`."""
    _, _, changed_seq, position = _head()
    counted = fetchall(
        "SELECT count(*) FROM (SELECT 1 FROM activity_log WHERE changed_seq >= %s "
        "AND (changed_seq > %s OR id > %s) AND erased_at IS NULL LIMIT %s) AS waiting",
        [changed_seq, changed_seq, position, limit],
    )
    return int(counted[0][0])


class _Checker:
    """Walks the chain link by link."""

    def __init__(self) -> None:
        self.seq, self.before = 0, chain.GENESIS
        self.position = (0, 0)  # changed_seq and id of the last link
        self.checked = self.erased = self.broken = 0
        self.breaches: list[str] = []

    def take(self, row: Sequence[Any]) -> None:
        seq, activity, changed, salt, bound, hashed, erased_at, *content = row
        self.checked += 1
        if seq != self.seq + 1:
            self._tell(f"link {self.seq + 1} is missing")
        if content[0] is None:
            self._tell(f"link {seq}: row {activity} was removed")
        else:
            self._compare(seq, activity, salt, bytes(bound), bytes(hashed), erased_at, content)
        self.seq, self.before = seq, bytes(hashed)
        self.position = max(self.position, (changed, activity))

    def take_file(self, one: archive.ArchiveRow) -> None:
        """Walk a file of the archive; one that is not what was written is a breach, and the chain goes on behind it."""
        words = archive.damage(one)
        if words:
            self._tell(words)
        try:
            for batch in archive.links(one):
                for row in batch:
                    self.take(row)
        except Exception:
            if not words:
                raise
            self.seq, self.before = one.last_seq, archive.hash_at_end(one)

    def _compare(
        self, seq: int, activity: int, salt: Any, bound: bytes, hashed: bytes, erased_at: Any, content: list[Any]
    ) -> None:
        public, personal = chaining.parts(content)
        if salt is None or erased_at is not None:
            self.erased += 1
            if salt is not None:
                self._tell(f"link {seq}: row {activity} is marked as erased but its salt is there")
            elif erased_at is None:
                self._tell(f"link {seq}: the salt of row {activity} is gone although nobody was erased")
        elif chain.commitment(bytes(salt), personal) != bound:
            self._tell(f"link {seq}: what row {activity} says was changed")
        if chain.link(self.before, seq, public, bound) != hashed:
            self._tell(f"link {seq}: row {activity} or the link before it was changed")

    def _tell(self, breach: str) -> None:
        self.broken += 1
        if len(self.breaches) < BREACHES_MAX:
            self.breaches.append(breach)


def _links() -> Iterator[list[Any]]:
    columns = ", ".join(f"l.{name}" for name in chaining.COLUMNS)
    last = archive.last_link()
    after = last[0] if last else 0
    while True:
        rows = fetchall(
            f"SELECT s.seq, s.activity, s.changed_seq, s.salt, s.commitment, s.hash, l.erased_at, {columns} "
            "FROM activity_seal s LEFT JOIN activity_log l ON l.id = s.activity "
            "WHERE s.seq > %s ORDER BY s.seq LIMIT %s",
            [after, 5_000],
        )
        if not rows:
            return
        yield rows
        after = int(rows[-1][0])


def _beside(position: tuple[int, int]) -> tuple[int, list[int]]:
    """Return how many rows wait for the sealer, and the keys of rows it has passed without a link."""
    loose = (
        "FROM activity_log l LEFT JOIN activity_seal s ON s.activity = l.id WHERE s.seq IS NULL AND erased_at IS NULL"
    )
    behind = "(l.changed_seq < %s OR (l.changed_seq = %s AND l.id <= %s))"
    where = [position[0], position[0], position[1]]
    slipped = [int(row[0]) for row in fetchall(f"SELECT l.id {loose} AND {behind} ORDER BY l.id LIMIT 1000", where)]
    waiting = fetchall(f"SELECT count(*) {loose} AND NOT {behind}", where)[0][0]
    return int(waiting), slipped


def _head() -> Head:
    rows = fetchall("SELECT seq, hash, changed_seq, activity FROM activity_seal ORDER BY seq DESC LIMIT 1")
    if not rows:
        return archive.last_link() or (0, chain.GENESIS, 0, 0)
    seq, hashed, changed_seq, activity = rows[0]
    return int(seq), bytes(hashed), int(changed_seq), int(activity)
