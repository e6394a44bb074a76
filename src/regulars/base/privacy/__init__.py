"""The privacy registry: what every column of ours is to a person, and what becomes of it when they ask.

register("customers.Customer", {"id": PSEUDONYMOUS, "email": PERSONAL, "country": PSEUDONYMOUS})
holds("customers.Customer", title=gettext_lazy("Customers"), purpose=CONTACT, find="id IN ({in})", ...)

An untagged column, and a table about people that says nothing of them, fail the build.
"""

from regulars.base.privacy.holdings import (
    CONTACT,
    FIGURES,
    OPERATION,
    PROOF,
    PURPOSES,
    STAFF,
    Cleared,
    Holding,
    Merger,
    Person,
    Place,
    Recipient,
    Retention,
    Union,
    Unmoved,
    add_merger,
    add_place,
    add_recipient,
    holdings,
    holds,
    mergers,
    mergers_upward,
    places,
    recipients,
)
from regulars.base.privacy.registry import (
    NONE,
    PERSONAL,
    PSEUDONYMOUS,
    PrivacyClass,
    privacy_of,
    register,
    registered,
)

__all__ = [
    "CONTACT",
    "FIGURES",
    "NONE",
    "OPERATION",
    "PERSONAL",
    "PROOF",
    "PSEUDONYMOUS",
    "PURPOSES",
    "STAFF",
    "Cleared",
    "Holding",
    "Merger",
    "Person",
    "Place",
    "PrivacyClass",
    "Recipient",
    "Retention",
    "Union",
    "Unmoved",
    "add_merger",
    "add_place",
    "add_recipient",
    "holdings",
    "holds",
    "mergers",
    "mergers_upward",
    "places",
    "privacy_of",
    "recipients",
    "register",
    "registered",
]
