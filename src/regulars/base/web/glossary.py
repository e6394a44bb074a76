"""Words of the field in plain sentences. One word means one thing, on every page."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from regulars.base.extends import Text

GLOSSARY: dict[str, Text] = {
    "active": _("Last bought no longer ago than is usual for this person."),
    "as of": _("The last complete day in the data. Everything on the page is counted up to its end."),
    "at risk": _("Later than usual for this person, but not yet by half as much again."),
    "average order value": _("Revenue divided by orders, over the same orders."),
    "buyer": _("A customer with at least one order that counts."),
    "cohort": _("Everyone whose first order fell into the same month or week."),
    "concentration": _("How much of the revenue comes from the best tenth of customers."),
    "contribution": _("Net revenue less the cost of goods and of winning the buyer."),
    "control group": _("People picked by chance who get nothing, so that the difference shows what an action earned."),
    "customer retention rate": _(
        "Share of the customers at the start of a period who were still customers at its end."
    ),
    "estimated": _("Costs are not known for every product, so the shop's margin rate stands in for them."),
    "first product": _("The product with the largest amount in a buyer's first order."),
    "frequency": _("Number of different days with a purchase."),
    "gross sales": _("What was sold before refunds, without tax and shipping."),
    "lapsed": _("No purchase for more than one and a half times this person's own rhythm."),
    "lifetime value": _("What one customer brought from the first order until now. It predicts nothing."),
    "likely": _("If the same were counted again many times, 95 of 100 such ranges would hold the true value."),
    "margin rate": _("The share of the price that is not cost, where no unit cost is known."),
    "monetary value": _("Net revenue of one customer, in total."),
    "months to pay back": _("Months until a cohort's contribution covers what it cost to win it."),
    "net sales": _("Price times quantity, less discounts and refunds, without tax and shipping."),
    "new customer": _("Somebody whose first order ever lies in the period."),
    "open period": _("A period that has not ended yet. Its numbers will still grow."),
    "own rhythm": _("The usual number of days between this person's purchase days."),
    "purchase day": _("A day with at least one order. Two orders on one day are one purchase day."),
    "purchase frequency": _("Orders divided by buyers in the period. It grows with the length of the period."),
    "recency": _("Days since the last purchase."),
    "refund rate": _("Money given back, divided by money sold in the same period."),
    "repeat purchase rate": _("Share of buyers with two or more orders, over all buyers with at least one."),
    "reporting currency": _("Amounts in other currencies are converted to it by the rate of the order's day."),
    "retention rate": _("Share of a cohort that ordered again in a later period."),
    "returning customer": _("Somebody who ordered in the period and had ordered before."),
    "RFM": _("Recency, frequency and monetary value, each scored from 1 to 5. Equal values get equal scores."),
    "sold": _("What was ordered at a price above zero, before refunds."),
    "time between orders": _("Days from one purchase day to the next. Who has not come back yet is counted too."),
    "unidentified orders": _("Orders without account, e-mail or phone. They count in revenue, never in customers."),
}


def meaning(word: str) -> Text:
    """The sentence, or an empty text for a word we do not explain."""
    return GLOSSARY.get(word, "")
