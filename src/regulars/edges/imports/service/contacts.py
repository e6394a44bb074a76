"""Writing down what an e-mail tool says of people: who they are, what they said, whom not to write to.

A file never lifts anything: every yes is of the method `import`, whatever the tool knew of it, so it cannot end a no
that was said here, in any order of files. A no and a suppression count at once, also where nobody has the address.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from regulars.base.shop.queries import shop
from regulars.base.state import Act, verb
from regulars.domains.customers import queries as people
from regulars.domains.customers import service as customers
from regulars.domains.customers.types import ConsentFact, SuppressionRow
from regulars.edges.imports.assembling.contacts import ALL, GRANTED, WITHDRAWN, ContactFacts, Said, Stopped
from regulars.kit.errors import Refused

METHOD, TRUST = "import", "server"
ADDRESS_KINDS = {"email": "email", "sms": "phone", "whatsapp": "phone"}


@dataclass(frozen=True, slots=True)
class ContactsReport:
    """What one call did. `withdrawn` and `suppressed` count what is new; `stopped_already` what was stopped before."""

    created: int
    changed: int
    unchanged: int
    left_out: int
    granted: int
    withdrawn: int
    said_before: int
    suppressed: int
    stopped_already: int
    unreadable_addresses: int
    fields: int
    birthdays: int


@verb
def record_contacts(act: Act, source: str, facts: Sequence[ContactFacts], number: int | None) -> ContactsReport:
    """Record rows of an e-mail tool; nothing fires, and saying it all again changes nothing."""
    told = customers.record_people(act, source, [one.person for one in facts], number)
    found = list(zip(told.customers, facts, strict=True))
    spoken, before = _unsaid(act, source, found)
    if spoken:
        customers.record_consent(act, spoken, trust=TRUST, import_id=number)
    suppressed, already, unreadable = _stop(act, [stop for one in facts for stop in one.stopped])
    values = [(who, *value) for who, one in found if who is not None for value in one.own]
    fields = customers.record_fields(act, source, values, number) if values else 0
    persons = sum(one.person is not None for one in facts)
    return ContactsReport(
        created=told.created,
        changed=told.changed,
        unchanged=told.unchanged,
        left_out=persons - sum(who is not None for who, _one in found),
        granted=sum(one.state == GRANTED for one in spoken),
        withdrawn=sum(one.state == WITHDRAWN for one in spoken),
        said_before=before,
        suppressed=suppressed,
        stopped_already=already,
        unreadable_addresses=unreadable,
        fields=fields,
        birthdays=_birthdays(act, found),
    )


def _unsaid(act: Act, source: str, found: Sequence[tuple[int | None, ContactFacts]]) -> tuple[list[ConsentFact], int]:
    """Return what stands in no ledger yet, and how much does. A no without a day is said once and for all."""
    speaking = sorted({who for who, one in found if who is not None and one.said})
    ledger = people.said_by(speaking)
    refused = {(who, channel) for who, channel, topic, state, _at in ledger if (topic, state) == (ALL, WITHDRAWN)}
    spoken: list[ConsentFact] = []
    before = 0
    for who, one in found:
        for said in one.said if who is not None else ():
            assert who is not None
            at = None if said.at is None else min(said.at, act.now)
            key = (who, said.channel, said.topic, said.state, _micros(at or act.now))
            is_no = (said.topic, said.state) == (ALL, WITHDRAWN)
            if key in ledger or (is_no and at is None and (who, said.channel) in refused):
                before += 1
                continue
            ledger.add(key)
            if is_no:
                refused.add((who, said.channel))
            spoken.append(_fact(who, source, said, one, at))
    return spoken, before


def _fact(who: int, source: str, said: Said, one: ContactFacts, at: datetime | None) -> ConsentFact:
    assert one.person is not None
    address = one.person.email if said.channel == "email" else one.person.phone
    return ConsentFact(
        customer=who,
        channel=said.channel,
        topic=said.topic,
        state=said.state,
        method=METHOD,
        address=address,
        source=source,
        network=said.network,
        evidence=said.evidence,
        occurred_at=at,
    )


def _stop(act: Act, stops: Sequence[Stopped]) -> tuple[int, int, int]:
    """Suppress addresses; return how many are new, were stopped before, and are no addresses.

    Whoever was erased is suppressed by fingerprint already, and their address is not written down again. What was
    lifted here after the day the file names stays lifted.
    """
    if not stops:
        return 0, 0, 0
    id_key = shop().id_key
    keys = {_key(one) for one in stops}
    erased = people.suppressed(keys)
    history = _history(people.print_of(id_key, one.channel, _key(one)[2]) for one in stops)
    added = already = unreadable = 0
    for one in stops:
        key = _key(one)
        lifted = history.get((people.print_of(id_key, one.channel, key[2]), one.channel, one.reason), ())
        at = None if one.at is None else min(one.at, act.now)
        if key in erased or (at is not None and any(ended >= at for ended in lifted)):
            already += 1
            continue
        try:
            is_new = customers.suppress_address(act, one.channel, one.address, one.reason, one.note, at, TRUST)
        except Refused:
            unreadable += 1
            continue
        added, already = added + is_new, already + (not is_new)
    return added, already, unreadable


def _key(one: Stopped) -> tuple[str, str, str]:
    address = one.address.strip()
    return ADDRESS_KINDS[one.channel], "", address.lower() if "@" in address else address


def _history(prints: Iterable[bytes]) -> dict[tuple[bytes, str, str], list[datetime]]:
    """When suppressions of these addresses were lifted here."""
    id_key = shop().id_key
    found: dict[tuple[bytes, str, str], list[datetime]] = {}
    rows: list[SuppressionRow] = people.suppressions_on(set(prints))
    for row in rows:
        if row.lifted_at is not None and row.address:
            place = (people.print_of(id_key, row.channel, row.address), row.channel, row.reason)
            found.setdefault(place, []).append(row.lifted_at)
    return found


def _birthdays(act: Act, found: Sequence[tuple[int | None, ContactFacts]]) -> int:
    """Keep a birthday for whoever has not said one here."""
    told = 0
    for who, one in found:
        if who is None or one.birthday is None or people.preference_of(who).birthday_month is not None:
            continue
        month, day = one.birthday
        told += bool(customers.change_preferences(act, who, {"birthday_month": month, "birthday_day": day}))
    return told


def _micros(at: datetime) -> int:
    return round(at.timestamp() * 1_000_000)
