"""Pages about customers."""

from regulars.domains.customers.views.consent import consent
from regulars.domains.customers.views.joining import alike, decide, merge, merge_search, unmerge
from regulars.domains.customers.views.one import customer, customer_timeline
from regulars.domains.customers.views.settings import consent_settings

__all__ = [
    "alike",
    "consent",
    "consent_settings",
    "customer",
    "customer_timeline",
    "decide",
    "merge",
    "merge_search",
    "unmerge",
]
