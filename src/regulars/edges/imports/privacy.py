"""Imports say who imported and how a file was read; the rows themselves are in the domains' tables."""

from regulars.base.privacy import NONE, PSEUDONYMOUS, register

register(
    "imports.Import",
    {
        **dict.fromkeys(
            (
                *("id", "kind", "file_name", "sha256", "size_bytes", "layout", "source", "plan", "plan_fingerprint"),
                *("state", "counts", "position", "generation", "report", "created_at", "finished_at"),
            ),
            NONE,
        ),
        "actor": PSEUDONYMOUS,
    },
)
register(
    "imports.SavedMapping",
    dict.fromkeys(("id", "fingerprint", "kind", "layout", "mapping", "decisions", "saved_at"), NONE),
)
