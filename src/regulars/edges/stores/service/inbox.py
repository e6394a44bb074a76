"""What stores deliver: kept before it is answered, worked off afterwards, each delivery once."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from regulars.base.jobs import enqueue
from regulars.base.state import Act, as_instant, execute, fetchall, instant_value, verb, write
from regulars.edges.stores.connector import Asked, Signed, Stated
from regulars.edges.stores.queries import AccountRow
from regulars.edges.stores.service.asking import answer_asked
from regulars.edges.stores.service.opening import Opened
from regulars.edges.stores.service.taking import as_micros, from_micros, take
from regulars.kit.errors import Problem, TryAgain

log = logging.getLogger(__name__)
PROCESS = "stores.process"
AT_ONCE = 50
ATTEMPTS = 5
ERROR_LENGTH = 240
INSERT = (
    "INSERT INTO stores_delivery (account_id, delivery_id, topic, body, told_at, received_at, state, attempts, error) "
    "VALUES (%s, %s, %s, %s, %s, %s, 'waiting', 0, '') ON CONFLICT (account_id, delivery_id) DO NOTHING"
)
Report = Callable[[int, int | None, str], None]


@dataclass(frozen=True, slots=True)
class Waiting:
    """One delivery that waits."""

    id: int
    topic: str
    body: str
    told_at: datetime | None
    received_at: datetime
    attempts: int


@dataclass(slots=True)
class Worked:
    """What became of a batch of deliveries."""

    items: list[Stated] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    done: list[int] = field(default_factory=list)
    failed: list[tuple[int, str, bool]] = field(default_factory=list)  # key, why, whether for good


@verb
def keep_delivery(act: Act, account: int, signed: Signed, body: str) -> bool:
    """Keep a webhook as it came and queue its work; False when this delivery is here already."""
    told = as_micros(signed.told_at)
    row = [account, signed.delivery_id[:120], signed.topic[:80], body, told, instant_value(act.now)]
    if not execute(INSERT, row):
        return False
    enqueue(PROCESS, {"account": account}, act=act, unique_key=f"{PROCESS}:{account}", priority=2)
    return True


@verb
def work_off(act: Act, account: AccountRow, worked: Worked) -> None:
    """Take what deliveries say, and mark them, in one transaction."""
    take(act, account.id, account.source, worked.items)
    for asked in worked.asked:
        answer_asked(act, account, asked)
    now = instant_value(act.now)
    for number in worked.done:
        execute("UPDATE stores_delivery SET state = 'done', finished_at = %s WHERE id = %s", [now, number])
    for number, why, for_good in worked.failed:
        state = "failed" if for_good else "waiting"
        execute(
            "UPDATE stores_delivery SET state = %s, attempts = attempts + 1, error = %s, finished_at = %s "
            "WHERE id = %s",
            [state, why[:ERROR_LENGTH], now if for_good else None, number],
        )
    execute("UPDATE stores_account SET delivered_at = %s WHERE id = %s", [now, account.id])


@verb
def forget_bodies(act: Act, before: datetime, limit: int = 500) -> int:
    """Empty the bodies of deliveries that were finished before an instant; return how many it were."""
    rows = fetchall(
        "SELECT id FROM stores_delivery WHERE finished_at < %s AND body <> '' ORDER BY id LIMIT %s",
        [instant_value(before), limit],
    )
    for (number,) in rows:
        execute("UPDATE stores_delivery SET body = '' WHERE id = %s", [number])
    return len(rows)


@verb
def forget_for(act: Act, customers: Sequence[int], limit: int = 500) -> int:
    """Empty every body that is worked off: any of them may name those who are to be erased, and none is needed."""
    rows = fetchall("SELECT id FROM stores_delivery WHERE state <> 'waiting' AND body <> '' LIMIT %s", [limit])
    for (number,) in rows:
        execute("UPDATE stores_delivery SET body = '' WHERE id = %s", [number])
    return len(rows)


@verb
def try_again(act: Act, account: int) -> int:
    """Let deliveries that were given up be worked off once more; return how many it are."""
    sql = "UPDATE stores_delivery SET state = 'waiting', attempts = 0, finished_at = NULL WHERE account_id = %s"
    count = execute(sql + " AND state = 'failed' AND body <> ''", [account])
    if count:
        enqueue(PROCESS, {"account": account}, act=act, unique_key=f"{PROCESS}:{account}")
    return count


def drain(opened: Opened, turn: Callable[[], Act], report: Report) -> int:
    """Work off everything that waits; return how much it was.

    Raises:
        TryAgain: the store has to be asked something and does not answer; what waits goes on waiting.
    """
    done = after = 0
    while batch := _waiting(opened.account.id, after):
        after = batch[-1].id
        worked = Worked()
        for one in batch:
            _hear(opened, one, worked)
        try:
            write(work_off, turn(), opened.account, worked)
        except Problem:
            raise
        except Exception:
            log.exception("deliveries of store %s are worked off one by one", opened.account.id)
            _one_by_one(opened, batch, turn)
        opened.keep(turn())
        done += len(batch)
        report(done, None, "")
    return done


def _waiting(account: int, after: int) -> list[Waiting]:
    rows = fetchall(
        "SELECT id, topic, body, told_at, received_at, attempts FROM stores_delivery "
        "WHERE account_id = %s AND state = 'waiting' AND id > %s ORDER BY id LIMIT %s",
        [account, after, AT_ONCE],
    )
    return [
        Waiting(int(number), topic, body, from_micros(int(told)), _instant(at), int(tries))
        for number, topic, body, told, at, tries in rows
    ]


def _instant(value: Any) -> datetime:
    found = as_instant(value)
    assert found is not None
    return found


def _hear(opened: Opened, one: Waiting, worked: Worked) -> None:
    try:
        heard = opened.connector.hear(one.topic, one.body.encode(), one.told_at, one.received_at)
        items = list(heard.items)
        for kind, external_id in heard.reread:
            found = opened.store.read(kind, external_id)
            if found is not None:
                items.append(found)
        worked.items.extend(opened.store.complete(items))
    except TryAgain:
        raise
    except (Problem, ValueError, KeyError, TypeError, AttributeError) as error:
        why = error.code if isinstance(error, Problem) else f"{type(error).__name__}: not as this store writes"
        worked.failed.append((one.id, why, True))
        return
    worked.asked.extend(heard.asked)
    worked.done.append(one.id)


def _one_by_one(opened: Opened, batch: list[Waiting], turn: Callable[[], Act]) -> None:
    """One delivery that cannot be taken must not hold up the others."""
    for one in batch:
        worked = Worked()
        _hear(opened, one, worked)
        try:
            write(work_off, turn(), opened.account, worked)
        except Exception as error:
            why = f"{type(error).__name__}: could not be taken"
            failed = Worked(failed=[(one.id, why, one.attempts + 1 >= ATTEMPTS)])
            write(work_off, turn(), opened.account, failed)
