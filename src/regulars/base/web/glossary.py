"""Words of the field in plain sentences. One word means one thing, on every page."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from regulars.base.extends import Text

GLOSSARY: dict[str, Text] = {
    "repeat purchase rate": _("Share of buyers with two or more orders, over all buyers with at least one."),
    "returning customer": _("Somebody who ordered in the period and whose first order lies before that order."),
    "retention rate": _("Share of the customers at the start of a period who were still customers at its end."),
    "cohort": _("Everyone whose first order fell into the same month or week."),
    "average order value": _("Net sales divided by orders."),
    "purchase frequency": _("Orders divided by buyers in the period. It grows with the length of the period."),
    "lifetime value": _("What one customer brought from the first order until now."),
    "net sales": _("Price times quantity, less discounts and refunds, without tax and shipping."),
    "gross sales": _("What was sold before refunds, without tax and shipping."),
    "refund rate": _("Money given back, divided by money sold in the same period."),
    "recency": _("Days since the last purchase."),
    "frequency": _("Number of different days with a purchase."),
    "monetary value": _("Net sales of one customer, in total."),
    "RFM": _("Recency, frequency and monetary value, each scored from 1 to 5. Equal values always get equal scores."),
    "active": _("Buys about as often as usual for this person."),
    "at risk": _("Later than usual for this person, but not yet by half as much again."),
    "lapsed": _("No purchase for more than one and a half times this person's own rhythm."),
    "time between orders": _(
        "Days from one purchase day to the next. Buyers who have not come back yet are counted too."
    ),
    "likely": _("If the same were counted again many times, 95 of 100 such ranges would hold the true value."),
    "unidentified orders": _(
        "Orders without customer account, e-mail or phone. They count in sales, never in customers."
    ),
    "control group": _("People picked by chance who get nothing, so that the difference shows what an action earned."),
    "concentration": _("How much of the sales comes from the best tenth of customers."),
    "open period": _("A period that has not ended yet. Its numbers will still grow."),
    "contribution": _("Net sales less the cost of goods and of winning the customer."),
    "months to pay back": _("Months until a cohort's contribution covers what it cost to win it."),
    "as of": _("The last complete day in the data. Everything on the page is counted up to its end."),
}


def meaning(word: str) -> Text:
    """The sentence, or an empty text for a word we do not explain."""
    return GLOSSARY.get(word, "")
