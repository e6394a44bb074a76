"""Reads of traits: the tables the lake keeps, one buyer's row, and everybody by what they did."""

from regulars.domains.traits.queries.buyers import (
    TraitsRow,
    alone_to_date,
    buyers_at,
    buyers_config,
    buyers_to_date,
    traits_of,
)
from regulars.domains.traits.queries.people import (
    SORTS,
    Choices,
    CutsPreview,
    Totals,
    choices,
    keep,
    list_people,
    people_as_of,
    people_config,
    people_to_date,
    preview_cuts,
    rank_people,
    state_counts,
    totals_of,
)

__all__ = [
    "SORTS",
    "Choices",
    "CutsPreview",
    "Totals",
    "TraitsRow",
    "alone_to_date",
    "buyers_at",
    "buyers_config",
    "buyers_to_date",
    "choices",
    "keep",
    "list_people",
    "people_as_of",
    "people_config",
    "people_to_date",
    "preview_cuts",
    "rank_people",
    "state_counts",
    "totals_of",
    "traits_of",
]
