"""Two customers are one person, and taking that back. A merge is a pointer: no row of anybody is rewritten."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from regulars.base.activity import record
from regulars.base.privacy import Union, mergers_upward
from regulars.base.state import Act, change_seq, execute, executemany, fetch_in, fetchall, instant_value, verb
from regulars.domains.customers.events import CustomerMerged, CustomerUnmerged
from regulars.domains.customers.queries import edges, merge_row
from regulars.domains.customers.queries.consent import families
from regulars.domains.customers.rules import joining
from regulars.domains.customers.service.reaching import hold_people, refresh
from regulars.kit.errors import Conflict, LimitReached, NotFound, Refused
from regulars.kit.text import gettext_noop as _


@verb
def merge_customers(act: Act, merged: int, survivor: int, trust: str, reason: str = "") -> int:
    """Make two customers one person, and return the merge. Both, and all their ids, lead to `survivor` from now on.

    They may have been merged before: it is always the two who live on that become one, so there is no circle. Consent
    is the most restrictive of the two, suppressions unite. Nothing that one of them did happens again.

    Raises:
        Refused: a browser asks, they are one already, or one of them is nobody's or many people's.
        LimitReached: too many ids for one person, or too many merges of one in a day without staff.
    """
    if trust not in joining.MAY_MERGE:
        raise Refused("merge.not_yours", _("Only staff, a store or a server may merge people."), field="trust",
                      value=trust)  # fmt: skip
    hold_people([merged, survivor], merging=True)
    found = families([merged, survivor])
    roots = [next(root for root, all_ in found.items() if one in all_) for one in (merged, survivor)]
    source, target = roots
    if source == target:
        raise Conflict("merge.one_already", _("These are one person already."), field="customer")
    _check([*found[source], *found[target]])
    _check_bounds(act, source, target, [*found[source], *found[target]], trust)
    number = int(fetchall(
        "INSERT INTO customers_merge (merged, survivor, merged_at, actor, source, trust, reason, undone_by) "
        "VALUES (%s, %s, %s, %s, %s, %s, %s, '') RETURNING id",
        [source, target, instant_value(act.now), act.actor, act.source[:60], trust, reason.strip()[:200]],
    )[0][0])  # fmt: skip
    _point(act, found[source], target)
    union = Union(number, found[source], target)
    for one in mergers_upward():
        one.merge(act, union)
    record(act, CustomerMerged(number, source, target), customer=target, subject=f"merge:{number}", trust=trust)
    refresh(act, [target])
    return number


@verb
def unmerge_customers(act: Act, merge: int) -> int:
    """Take a merge back: both are as they were, with what each of them said and did. Returns who is parted again.

    Raises:
        NotFound: there is no such merge.
        Conflict: it was taken back already.
    """
    row = merge_row(merge)
    hold_people([row.merged, row.survivor], merging=True)
    ended = execute(
        "UPDATE customers_merge SET undone_at = %s, undone_by = %s WHERE id = %s AND undone_at IS NULL",
        [instant_value(act.now), act.actor, merge],
    )
    if not ended:
        raise Conflict("merge.undone_already", _("This merge was taken back already."), field="merge", value=merge)
    family = next(iter(families([row.survivor]).values()))
    survivor = family[0]
    resolution = joining.roots(edges(family))
    parted = joining.members(row.merged, resolution)
    _point(act, parted, row.merged)
    union = Union(merge, parted, survivor)
    for one in mergers_upward():
        one.unmerge(act, union)
    record(act, CustomerUnmerged(merge, row.merged, survivor), customer=survivor, subject=f"merge:{merge}")
    refresh(act, [survivor, row.merged])
    return row.merged


def _check(customers: Sequence[int]) -> None:
    rows = fetch_in("SELECT id, is_shared, voided_at IS NOT NULL FROM customers_customer WHERE id IN ({in})", customers)
    if missing := set(customers) - {int(row[0]) for row in rows if not row[2]}:
        raise NotFound("customer.unknown", _("There is no such customer"), field="customer", value=min(missing))
    if fetch_in("SELECT customer FROM customers_erased WHERE customer IN ({in})", customers):
        raise Refused("merge.erased", _("One of them was erased: the number is nobody's."), field="customer")
    if any(row[1] for row in rows):
        raise Refused("merge.shared", _("One of them is an address that many people order with, and no person."),
                      field="customer")  # fmt: skip


def _check_bounds(act: Act, source: int, target: int, everybody: Sequence[int], trust: str) -> None:
    count = len(fetch_in("SELECT id FROM customers_identity WHERE customer_id IN ({in})", everybody))
    if count > joining.IDENTITIES_MAX:
        raise LimitReached("merge.too_many_ids", _("Nobody is known by so many ids: this looks like a shared account."),
                           field="customer", value=count)  # fmt: skip
    if trust == joining.STAFF:
        return
    since = instant_value(act.now - timedelta(days=1))
    recent = fetchall(
        "SELECT count(*) FROM customers_merge WHERE merged_at > %s AND (survivor IN (%s, %s) OR merged IN (%s, %s))",
        [since, source, target, source, target],
    )
    if int(recent[0][0]) >= joining.MERGES_A_DAY:
        raise LimitReached("merge.too_often", _("This person was merged too often today; staff have to look."),
                           field="customer", value=int(recent[0][0]))  # fmt: skip


def _point(act: Act, customers: Sequence[int], survivor: int) -> None:
    """Let customers lead to a survivor (themselves: nowhere any more), and have the lake see it."""
    now, seq = instant_value(act.now), change_seq()
    executemany("DELETE FROM customers_resolution WHERE merged = %s", [(one,) for one in customers])
    moved = [(one, survivor, now) for one in customers if one != survivor]
    executemany("INSERT INTO customers_resolution (merged, survivor, merged_at) VALUES (%s, %s, %s)", moved)
    executemany("UPDATE customers_customer SET changed_seq = %s WHERE id = %s", [(seq, one) for one in customers])
