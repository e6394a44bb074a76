"""Buyers counted by what their first order was like: as columns, since a large shop has half a million such groups."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from regulars.domains.insights.rules.findings_choice import CHANNEL, COUNTRY, FIRST_PRODUCT, MONTH, WEEK, Claimed
from regulars.domains.insights.rules.findings_tests import Stratified, Table, stratified_of

if TYPE_CHECKING:
    import numpy as np

    Numbers = np.ndarray[Any, np.dtype[Any]]

# The columns, and the kind of claim that sets a group of them aside.
CLAIMS = {"week": WEEK, "month": MONTH, "channel": CHANNEL, "country": COUNTRY, "product": FIRST_PRODUCT}
ALIKE = ("month", "channel", "country")  # what a product's buyers must share with those they are compared with


@dataclass(frozen=True, slots=True)
class Cell:
    """Buyers alike in their first order: so many `people`, of whom so many `returned` within 90 days."""

    week: date
    month: date
    channel: str
    country: str
    product: int | None
    people: int
    returned: int


@dataclass(frozen=True, slots=True, eq=False)
class Coded:
    """One column: for each cell a place among `labels`, which are in order."""

    codes: Numbers
    labels: Sequence[Any]


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """All cells: what they have in common by name, and their counts."""

    coded: Mapping[str, Coded]
    people: Numbers
    returned: Numbers

    def __len__(self) -> int:
        return len(self.people)

    def without(self, claimed: Claimed) -> Cells:
        """Those whose week, month, product, country and channel nobody claimed."""
        import numpy as np

        kept = np.ones(len(self), dtype=bool)
        for name, kind in CLAIMS.items():
            gone = claimed.of(kind)
            places = [place for place, label in enumerate(self.coded[name].labels) if gone and label in gone]
            if places:
                kept &= ~np.isin(self.coded[name].codes, places)
        return self if kept.all() else self._chosen(kept)

    def sizes(self, name: str) -> dict[Any, tuple[int, int]]:
        """People and returned by the labels of one column that occur, in order."""
        import numpy as np

        column = self.coded[name]
        most = len(column.labels)
        cells = np.bincount(column.codes, minlength=most)
        people = _added(column.codes, self.people, most)
        returned = _added(column.codes, self.returned, most)
        return {
            label: (int(people[place]), int(returned[place]))
            for place, label in enumerate(column.labels)
            if cells[place]
        }

    def by_product(self) -> dict[int, tuple[Table, Stratified | None]]:
        """Each product's buyers beside all others of the same month, channel and country: added up, and compared.

        What nobody can be compared with is not added up.
        """
        import numpy as np

        is_named = np.array([label is not None for label in self.coded["product"].labels], dtype=bool)
        named = self._chosen(is_named[self._products])
        stratum, own = self._strata(), named._strata()
        most = int(stratum.max(initial=-1)) + 1
        all_people, all_returned = _added(stratum, self.people, most), _added(stratum, self.returned, most)
        pairs, places = np.unique(named._products.astype(np.int64) * most + own, return_inverse=True)
        people, returned = _added(places, named.people, len(pairs)), _added(places, named.returned, len(pairs))
        product, at = pairs // max(most, 1), pairs % max(most, 1)
        others, others_returned = all_people[at] - people, all_returned[at] - returned
        fit = others > 0
        columns = [part[fit] for part in (returned, people, others_returned, others)]
        labels = self.coded["product"].labels
        found = stratified_of(product[fit], len(labels), *columns)
        sums = [_added(product[fit], part, len(labels)) for part in columns]
        return {
            labels[place]: (Table(*(int(part[place]) for part in sums)), found[place])
            for place in np.unique(product).tolist()
        }

    @property
    def _products(self) -> Numbers:
        return self.coded["product"].codes

    def _strata(self) -> Numbers:
        import numpy as np

        codes = np.zeros(len(self), dtype=np.int64)
        for name in ALIKE:
            codes = codes * max(len(self.coded[name].labels), 1) + self.coded[name].codes
        return codes

    def _chosen(self, kept: Numbers) -> Cells:
        coded = {name: Coded(column.codes[kept], column.labels) for name, column in self.coded.items()}
        return Cells(coded, self.people[kept], self.returned[kept])


def cells_of(columns: Mapping[str, Coded], people: Numbers, returned: Numbers) -> Cells:
    """Cells from columns whose labels are in any order, and may be there twice.

    The cells stand in the order of their labels, so that no shuffle of the input moves a digit of the result.
    """
    import numpy as np

    coded = {}
    for name in CLAIMS:
        labels = columns[name].labels
        different = sorted(set(labels), key=lambda one: (one is not None, one))
        place = {label: number for number, label in enumerate(different)}
        codes = np.array([place[label] for label in labels], dtype=np.int32)
        coded[name] = Coded(codes[columns[name].codes], different)
    order = np.lexsort([coded[name].codes for name in ("product", "country", "channel", "month", "week")])
    return Cells(coded, people.astype(np.int64), returned.astype(np.int64))._chosen(order)


def of_rows(cells: Iterable[Cell]) -> Cells:
    """Cells from rows."""
    import numpy as np

    rows = list(cells)
    columns = {name: Coded(np.arange(len(rows)), [getattr(row, name) for row in rows]) for name in CLAIMS}
    return cells_of(columns, *(np.array([getattr(row, name) for row in rows]) for name in ("people", "returned")))


def _added(codes: Numbers, counts: Numbers, most: int) -> Numbers:
    """Sums of whole numbers by code; exact, since a double holds every count of people there are."""
    import numpy as np

    sums: Numbers = np.bincount(codes, weights=counts, minlength=most).astype(np.int64)
    return sums


__all__ = ["Cell", "Cells", "Coded", "cells_of", "of_rows"]
