"""The person behind an order, or of a row of a customer list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from regulars.domains.customers.types import PersonFacts

CACHE_MAX = 20_000
_FIELDS = ("customer_id", "email", "phone", "name", "first_name", "last_name", "country", "language", "city")


class PersonMaker:
    """Makes each distinct person once."""

    def __init__(self) -> None:
        self._made: dict[tuple[Any, ...], PersonFacts | None] = {}

    def of(self, head: Mapping[str, Any]) -> PersonFacts | None:
        """The buyer an order names, none where it names nobody."""
        key = tuple(head[name] for name in _FIELDS)
        try:
            return self._made[key]
        except KeyError:
            if len(self._made) > CACHE_MAX:
                self._made.clear()
            made = self._made[key] = _person(*key)
            return made


def _person(
    customer_id: str, email: str, phone: str, name: str, first: str, last: str, country: str, language: str, city: str
) -> PersonFacts | None:
    name = name or f"{first} {last}".strip()
    if not (customer_id or email or phone or name):
        return None
    return PersonFacts(
        external_id=customer_id,
        email=email if "@" in email else "",
        phone=phone,
        name=name,
        country=country.upper() if len(country) == 2 else country,
        language=language.replace("_", "-"),
        city=city,
    )
