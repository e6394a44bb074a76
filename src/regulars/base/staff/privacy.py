"""What the staff tables hold about a person."""

from django.utils.translation import gettext_lazy as _

from regulars.base.privacy import NONE, PERSONAL, PSEUDONYMOUS, STAFF, Retention, holds, register

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
register(
    "staff.ApiKey",
    {
        "id": NONE,
        "name": NONE,
        "hint": NONE,
        "token_hash": PSEUDONYMOUS,
        "permissions": NONE,
        "created_by": PSEUDONYMOUS,
        "created_at": NONE,
        "expires_at": NONE,
        "revoked_at": NONE,
        "used_at": NONE,
        "replaces": NONE,
    },
)

COLLEAGUE = _("About a member of staff, not about a customer; the shop's own people manage it on Settings > Staff.")
HERE = Retention(None, _("As long as somebody works here, and as long as the log names what they did."))
for table, title, kept in (
    ("staff.Staff", _("Staff"), HERE),
    ("staff.Session", _("Sessions of the staff"), Retention(None, _("Until they end by the hours of the settings."))),
    ("staff.SecondFactor", _("Second factors"), HERE),
    ("staff.RecoveryCode", _("Recovery codes"), HERE),
    ("staff.ApiKey", _("API keys"), Retention(None, _("As long as the log names what programs did with them."))),
    ("staff.Attempt", _("Failed logins"), Retention(1, _("Counts of failed logins go after an hour."))),
):
    holds(table, title=title, purpose=STAFF, reason=COLLEAGUE, retention=(kept,))
