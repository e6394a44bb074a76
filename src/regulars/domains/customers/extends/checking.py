"""What must be true of consent and merges at all times, counted from the rows themselves."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from regulars.base import extends
from regulars.base.extends import Finding
from regulars.base.shop.queries import shop
from regulars.base.state import chunks, fetchall
from regulars.domains.customers import queries
from regulars.domains.customers.rules import joining

NAMED_MAX = 10


class ReachableIsTheLedger:
    """The answer that senders join is what the ledger, suppressions, addresses and merges come to."""

    key, title = "customers.reachable", _("Whom one may write to is exactly what people said and what stops mail.")

    def check(self) -> Finding:
        """Work every answer out anew and compare."""
        people = [int(row[0]) for row in fetchall("SELECT DISTINCT customer FROM customers_consent ORDER BY customer")]
        checked, wrong = 0, []
        for part in chunks(people):
            for case in queries.cases(part):
                stored = queries.stored_answers(case.root)
                meant = {pair: case.reach(*pair).is_allowed for pair in case.pairs()}
                checked += 1
                if stored != meant:
                    wrong.append(shop().public("cus", case.root))
        return Finding(checked, len(wrong), tuple(wrong[:NAMED_MAX]))


class ResolutionIsTheMerges:
    """Every merged customer leads straight to who lives on, as the merges that hold say."""

    key, title = "customers.resolution", _("Every merged customer leads to the one who lives on, without a circle.")

    def check(self) -> Finding:
        """Follow the merges anew and compare."""
        rows = fetchall("SELECT merged FROM customers_merge WHERE undone_at IS NULL ORDER BY merged")
        meant = joining.roots(queries.edges([int(row[0]) for row in rows]))
        stored = {int(a): int(b) for a, b in fetchall("SELECT merged, survivor FROM customers_resolution")}
        wrong = sorted(one for one in meant.keys() | stored.keys() if meant.get(one) != stored.get(one))
        names = tuple(shop().public("cus", one) for one in wrong[:NAMED_MAX])
        return Finding(len(meant), len(wrong), names)


def register() -> None:
    """Register both; called once, from the app's ready()."""
    extends.invariants.register(ReachableIsTheLedger())
    extends.invariants.register(ResolutionIsTheMerges())
