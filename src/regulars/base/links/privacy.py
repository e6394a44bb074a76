"""Links name staff by number only."""

from regulars.base.privacy import NONE, PSEUDONYMOUS, register

register(
    "links.Link",
    {
        "id": NONE,
        "purpose": NONE,
        "token_hash": NONE,
        "data": PSEUDONYMOUS,
        "note": NONE,
        "created_at": NONE,
        "created_by": PSEUDONYMOUS,
        "expires_at": NONE,
        "revoked_at": NONE,
    },
)
