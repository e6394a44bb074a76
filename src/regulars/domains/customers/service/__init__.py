"""Verbs on people."""

from regulars.domains.customers.service.recording import (
    allow_again,
    empty_voided,
    erase_people,
    flag_shared,
    record_export,
    record_people,
    shared_candidates,
    suppress,
    void_customers,
)

__all__ = [
    "allow_again",
    "empty_voided",
    "erase_people",
    "flag_shared",
    "record_export",
    "record_people",
    "shared_candidates",
    "suppress",
    "void_customers",
]
