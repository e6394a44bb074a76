"""Who may be the same person, or live together: suggestions for staff, never a reason to merge by itself."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

DUPLICATE, HOUSEHOLD = "duplicate", "household"
SAME_EMAIL, SAME_PHONE, SAME_MAILBOX, SAME_NAME_AND_CITY = "same_email", "same_phone", "same_mailbox", "same_name_city"
SAME_IDS, TOO_MANY = "same_ids", "too_many"
WEIGHT = {
    SAME_EMAIL: 100, SAME_IDS: 90, TOO_MANY: 90, SAME_PHONE: 60, SAME_MAILBOX: 50, SAME_NAME_AND_CITY: 40,
}  # fmt: skip
DOTLESS = ("gmail.com", "googlemail.com")


@dataclass(frozen=True, slots=True)
class Sketch:
    """What two customers are compared by."""

    customer: int
    name: str
    email: str
    phone: str
    city: str
    country: str


def folded_name(name: str) -> str:
    """Return a name without case, accents, order of its words and punctuation: `König, Ana` is `ana konig`."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    letters = "".join(one for one in plain if not unicodedata.combining(one))
    return " ".join(sorted(re.findall(r"\w+", letters)))


def mailbox(email: str) -> str:
    """Return the mailbox that an address probably ends in: without its plus part, and dots where they do not count."""
    local, _, domain = email.partition("@")
    local = local.partition("+")[0]
    return f"{local.replace('.', '') if domain in DOTLESS else local}@{domain}" if local else email


def compare(one: Sketch, other: Sketch) -> tuple[str, tuple[str, ...]]:
    """Return what two customers may be to each other, and why; ("", ()) when nothing says so.

    One phone under two names is a household rather than one person.
    """
    same_name = bool(one.name) and folded_name(one.name) == folded_name(other.name)
    why = []
    if one.email and one.email == other.email:
        why.append(SAME_EMAIL)
    elif one.email and other.email and mailbox(one.email) == mailbox(other.email):
        why.append(SAME_MAILBOX)
    if one.phone and one.phone == other.phone:
        why.append(SAME_PHONE)
    if same_name and one.city and folded_name(one.city) == folded_name(other.city) and one.country == other.country:
        why.append(SAME_NAME_AND_CITY)
    if not why:
        return "", ()
    apart = bool(one.name and other.name) and not same_name
    if apart and SAME_PHONE in why and SAME_EMAIL not in why:
        return HOUSEHOLD, tuple(why)
    return DUPLICATE, tuple(why)


def score(why: tuple[str, ...]) -> int:
    """Return how likely it is, for sorting: the sum of the weights."""
    return sum(WEIGHT.get(one, 0) for one in why)
