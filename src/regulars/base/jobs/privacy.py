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
        "lease_until": NONE,
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
