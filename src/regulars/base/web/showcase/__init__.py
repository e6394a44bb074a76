"""Every component with likely values, for the style guide. Figures are those of a gift wholesaler's year."""

from __future__ import annotations

from typing import Any

from django import forms

from regulars.base.web import components as c
from regulars.base.web.showcase import pictures, records


def everything() -> dict[str, Any]:
    """Context of the style guide."""
    return {
        "heading": "Style guide",
        "finding": "2,845 of 4,338 buyers ordered again; half of all buyers do so by day 97.",
        "crumb_url": "/desk/_styles",
        "stats": records.stats(),
        "advice": records.advice(),
        "filters": records.filters(),
        "line": pictures.revenue(),
        "columns": pictures.new_and_returning(),
        "curve": pictures.curve(),
        "bars": pictures.decomposition(),
        "compared": pictures.compared(),
        "cohorts": pictures.cohorts(),
        "rfm": pictures.rfm(),
        "table": records.products(),
        "customers": records.customers(),
        "facts": records.facts(),
        "timeline": records.timeline(),
        "tabs": c.Tabs(
            (c.Tab("Overview", "#", current=True), c.Tab("Orders", "#", count=18532), c.Tab("Notes", "#", count=3))
        ),
        "stepper": c.Stepper(
            (c.Step("Choose files", "#"), c.Step("Match columns", "#"), c.Step("Check"), c.Step("Import")), 2
        ),
        "progress": [
            c.Progress("running", "Reading online-retail.csv", 312480, 541909, "41,200 lines a second, 6 seconds left"),
            c.Progress("done", "Reading customers.csv", 4372, 4372, "4,372 customers, nothing rejected", state="done"),
        ],
        "empty": c.Empty(
            "No orders yet",
            "Once orders are in, this page shows who comes back, who does not, and what that is worth.",
            action=c.Action("Import orders", "#", "upload", primary=True),
        ),
        "badges": [
            c.Badge("Active", "good", "circle-check"),
            c.Badge("At risk", "warning", "clock"),
            c.Badge("Lapsed", "bad", "circle-x"),
            c.Badge("Estimated", "note", "info"),
            c.Badge("Wholesale"),
            c.Badge("New", "accent"),
        ],
        "actions": [
            c.Action("Open the list", "#", primary=True),
            c.Action("Share", "#", "share-2"),
            c.Action(
                "Undo this import",
                "#",
                "undo-2",
                post=True,
                danger=True,
                confirm="This takes back 18,532 orders of 4,338 customers.",
            ),
        ],
        "form": Sample({"email": "not an address", "rate": "42"}),
    }


class Sample(forms.Form):
    """Fields with help, an error and a choice."""

    name = forms.CharField(
        label="Shop name", initial="Kettle & Leaf", help_text="Shown in the rail and on shared pages."
    )
    email = forms.EmailField(label="E-mail")
    zone = forms.ChoiceField(
        label="Time zone", choices=[("Europe/Berlin", "Europe/Berlin"), ("Europe/London", "Europe/London")]
    )
    rate = forms.DecimalField(
        label="Margin rate", required=False, help_text="Share of net sales that stays, in percent."
    )
    wholesale = forms.BooleanField(label="Count wholesale orders", required=False, help_text="Changes every figure.")
