"""What other domains may see of the figures: filters in, frozen rows out."""

from regulars.domains.insights.types.dates import Window, add_months, comparison_of, window_of
from regulars.domains.insights.types.filters import BASES, FILTER_KEYS, NONE, Filters, between

__all__ = [
    "BASES",
    "FILTER_KEYS",
    "NONE",
    "Filters",
    "Window",
    "add_months",
    "between",
    "comparison_of",
    "window_of",
]
