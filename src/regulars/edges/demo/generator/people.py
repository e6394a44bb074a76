"""Invented people for the demo shop. Every address ends in `.example`, which can never be delivered (RFC 2606)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from random import Random
from typing import Final

from regulars.domains.customers.types import PersonFacts
from regulars.edges.demo.generator import names
from regulars.edges.demo.generator.chance import Deck
from regulars.edges.demo.generator.markets import MARKETPLACE, Channel, Country

_CITIES: Final = {"DE": names.GERMAN_CITIES, "AT": names.AUSTRIAN_CITIES, "NL": names.DUTCH_CITIES}
_NAMES: Final = {
    "DE": (names.GERMAN_FIRST, names.GERMAN_LAST),
    "AT": (names.GERMAN_FIRST, names.AUSTRIAN_LAST),
    "NL": (names.DUTCH_FIRST, names.DUTCH_LAST),
}
_POSTBOXES: Final = ("mail.example", "post.example", "inbox.example", "letters.example", "brief.example")
RELAY_DOMAIN: Final = "marketplace.relay.example"
_PLAIN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", " ": "", "-": ""})
ACCOUNT_SHARE = 0.7  # the others check out as guests, known by their e-mail address alone
ENGLISH_SHARE = 0.06
CAPITALS_SHARE = 0.03  # addresses typed with a capital, as people do


@dataclass(slots=True)
class Registry:
    """Makes people and never gives two of them the same address."""

    rng: Random
    taken: Counter[str]
    languages: Deck
    accounts: Deck

    @classmethod
    def open(cls, rng: Random) -> Registry:
        return cls(rng, Counter(), Deck(rng), Deck(rng))

    def person(self, number: int, country: Country, channel: Channel) -> PersonFacts:
        """Make the buyer with this running number."""
        name = self.name(country)
        language = "en" if self.languages.draw() < ENGLISH_SHARE else country.language
        has_account = self.accounts.draw() < ACCOUNT_SHARE
        if channel is MARKETPLACE:
            external_id, email = f"MP-{300_000 + number * 7}", f"{self._alias()}@{RELAY_DOMAIN}"
        else:
            external_id = f"C-{10_000 + number}" if has_account else ""
            email = self._address(name)
        return PersonFacts(external_id, email, "", name, country.code, language, self._one(_CITIES[country.code]))

    def name(self, country: Country) -> str:
        first, last = _NAMES[country.code]
        return f"{self._one(first)} {self._one(last)}"

    def _address(self, name: str) -> str:
        given, _, family = name.partition(" ")
        local = f"{given.translate(_PLAIN)}.{family.translate(_PLAIN)}"
        self.taken[local.lower()] += 1
        nth = self.taken[local.lower()]
        shown = local if self.rng.random() < CAPITALS_SHARE else local.lower()
        return f"{shown}{nth if nth > 1 else ''}@{self._one(_POSTBOXES)}"

    def _alias(self) -> str:
        letters = "abcdefghjkmnpqrstuvwxyz23456789"
        alias = "".join(letters[int(self.rng.random() * len(letters))] for _ in range(14))
        self.taken[alias] += 1
        return alias if self.taken[alias] == 1 else f"{alias}{self.taken[alias]}"

    def _one(self, choices: tuple[str, ...]) -> str:
        return choices[int(self.rng.random() * len(choices))]
