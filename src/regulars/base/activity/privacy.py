"""What the log holds about a person: ids, and in `data` what an event says of them."""

import json
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from regulars.base.activity import archive
from regulars.base.activity.forgetting import forget_customers
from regulars.base.privacy import (
    FIGURES,
    NONE,
    OPERATION,
    PERSONAL,
    PROOF,
    PSEUDONYMOUS,
    Person,
    Retention,
    Unmoved,
    add_merger,
    holds,
    register,
)
from regulars.base.state import as_instant, fetch_in
from regulars.base.state.fields import EPOCH, MICROSECOND

register(
    "activity.Activity",
    {
        "id": NONE,
        "kind": NONE,
        "v": NONE,
        "occurred_at": PSEUDONYMOUS,
        "recorded_at": NONE,
        "actor": PSEUDONYMOUS,
        "cause_id": NONE,
        "customer": PSEUDONYMOUS,
        "visitor": PSEUDONYMOUS,
        "subject": PSEUDONYMOUS,
        "source": NONE,
        "trust": NONE,
        "dedup_key": PSEUDONYMOUS,
        "backfill": NONE,
        "data": PSEUDONYMOUS,
        "changed_seq": NONE,
        "erased_at": NONE,
    },
)
register(
    "activity.Seal",
    {
        "seq": NONE,
        "activity": NONE,
        "changed_seq": NONE,
        "salt": PSEUDONYMOUS,
        "commitment": PSEUDONYMOUS,
        "hash": NONE,
    },
)
register(
    "activity.Archive",
    dict.fromkeys(
        (
            "id",
            "first_seq",
            "last_seq",
            "last_changed_seq",
            "last_activity",
            "highest_activity",
            "last_hash",
            "rows",
            "path",
            "sha256",
            "size_bytes",
            "rewritten",
            "archived_at",
            "pruned_at",
        ),
        NONE,
    ),
)
register(
    "activity.Parked",
    {
        "id": NONE,
        "reader": NONE,
        "activity": NONE,
        "reason": PERSONAL,
        "attempts": NONE,
        "parked_at": NONE,
        "tried_at": NONE,
    },
)
register("activity.Seen", {"id": NONE, "source": NONE, "key": PSEUDONYMOUS, "activity": NONE})
register("activity.Cursor", {"id": NONE, "name": NONE, "changed_seq": NONE, "position": NONE})


def told_of(person: Person) -> Iterator[dict[str, Any]]:
    """Yield what the log says of a person, from the table and from the archive."""
    names = ("id", "kind", "occurred_at", "source", "subject", "data")
    rows = fetch_in(f"SELECT {', '.join(names)} FROM activity_log WHERE customer IN ({{in}})", list(person.customers))
    told = {int(row[0]): dict(zip(names, row, strict=True)) for row in archive.rows_about(person.customers)}
    told |= {int(row[0]): dict(zip(names, row, strict=True)) for row in rows}
    for _number, one in sorted(told.items()):
        at, data = one["occurred_at"], one["data"]
        at = EPOCH + at * MICROSECOND if isinstance(at, int) else as_instant(at)
        yield {**one, "occurred_at": at, "data": json.loads(data) if isinstance(data, str) else data}


CHAIN = _("Part of what proves that nothing was added or taken away; without its salt it says nothing.")
holds(
    "activity.Activity",
    title=_("Activity"),
    purpose=FIGURES,
    find="customer IN ({in})",
    eraser=forget_customers,
    export=told_of,
    keeps={
        "occurred_at": _("That something happened, and when; not to whom."),
        "actor": _("Which member of staff or part of Regulars wrote it."),
        "dedup_key": CHAIN,
    },
    retention=(
        Retention(None, _("In the database for the days that the settings say, then in the archive, until erased.")),
    ),
    in_lake=True,
)
holds(
    "activity.Parked",
    title=_("Entries a reader could not take"),
    purpose=OPERATION,
    find="activity IN (SELECT id FROM activity_log WHERE customer IN ({in}))",
    empty={"reason": ""},
    mentions=("reason",),
    not_exported=_("Words of an error about an entry that is in the export."),
    retention=(Retention(None, _("Until the entry goes through.")),),
)
holds("activity.Seal", title=_("Seals of the log"), purpose=PROOF, reason=CHAIN)
holds("activity.Seen", title=_("Keys of what was recorded"), purpose=PROOF,
      reason=_("Keyed by source; they keep a fact from being counted twice and name nobody."))  # fmt: skip

add_merger(Unmoved("activity", "Rows of the log keep the id known when they were written; readers follow merges."))
