"""The verbs: find the account, take from it if it has enough, keep the entry, record the activity."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.db.models import F

from regulars.base.activity import record
from regulars.base.state import Act, execute, fetchall, verb
from regulars.kit.errors import LimitReached, NotFound
from regulars.kit.events import event
from served.models import Account, Entry


@event
@dataclass(frozen=True)
class EntryTaken:
    """Something was taken from an account."""

    kind: ClassVar[str] = "bench_entry.taken"
    version: ClassVar[int] = 1
    account: int
    amount: int


@verb
def take_by_orm(act: Act, account: int, amount: int) -> int:
    """Take from an account, by the ORM."""
    found = Account.objects.filter(pk=account).first()
    if found is None:
        raise NotFound("bench.unknown", "There is no such account", field="account", value=account)
    if not Account.objects.filter(pk=account, balance__gte=amount).update(balance=F("balance") - amount):
        raise LimitReached("bench.empty", "The account is empty", field="amount", value=amount)
    entry = Entry.objects.create(account=account, amount=amount)
    record(act, EntryTaken(account, amount), subject=f"bench:{account}")
    return int(entry.pk)


@verb
def take_by_sql(act: Act, account: int, amount: int) -> int:
    """Take from an account, by plain SQL."""
    if not fetchall("SELECT balance FROM bench_account WHERE id = %s", [account]):
        raise NotFound("bench.unknown", "There is no such account", field="account", value=account)
    if not execute(
        "UPDATE bench_account SET balance = balance - %s WHERE id = %s AND balance >= %s", [amount, account, amount]
    ):
        raise LimitReached("bench.empty", "The account is empty", field="amount", value=amount)
    made = fetchall("INSERT INTO bench_entry (account, amount) VALUES (%s, %s) RETURNING id", [account, amount])
    record(act, EntryTaken(account, amount), subject=f"bench:{account}")
    return int(made[0][0])


@verb
def leave_note(act: Act, number: int) -> None:
    """Note that a job ran; the table keeps no number from being noted twice."""
    execute("INSERT INTO bench_entry (account, amount) VALUES (%s, 1)", [number])
