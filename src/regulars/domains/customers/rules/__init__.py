"""Pure decisions about people: ids and whose they are, merging, consent, whom one may write to.

The names here are about ids; `consent`, `suppression`, `reaching`, `joining` and `likeness` are imported by name.
"""

from regulars.domains.customers.rules.keys import (
    EMAIL,
    LENGTH_MAX,
    PHONE,
    RELAY_DOMAINS,
    SHARED_NAMES_MIN,
    SHARED_ORDERS_MORE_THAN,
    STORE_ID,
    Key,
    fingerprint,
    is_relay,
    keys_of,
    match,
    normal_email,
    normal_phone,
    stored_tags,
)

__all__ = [
    "EMAIL",
    "LENGTH_MAX",
    "PHONE",
    "RELAY_DOMAINS",
    "SHARED_NAMES_MIN",
    "SHARED_ORDERS_MORE_THAN",
    "STORE_ID",
    "Key",
    "fingerprint",
    "is_relay",
    "keys_of",
    "match",
    "normal_email",
    "normal_phone",
    "stored_tags",
]
