"""Looking for customers who are alike, and keeping what staff say of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from regulars.base.activity import record
from regulars.base.state import Act, chunks, execute, fetch_in, fetchall, instant_value, verb, write
from regulars.domains.customers.events import SuspicionDecided
from regulars.domains.customers.queries.joining import suspicion
from regulars.domains.customers.rules import likeness
from regulars.domains.customers.rules.likeness import Sketch
from regulars.domains.customers.service.claiming import suspect
from regulars.kit.errors import Refused
from regulars.kit.text import gettext_noop as _

FIND_ALIKE = "customers.find_alike"
GROUPS_MAX = 2_000  # at most so many pairs are put before staff in one go
GROUP_MEMBERS_MAX = 6  # a larger group is a company or a test address, and no person
PAIRS_AT_ONCE = 200
# What is the same, whom it is looked for among, and what has to be the same besides.
LOOKS = (
    ("email", "email <> ''", ""),
    ("phone", "phone <> ''", ""),
    ("lower(name)", "name <> '' AND city <> ''", ", lower(city), country"),
)
DECISIONS = ("one", "household", "two")
ALIVE = (
    "voided_at IS NULL AND NOT is_shared AND NOT EXISTS (SELECT 1 FROM customers_resolution r WHERE r.merged = c.id) "
    "AND NOT EXISTS (SELECT 1 FROM customers_erased e WHERE e.customer = c.id)"
)


def find_alike(act: Act) -> int:
    """Put pairs of customers who may be one person, or live together, before staff; return how many are new.

    Looking reads everybody, so it happens outside the door; what was found is written in short turns.
    """
    return sum(write(put_before_staff, act, part) for part in chunks(_pairs_alike(), PAIRS_AT_ONCE))


@verb
def put_before_staff(act: Act, pairs: Sequence[tuple[Sketch, Sketch]]) -> int:
    """Keep pairs that look alike and that staff have not judged; return how many are new."""
    return sum(_suspect(act, one, other) for one, other in pairs)


@verb
def decide_suspicion(act: Act, number: int, decision: str) -> None:
    """Keep what staff say of a pair: `one` (after merging), `household` or `two`; it is not asked again.

    Raises:
        Refused: no such decision.
        NotFound: no such pair.
    """
    if decision not in DECISIONS:
        raise Refused("suspicion.unknown_decision", _("This is no decision."), field="decision", value=decision)
    row = suspicion(number)
    execute(
        "UPDATE customers_suspicion SET decision = %s, decided_by = %s, decided_at = %s WHERE id = %s",
        [decision, act.actor, instant_value(act.now), number],
    )
    record(act, SuspicionDecided(number, decision), customer=row.first, subject=f"suspicion:{number}")


def is_anybody_new() -> bool:
    """Say whether there are customers at all: an empty shop has nobody to compare."""
    return bool(fetchall("SELECT 1 FROM customers_customer WHERE voided_at IS NULL LIMIT 1"))


def _pairs_alike() -> Iterator[tuple[Sketch, Sketch]]:
    for column, test, more in LOOKS:
        groups = fetchall(
            f"SELECT {column} FROM customers_customer c WHERE {test} AND {ALIVE} GROUP BY {column}{more} "
            "HAVING count(*) BETWEEN 2 AND %s ORDER BY 1 LIMIT %s",
            [GROUP_MEMBERS_MAX, GROUPS_MAX],
        )
        yield from _pairs(column, [row[0] for row in groups])


def _pairs(column: str, values: list[str]) -> Iterator[tuple[Sketch, Sketch]]:
    rows = fetch_in(
        f"SELECT id, name, email, phone, city, country, {column} FROM customers_customer c "
        f"WHERE {ALIVE} AND {column} IN ({{in}}) ORDER BY id",
        values,
    )
    groups: dict[str, list[Sketch]] = {}
    for number, name, email, phone, city, country, value in rows:
        groups.setdefault(value, []).append(Sketch(int(number), name, email, phone, city, country))
    for group in groups.values():
        if len(group) <= GROUP_MEMBERS_MAX:
            yield from combinations(group, 2)


def _suspect(act: Act, one: Sketch, other: Sketch) -> bool:
    kind, why = likeness.compare(one, other)
    return bool(kind) and suspect(act, one.customer, other.customer, kind, why)
