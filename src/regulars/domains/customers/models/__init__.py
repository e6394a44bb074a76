"""Tables of people: who they are, what they allow, what was merged."""

from regulars.domains.customers.models.people import Customer, Erased, Identity, NameSeen, Resolution, Suppressed

__all__ = ["Customer", "Erased", "Identity", "NameSeen", "Resolution", "Suppressed"]
