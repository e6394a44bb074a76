"""What a report stands on: one snapshot of the lake, the filters, the day it looks back from."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from regulars.domains.insights.types import Filters
from regulars.kit import clock
from regulars.kit.periods import DAY, Period

if TYPE_CHECKING:
    import ibis
    import pyarrow as pa
    from ibis import Table

    from regulars.base.shop.queries import ShopRow
    from regulars.domains.insights.facts.frame import Frame

T = TypeVar("T")
Rows = list[dict[str, Any]]


class Lake(Protocol):
    """As much of `base.lake.Session` as a report needs."""

    def table(self, name: str) -> Table: ...

    def remembered(self, key: Hashable, question: Callable[[], ibis.Expr]) -> pa.Table: ...

    def remembered_rows(self, key: Hashable, question: Callable[[], ibis.Expr]) -> Rows: ...

    def cached(self, key: Hashable, build: Callable[[], T]) -> T: ...

    def config(self, name: str) -> Mapping[str, Any]: ...


@dataclass(frozen=True, slots=True)
class Context:
    """`as_of` is the last full day, `since` the first day with a sale (or `as_of` before any)."""

    lake: Lake
    filters: Filters
    as_of: date
    since: date
    currency: str
    fiscal_start: int = 1
    rfm_cuts: dict[str, list[int]] | None = None
    frames: dict[Hashable, Frame] = field(default_factory=dict, compare=False)

    @property
    def period(self) -> Period:
        return self.filters.period(self.as_of, self.since, self.fiscal_start)

    @property
    def comparison(self) -> Period | None:
        return self.filters.comparison(self.as_of, self.since, self.fiscal_start)

    def on_basis(self, basis: str) -> Context:
        return self if basis == self.filters.basis else replace(self, filters=replace(self.filters, basis=basis))

    def frame(self, *, by_category: bool = False) -> Frame:
        """The sales these filters select; building it costs more than asking for it, so it is kept."""
        from regulars.domains.insights.facts.frame import frame_of

        key = (replace(self.filters, dates="all", compare="none"), by_category)
        if key not in self.frames:
            self.frames[key] = frame_of(self.lake.table, self.filters, self.as_of, by_category=by_category)
        return self.frames[key]

    def rows(self, key: Hashable, build: Callable[[], ibis.Expr]) -> Rows:
        """Rows of an expression, remembered under `key` and everything the filters say but their dates.

        `build` loads what it needs by itself, so that a remembered answer waits for no library.
        """
        return self.lake.remembered_rows(self._key(key), build)

    def arrow(self, key: Hashable, build: Callable[[], ibis.Expr]) -> pa.Table:
        """The same as columns, for answers of many rows."""
        return self.lake.remembered(self._key(key), build)

    def _key(self, key: Hashable) -> Hashable:
        # Whether the day of view was asked for or is the shop's own makes no other rows.
        return ("insights", key, replace(self.filters, dates="all", compare="none", as_of=None), self.as_of)

    @property
    def picks(self) -> bool:
        """Whether the filters leave out any sale up to the day of view, other than by basis."""
        return self.filters.picks_orders or bool(self.filters.first_product or self.filters.acquisition)

    def seen(self, period: Period) -> Period | None:
        """The part of a period that has been observed, None before its first day."""
        end = min(period.end, self.as_of + DAY)
        return Period(period.start, end) if period.start < end else None


class _Session:
    """A session of the lake whose answers are remembered as long as the snapshot is the newest."""

    def __init__(self, session: Any) -> None:
        self._session = session

    def table(self, name: str) -> Table:
        return self._session.table(name)

    def remembered(self, key: Hashable, question: Callable[[], ibis.Expr]) -> pa.Table:
        from regulars.base.lake import remembered

        return remembered(key, question)

    def remembered_rows(self, key: Hashable, question: Callable[[], ibis.Expr]) -> Rows:
        from regulars.base.lake import remembered_rows

        return remembered_rows(key, question)

    def cached(self, key: Hashable, build: Callable[[], T]) -> T:
        from regulars.base.lake import cached

        return cached(key, build)

    def config(self, name: str) -> Mapping[str, Any]:
        config: Mapping[str, Any] = self._session.config(name)
        return config


@contextmanager
def reporting(filters: Filters) -> Iterator[Context]:
    """Pin a snapshot and resolve what the filters leave open: the day of view, the shop's currency and year."""
    from regulars.base.lake import session
    from regulars.base.shop.queries import find_shop

    shop = find_shop()
    with session() as pinned:
        lake = _Session(pinned)
        as_of = filters.as_of or _last_full_day()
        yield Context(
            lake=lake,
            filters=_with_defaults(filters, shop),
            as_of=as_of,
            since=_since(lake, as_of),
            currency=shop.reporting_currency if shop else "",
            fiscal_start=shop.fiscal_start_month if shop else 1,
            rfm_cuts=shop.rfm_cuts if shop else None,
        )


def _last_full_day() -> date:
    from regulars.domains.orders.queries import last_full_day

    return last_full_day(clock.now())


def _since(lake: Lake, as_of: date) -> date:
    def first_day() -> ibis.Expr:
        sales = lake.table("sales")
        return sales.aggregate(first=sales.ordered_on.min())

    found: date | None = lake.remembered_rows("first day of sales", first_day)[0]["first"]
    return min(found or as_of, as_of)


def _with_defaults(filters: Filters, shop: ShopRow | None) -> Filters:
    """What the filters leave open about renewals and wholesale, the shop has decided."""
    if shop is None:
        return filters
    renewals = shop.include_renewals if filters.renewals is None else filters.renewals
    wholesale = shop.include_wholesale if filters.wholesale is None else filters.wholesale
    return replace(filters, renewals=renewals, wholesale=wholesale)
