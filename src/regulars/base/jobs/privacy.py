"""Jobs name people by number only; an error may quote a value."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from regulars.base.privacy import NONE, OPERATION, PERSONAL, PSEUDONYMOUS, Retention, holds, register
from regulars.base.state import Act, execute, instant_value, verb

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
        "said": PERSONAL,
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


@verb
def forget_old_failures(act: Act, before: datetime, limit: int) -> int:
    """Drop up to `limit` jobs that failed or were canceled before an instant and that nobody took up again."""
    return execute(
        "DELETE FROM jobs_job WHERE id IN (SELECT id FROM jobs_job WHERE state IN ('failed', 'canceled') "
        "AND finished_at < %s ORDER BY id LIMIT %s)",
        [instant_value(before), limit],
    )


COPY = _("A technical copy; what it says of a person is in the export from where it came.")
holds(
    "jobs.Job",
    title=_("Background work"),
    purpose=OPERATION,
    reason=_("Work names people by number; what an error quotes is found by its words."),
    mentions=("args", "error", "note", "said"),
    not_exported=COPY,
    retention=(
        Retention(30, _("Work that ended well is dropped by the daily tidying.")),
        Retention(90, _("Work that failed is dropped with its error."), forget_old_failures),
    ),
)
holds(
    "jobs.Batch",
    title=_("Groups of background work"),
    purpose=OPERATION,
    reason=_("Groups name no customer; what their words quote is found by its words."),
    mentions=("title", "then_args"),
    not_exported=COPY,
)
