"""What insights adds to screens of others: cards of advice, the lists behind them, words for what became of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from regulars.base import extends
from regulars.base.activity import ActivityRow
from regulars.base.extends import Advice, CustomerList, Said, Viewer
from regulars.base.saying import plain
from regulars.base.web import nav
from regulars.base.web.formats import COUNT, Unit, show
from regulars.domains.insights import queries
from regulars.domains.insights.rules.advice import (
    BEST_OVERDUE,
    LOOK_BACK_DAYS,
    ONE_TIME,
    ONE_TIME_DAYS,
    ONE_TIME_UNTIL_DAYS,
    REGULARS_OVERDUE,
    RULES,
    SECOND_ORDER,
)  # fmt: skip
from regulars.domains.insights.types.advice import LIST_NAMES, AdviceList

# Pages of the reports room: address, name in the rail, what people from elsewhere call it.
REPORTS = (
    ("metrics", gettext_lazy("Metrics"), "KPI dashboard revenue AOV LTV repeat rate sales"),
    ("cohorts", gettext_lazy("Cohorts"), "retention table cohort analysis"),
    ("rfm", gettext_lazy("Recency and frequency"), "RFM grid segments scoring"),
    ("repeat", gettext_lazy("Time between orders"), "purchase interval latency time lag repeat curve"),
    ("products", gettext_lazy("First products"), "gateway product journey second order"),
    ("concentration", gettext_lazy("Concentration"), "pareto top customers whales Gini"),
    ("goals", gettext_lazy("Goals"), "target KPI OKR plan"),
)
_WHOLE_PERCENT = Unit("percent")


@dataclass(frozen=True, slots=True)
class ListAdvice:
    """Says one list of people in words; `key` is the rule that makes it."""

    key: str

    def advise(self, as_of: date) -> Sequence[Advice]:
        """Answer one card, or none where the history is too short or nobody stands in this place."""
        found = queries.advice_list(self.key, as_of)
        if found is None or not found.customers:
            return ()
        name = urlencode({"list": f"advice.{self.key}"})
        people = len(found.customers)
        return (
            Advice(
                key=self.key,
                title=_title(found),
                why=_why(found),
                customers=found.customers,
                url=f"{reverse('traits:customers')}?{name}",
                worth_minor=found.worth_minor,
                currency=found.currency,
                base_rate=(found.returned, found.base) if found.base else None,
                unasked=_unasked(found),
                csv_url=f"{reverse('traits:customers_csv')}?{name}",
                action=ngettext("Open the list of %(count)s", "Open the list of %(count)s", people)
                % {"count": show(people, COUNT)},
            ),
        )


class AdviceLists:
    """Opens a card's people as it stands today (`advice.<rule>`), or as somebody took it up (`advice.<number>`)."""

    key = "advice"

    def find(self, name: str) -> CustomerList | None:
        if name in RULES:
            found = queries.advice_list(name)
            return CustomerList(_title(found), found.customers, _home(), _unasked(found)) if found else None
        row = queries.decision(int(name)) if name.isdecimal() and len(name) < 19 else None
        if row is None:
            return None
        title = _("%(list)s, as of %(day)s") % {"list": _name(row.key), "day": show(row.as_of)}
        return CustomerList(title, row.customers, _home())


def _name(key: str) -> str:
    return _(LIST_NAMES.get(key, key))


def _home() -> str:
    return reverse("desk:home")


def _title(found: AdviceList) -> str:
    people = len(found.customers)
    texts = {
        ONE_TIME: ngettext(
            "%(people)s buyer ordered once, %(days)s+ days ago",
            "%(people)s buyers ordered once, %(days)s+ days ago",
            people,
        ),
        SECOND_ORDER: ngettext(
            "%(people)s new buyer is in the days when second orders come",
            "%(people)s new buyers are in the days when second orders come",
            people,
        ),
        BEST_OVERDUE: ngettext(
            "%(people)s of your best customers is overdue", "%(people)s of your best customers are overdue", people
        ),
        REGULARS_OVERDUE: ngettext("%(people)s regular is overdue", "%(people)s regulars are overdue", people),
    }
    return texts[found.key] % {"people": show(people, COUNT), "days": ONE_TIME_DAYS}


