"""Jobs name people by number only; an error may quote a value."""

from regulars.base.privacy import NONE, PERSONAL, PSEUDONYMOUS, register

register(
    "jobs.Job",
    {
        "id": NONE,
        "name": NONE,
        "args": PSEUDONYMOUS,
        "state": NONE,
        "priority": NONE,
        "run_after": NONE,
        "attempts": NONE,
        "claims": NONE,
        "worker": NONE,
        "lease_until": NONE,
        "batch": NONE,
        "unique_key": NONE,
        "progress_done": NONE,
        "progress_total": NONE,
        "note": NONE,
        "error": PERSONAL,
        "actor": PSEUDONYMOUS,
        "created_at": NONE,
        "started_at": NONE,
        "finished_at": NONE,
    },
)
register(
    "jobs.Batch",
    {
        "id": NONE,
        "title": NONE,
        "total": NONE,
        "still_open": NONE,
        "is_closed": NONE,
        "then_name": NONE,
        "then_args": PSEUDONYMOUS,
        "follow_up": NONE,
        "actor": PSEUDONYMOUS,
        "created_at": NONE,
        "finished_at": NONE,
    },
)
register("jobs.Schedule", {"name": NONE, "rule": NONE, "next_at": NONE, "last_at": NONE})
register(
    "jobs.Worker",
    {"id": NONE, "machine": NONE, "pid": NONE, "threads": NONE, "started_at": NONE, "seen_at": NONE},
)
