"""Carrying an erasure through, from wherever it stands.

First what is known by words alone (files, free text), while somebody still knows the words; then the tables, from the
top floor down; then what hangs on them: the archive, the lake, the database's own file.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from datetime import timedelta

from regulars.base.privacy import Person, Place, holdings, places
from regulars.base.state import Act, chunks, write
from regulars.domains.customers.queries import fingerprints, known_under, traces_of
from regulars.domains.customers.service import suppress
from regulars.edges.privacy import service, walking
from regulars.edges.privacy.places import FILES_LAST, erasure_list
from regulars.kit import clock

Tell = Callable[[int, int, str], None]
LAST_TABLE = "customers.Customer"


def carry_through(act: Act, request: int, tell: Tell | None = None, without: Collection[str] = ()) -> None:
    """Take every step of an erasure that is not done yet, and close it.

    What is done stays done: after an error or a kill the next call goes on behind it.
    """
    asked = service.asked(request)
    person = Person(asked.customers, traces_of(asked.customers))
    plan = [step for step in _plan() if step.partition(":")[2] not in without]
    for place, step in enumerate(plan):
        if tell is not None:
            tell(place, len(plan), title_of(step))
        if not asked.steps.get(step, {}).get("done"):
            _take(act, request, step, person)
    write(service.finish_erasure, act, request)
    if tell is not None:
        tell(len(plan), len(plan), "")


def reapply(act: Act) -> list[int]:
    """Erase whom a restored backup brought back, by the list that lies outside the backups. Returns the customers."""
    known = erasure_list()
    if not known:
        return []
    for part in chunks(sorted(known - set(fingerprints()))):
        write(suppress, act, part)
    back = list(known_under(known))
    for customer in back:
        carry_through(act, write(service.begin_erasure, act, customer), without=FILES_LAST)
    if back:
        for one in (place for place in places() if place.key in FILES_LAST and place.key != "lake"):
            one.erase(act, Person(()))
    return back


def retain(act: Act, tell: Tell | None = None) -> int:
    """Let go of everything that is older than its table keeps it; return how many rows it were."""
    gone, due = 0, [(one, rule) for one in holdings().values() for rule in one.retention if rule.forget]
    for place, (one, rule) in enumerate(due):
        if tell is not None:
            tell(place, len(due), str(one.title))
        assert rule.forget is not None
        assert rule.days is not None
        before = clock.now() - timedelta(days=rule.days)
        while step := write(rule.forget, act, before, service.STEP_ROWS):
            gone += step
    return gone


def title_of(step: str) -> str:
    """Return what a step is about, for people."""
    kind, _, key = step.partition(":")
    if kind == "place":
        return str(next((one.title for one in places() if one.key == key), key))
    one = holdings().get(key)
    return str(one.title) if one else key


def _plan() -> Iterator[str]:
    known = walking.in_order()
    early = [one for one in places() if one.order < 100]
    yield from (f"place:{one.key}" for one in early)
    yield from (f"text:{one.table}" for one in known if one.mentions)
    mine = [one.table for one in known if one.empty or one.delete or one.eraser or one.keeps]
    # The log's own rows go last of all tables: others find theirs by them. So does whoever bears the name.
    yield from (f"table:{table}" for table in sorted(mine, key=lambda table: table == LAST_TABLE))
    yield from (f"place:{one.key}" for one in places() if one not in early)


def _take(act: Act, request: int, step: str, person: Person) -> None:
    kind, _, key = step.partition(":")
    if kind == "place":
        cleared = _place(key).erase(act, person)
        write(service.keep_step, act, request, step, cleared)
    elif kind == "text":
        found = walking.mentioning(holdings()[key], person.traces)
        for part in chunks(found, 100):
            write(service.clean_text, act, request, key, part, person.traces)
        write(service.keep_step, act, request, step)
    else:
        while write(service.empty_table, act, request, key, person.customers):
            pass


def _place(key: str) -> Place:
    return next(one for one in places() if one.key == key)
