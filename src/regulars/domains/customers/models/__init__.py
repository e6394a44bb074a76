"""Tables of people: who they are, what they allow, what was merged."""

from regulars.domains.customers.models.consent import (
    Channel,
    Consent,
    Interest,
    OptIn,
    Preference,
    Reachable,
    Suppression,
    Topic,
    Wording,
)
from regulars.domains.customers.models.fields import Field, FieldValue
from regulars.domains.customers.models.joining import Merge, Suspicion, Visitor
from regulars.domains.customers.models.people import Customer, Erased, Identity, NameSeen, Resolution, Suppressed

__all__ = [
    "Channel",
    "Consent",
    "Customer",
    "Erased",
    "Field",
    "FieldValue",
    "Identity",
    "Interest",
    "Merge",
    "NameSeen",
    "OptIn",
    "Preference",
    "Reachable",
    "Resolution",
    "Suppressed",
    "Suppression",
    "Suspicion",
    "Topic",
    "Visitor",
    "Wording",
]
