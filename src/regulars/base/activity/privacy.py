"""What the log holds about a person: ids, and in `data` what an event says of them."""

from regulars.base.privacy import NONE, PERSONAL, PSEUDONYMOUS, register

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
