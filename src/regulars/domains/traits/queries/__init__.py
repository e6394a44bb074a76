"""Reads of traits: the tables the lake keeps, one buyer's row, and everybody by what they did."""

from regulars.domains.traits.queries.buyers import TraitsRow, buyers_at, buyers_config, buyers_to_date, traits_of
from regulars.domains.traits.queries.people import (
    Choices,
    Totals,
    choices,
    list_people,
    people_config,
    people_to_date,
    rank_people,
    totals_of,
)

__all__ = [
    "Choices",
    "Totals",
    "TraitsRow",
    "buyers_at",
    "buyers_config",
    "buyers_to_date",
    "choices",
    "list_people",
    "people_config",
    "people_to_date",
    "rank_people",
    "totals_of",
    "traits_of",
]
