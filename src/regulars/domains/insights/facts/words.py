"""Words for the codes that rows carry."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

# Codes of `Figure.why` and `MetricRow.previous_why`.
WHY = {
    "nothing_to_divide": _("There is nothing to divide by."),
    "too_young": _("Too little time has passed to know."),
    "not_reached": _("Not reached in the time that has been observed."),
    "costs_unknown": _("The cost of some of these orders is not known. Import unit costs or set a margin rate."),
    "spend_unknown": _("No ad spend is imported for these days."),
    "not_split_that_way": _("It cannot be split or filtered that way."),
    "before_history": _("The history does not reach back far enough to compare."),
    "not_begun": _("These days have not begun."),
    "too_many_periods": _("Too many periods for this metric: choose longer ones."),
}
# Codes of `notes` of any row.
NOTES = {
    "open_period": _("Days of this period are still to come."),
    "no_rate": _("Some orders are in a currency without an exchange rate for their day; their money is left out."),
    "loose_refunds_left_out": _(
        "Refunds that name no order are left out, since what is filtered is not known of them."
    ),
    "first_months": _("The history begins with an import: buyers of its first months may be old customers."),
    "one_basis": _("This metric exists on one basis only."),
    "lines_of_category": _("Counts the lines of the chosen categories, not whole orders."),
}

NOT_KNOWN = _("(not known)")

# Segments of the RFM grid: name, and what to do about them.
SEGMENT_WORDS = {
    "best_regulars": (_("Best regulars"), _("Thank them, ask them for reviews and friends; no discount needed.")),
    "regulars": (_("Regulars"), _("Keep them: first looks, favorites back in stock.")),
    "becoming_regular": (_("Becoming regulars"), _("Show what goes with their first orders.")),
    "new": (_("New"), _("Help them enjoy what they bought, then suggest the second order.")),
    "second_order_due": (_("Second order due"), _("Remind them now: most second orders come about this time.")),
    "cooling": (_("Cooling off"), _("Ask whether all was well; remind them of what they liked.")),
    "slipping_away": (_("Slipping away"), _("One friendly reminder; most of them ordered once.")),
    "regulars_at_risk": (_("Regulars at risk"), _("Write to them personally before they are gone.")),
    "best_regulars_lost": (_("Best regulars, long gone"), _("Call or write: they ordered more often than anybody.")),
    "gone_quiet": (_("Gone quiet"), _("Win back by your strongest offer, or leave them in peace.")),
}
