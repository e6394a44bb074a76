"""What the staff tables hold about a person."""

from regulars.base.privacy import NONE, PERSONAL, PSEUDONYMOUS, register

register(
    "staff.Staff",
    {
        "id": PSEUDONYMOUS,
        "password": PERSONAL,
        "last_login": PERSONAL,
        "email": PERSONAL,
        "name": PERSONAL,
        "role": PSEUDONYMOUS,
        "language": PSEUDONYMOUS,
        "is_active": NONE,
        "created_at": PSEUDONYMOUS,
    },
)
