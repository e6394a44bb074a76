"""What other domains may see of the figures: filters in, frozen rows out."""

from regulars.domains.insights.types.dates import add_months, comparison_of, period_of
from regulars.domains.insights.types.filters import BASES, FILTER_KEYS, NONE, Filters, days_text

__all__ = [
    "BASES",
    "FILTER_KEYS",
    "NONE",
    "Filters",
    "add_months",
    "comparison_of",
    "days_text",
    "period_of",
]