def _why(found: AdviceList) -> str:
    texts = {
        ONE_TIME: _("They know you, and have let the first %(usual)s days pass without a second order."),
        SECOND_ORDER: _(
            "They ordered once, %(first)s to %(last)s days ago. Half of those who come back within %(usual)s days do "
            "so in this stretch."
        ),
        BEST_OVERDUE: _(
            "They belong to the tenth that brought most, and have waited more than one and a half times as long as "
            "they usually do between two orders."
        ),
        REGULARS_OVERDUE: _(
            "They have ordered on three days or more, and have waited more than one and a half times as long as they "
            "usually do."
        ),
    }
    return texts[found.key] % {"first": found.first_day, "last": found.last_day, "usual": ONE_TIME_DAYS}


def _unasked(found: AdviceList) -> str:
    if not found.base:
        return _("The history is too short to say how many would come anyway.")
    numbers = {
        "base": show(found.base, COUNT),
        "returned": show(found.returned, COUNT),
        "share": show(found.returned / found.base, _WHOLE_PERCENT),
        "until": ONE_TIME_UNTIL_DAYS,
        "back": LOOK_BACK_DAYS,
        "days": found.days,
    }
    if found.key == ONE_TIME:
        return _("Of %(base)s such buyers %(returned)s (%(share)s) returned by day %(until)s unasked.") % numbers
    return (
        _(
            "Of %(base)s who stood here %(back)s days ago, %(returned)s (%(share)s) ordered within %(days)s days "
            "unasked."
        )
        % numbers
    )


def _assigned(fact: ActivityRow, viewer: Viewer) -> str | Said:
    return _on_list(fact, _("The list “%(list)s” was taken up, with %(people)s people"), "users")


def _done(fact: ActivityRow, viewer: Viewer) -> str | Said:
    return _on_list(fact, _("The list “%(list)s” was marked done, with %(people)s people"), "check")


def _dismissed(fact: ActivityRow, viewer: Viewer) -> str | Said:
    return _on_list(fact, _("The card “%(list)s” was put away"), "x")


def _reopened(fact: ActivityRow, viewer: Viewer) -> str | Said:
    return _on_list(fact, _("The card “%(list)s” was brought back"), "undo-2")


def _on_list(fact: ActivityRow, text: str, icon: str) -> Said:
    words = {"list": _name(str(fact.data.get("key", ""))), "people": show(fact.data.get("people", 0), COUNT)}
    advice = fact.data.get("advice")
    link = f"{reverse('traits:customers')}?{urlencode({'list': f'advice.{advice}'})}" if advice else ""
    return Said(text % words, icon=icon, url=link)


def register() -> None:
    """Add cards, lists and sentences to the registries."""
    for rule in RULES:
        extends.advice.register(ListAdvice(rule))
    extends.lists.register(AdviceLists())
    extends.sentences.register(plain("advice.assigned", "users", _assigned))
    extends.sentences.register(plain("advice.done", "check", _done))
    extends.sentences.register(plain("advice.dismissed", "x", _dismissed))
    extends.sentences.register(plain("advice.reopened", "undo-2", _reopened))
    extends.sentences.register(plain("goal.set", "target", lambda fact, viewer: _("A goal was set")))
    extends.sentences.register(plain("goal.removed", "target", lambda fact, viewer: _("A goal was given up")))
    extends.sentences.register(plain("spend.recorded", "coins", lambda fact, viewer: _("Ad spend was recorded")))
    for order, (name, label, words) in enumerate(REPORTS):
        nav.add(nav.NavItem("reports", label, f"insights:{name}", "reports.read", 10 + order, words))
