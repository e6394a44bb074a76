"""What other domains may see of the figures: filters in, frozen rows out."""

from regulars.domains.insights.types.dates import add_months, comparison_of, period_of
from regulars.domains.insights.types.filters import BASES, FILTER_KEYS, NONE, Filters, days_text
from regulars.domains.insights.types.spend import SpendFacts, SpendReport

__all__ = [
    "BASES",
    "FILTER_KEYS",
    "NONE",
    "Filters",
    "SpendFacts",
    "SpendReport",
    "add_months",
    "comparison_of",
    "days_text",
    "period_of",
]
