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
        "has_second_factor": NONE,
        "created_at": PSEUDONYMOUS,
    },
)
register(
    "staff.Session",
    {
        "id": PSEUDONYMOUS,
        "key_hash": PSEUDONYMOUS,
        "staff": PSEUDONYMOUS,
        "data": PERSONAL,
        "device": PERSONAL,
        "address": PERSONAL,
        "opened_at": PSEUDONYMOUS,
        "seen_at": PSEUDONYMOUS,
    },
)
register(
    "staff.SecondFactor",
    {
        "id": NONE,
        "staff": PSEUDONYMOUS,
        "salt": PSEUDONYMOUS,
        "confirmed_at": PSEUDONYMOUS,
        "last_step": PSEUDONYMOUS,
    },
)
register(
    "staff.RecoveryCode",
    {"id": NONE, "staff": PSEUDONYMOUS, "code_hash": PSEUDONYMOUS, "used_at": PSEUDONYMOUS},
)
register("staff.Attempt", {"id": NONE, "bucket": PSEUDONYMOUS, "tries": PSEUDONYMOUS, "last_at": PSEUDONYMOUS})
register("staff.Policy", {"id": NONE, "second_factor_roles": NONE})
