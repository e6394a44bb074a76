"""Statistics every figure rests on: intervals, waiting times, ranks. Plain Python, exact where integers allow it.

What is not defined (a share of nobody, a mean of nothing) is None, never 0.
"""

from regulars.kit.stats.distributions import normal_quantile, student_t_quantile
from regulars.kit.stats.intervals import Estimate, Interval, bootstrap, newcombe_difference, wilson
from regulars.kit.stats.means import Running, mean_of_sums, ratio_of_sums
from regulars.kit.stats.ranks import (
    counts_of,
    gini,
    quantile_of_counts,
    quantile_sorted,
    tie_safe_scale,
    tie_safe_scores,
    top_share,
)
from regulars.kit.stats.survival import QuantileDays, Step, SurvivalCurve, kaplan_meier

__all__ = [
    "Estimate",
    "Interval",
    "QuantileDays",
    "Running",
    "Step",
    "SurvivalCurve",
    "bootstrap",
    "counts_of",
    "gini",
    "kaplan_meier",
    "mean_of_sums",
    "newcombe_difference",
    "normal_quantile",
    "quantile_of_counts",
    "quantile_sorted",
    "ratio_of_sums",
    "student_t_quantile",
    "tie_safe_scale",
    "tie_safe_scores",
    "top_share",
    "wilson",
]
