"""The address of a report: read into filters, and shown again as a bar of filters; and the form of a goal."""

from regulars.domains.insights.forms.asked import Asked, read
from regulars.domains.insights.forms.bar import DIMENSION_NAMES, filter_bar, select
from regulars.domains.insights.forms.goal import GoalForm

__all__ = ["DIMENSION_NAMES", "Asked", "GoalForm", "filter_bar", "read", "select"]
