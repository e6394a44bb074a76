"""What `customers` holds about a person."""

from regulars.base.privacy import NONE, PERSONAL, PSEUDONYMOUS, register

register(
    "customers.Customer",
    {
        "id": PSEUDONYMOUS,
        "name": PERSONAL,
        "email": PERSONAL,
        "phone": PERSONAL,
        "country": PSEUDONYMOUS,
        "city": PERSONAL,
        "language": PSEUDONYMOUS,
        "tags": PSEUDONYMOUS,
        "is_shared": PSEUDONYMOUS,
        "is_relay": PSEUDONYMOUS,
        "created_at": PSEUDONYMOUS,
        "recorded_at": NONE,
        "import_id": NONE,
        "voided_at": NONE,
        "changed_seq": NONE,
    },
)
register(
    "customers.Identity",
    {
        "id": NONE,
        "customer": PSEUDONYMOUS,
        "kind": NONE,
        "source": NONE,
        "value": PERSONAL,
        "proven_at": PSEUDONYMOUS,
    },
)
register("customers.NameSeen", {"id": NONE, "customer": PSEUDONYMOUS, "name": PERSONAL})
register("customers.Resolution", {"id": NONE, "merged": PSEUDONYMOUS, "survivor": PSEUDONYMOUS, "merged_at": NONE})
