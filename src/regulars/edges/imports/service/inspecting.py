"""What a file is and how it would be read: the wizard's first page, and the plan behind every command."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, is_dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import msgspec
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from regulars.base.shop.queries import find_shop
from regulars.base.state import Act, write
from regulars.edges.imports import queries, staging
from regulars.edges.imports.assembling.contacts import contacts_of
from regulars.edges.imports.assembling.grouping import orders_of
from regulars.edges.imports.assembling.listing import rows_of
from regulars.edges.imports.deciding import Choices, House, decide
from regulars.edges.imports.layouts import (
    BY_NAME,
    CONTACTS,
    COSTS,
    CUSTOMERS,
    FIELDS,
    LAYOUTS,
    OF_CONTACTS,
    ORDERS,
    PRODUCTS,
    SPEND,
    Layout,
    Mapped,
    mapped_layout,
    recognize,
)  # fmt: skip
from regulars.edges.imports.layouts.fields import known_names
from regulars.edges.imports.layouts.proposer import propose
from regulars.edges.imports.plan import Plan, header_fingerprint
from regulars.edges.imports.reading import fold
from regulars.edges.imports.rejects import told
from regulars.edges.imports.service import verbs
from regulars.edges.imports.staging import Staged
from regulars.edges.imports.types import Preview, Proposal
from regulars.kit.errors import Refused

SAMPLE_ROWS = 200
AMOUNTS = ("unit_price", "line_total", "line_subtotal", "items", "total", "subtotal")
NEEDED: Mapping[str, tuple[tuple[str, ...], ...]] = {  # of each group one is needed
    ORDERS: (("order_id", "order_number"), ("placed_at",), AMOUNTS),
    CUSTOMERS: (("customer_id", "email", "phone"),),
    CONTACTS: (("email", "phone", "customer_id"),),
    PRODUCTS: (("product",),),
    COSTS: (("sku", "product_id", "product"), ("cost",)),
    SPEND: (("spent_on",), ("amount",)),
}  # fmt: skip

Progress = Callable[[int, int, str], None]


def is_known_name(name: str) -> bool:
    """Whether a column name means something to any layout or field of ours."""
    return fold(name) in _known()


def _known() -> frozenset[str]:
    if not _KNOWN:
        columns = {
            fold(name) for layout in (*LAYOUTS, *OF_CONTACTS) for names in layout.columns.values() for name in names
        }
        _KNOWN.append(known_names("") | columns)
    return _KNOWN[0]


_KNOWN: list[frozenset[str]] = []


def staged_of(path: Path, progress: Progress | None = None) -> Staged:
    """Stage a file, or find it staged."""
    return staging.stage(path, is_known_name, None if progress is None else lambda rows: progress(rows, 0, ""))


def inspect(
    path: Path,
    kind: str = "",
    *,
    layout: str = "",
    mapping: Mapped | None = None,
    choices: Choices | None = None,
    progress: Progress | None = None,
) -> Proposal:
    """Find out what a file is and propose how to read it.

    `mapping` adds to, or takes the place of, what the layout or the proposer says; a field mapped to nothing is left
    out. Without `kind` the columns tell it.

    Raises:
        NotFound, Refused: no file, no table, or a column that is not there.
    """
    staged = staged_of(path, progress)
    sample = staging.sample(staged, SAMPLE_ROWS)
    chosen, is_saved, decisions = _layout(staged, kind, layout)
    kind = kind or (chosen.kind if chosen else _likely_kind(staged, sample))
    found = chosen or mapped_layout(kind)
    base = dict(decisions.pop("mapping", None) or found.mapping(staged.header) or propose(kind, staged.header, sample))
    mapped = {name: names for name, names in {**base, **_checked(mapping or {}, kind, staged)}.items() if names}
    decided = decide(staged, kind, found, mapped, _with_saved(choices or Choices(), decisions), _house())
    missing = tuple(group[0] for group in NEEDED[kind] if not any(name in decided.plan.mapping for name in group))
    return Proposal(path, staged, kind, found.name, str(found.title), decided, missing, sample, is_saved)


def preview(proposal: Proposal, limit: int = 20) -> Preview:
    """The first facts that the plan makes of the file."""
    read = {ORDERS: orders_of, CONTACTS: contacts_of}.get(proposal.kind, rows_of)
    portions = read(proposal.staged, proposal.plan)
    facts: list[Mapping[str, Any]] = []
    rejects: list[Mapping[str, str | int]] = []
    for portion in portions if proposal.staged.rows and not proposal.missing else ():
        facts += [plain(one) for one in portion.statements[: limit - len(facts)]]
        rejects += [told(one, proposal.plan) for one in portion.bad[: limit - len(rejects)]]
        if len(facts) >= limit:
            break
    return Preview(tuple(facts), tuple(rejects))


def remember(plan: Plan, act: Act) -> None:
    """Keep a mapping for the next file with this header."""
    decisions: dict[str, Any] = {"statuses": dict(plan.statuses)}
    orders = {style.order for style in plan.dates.values() if style.kind == "calendar"} - {"year_first"}
    if len(orders) == 1:
        decisions["date_order"] = orders.pop()
    write(verbs.save_mapping, act, plan, decisions)


def plain(fact: Any) -> Any:
    """A fact as what JSON can say."""
    return msgspec.to_builtins(fact, enc_hook=_plain)


def _plain(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    raise TypeError(type(value).__name__)


def _house() -> House:
    shop = find_shop()
    language = (get_language() or "en")[:2]
    if shop is None:
        return House(language=language)
    return House(shop.zone, shop.reporting_currency, shop.prices_include_tax, shop.language[:2] or language)


def _layout(staged: Staged, kind: str, named: str) -> tuple[Layout | None, bool, dict[str, Any]]:
    """`(layout or none, whether a saved mapping was found, what was saved with it)`."""
    if named:
        if named not in BY_NAME:
            raise Refused(
                "import.unknown_layout", _("There is no layout of this name."), field="layout", value=named,
                fix=_("Known are %(names)s."), params={"names": ", ".join(sorted(BY_NAME))},
            )  # fmt: skip
        return BY_NAME[named], False, {}
    for one in [kind] if kind else list(FIELDS):
        saved = queries.saved_mapping(header_fingerprint(one, staged.header))
        if saved is not None:
            layout_name, mapping, decisions = saved
            found = BY_NAME.get(layout_name) or mapped_layout(one)
            return found, True, {"mapping": mapping, **decisions}
    return recognize(staged.header, kind), False, {}


def _with_saved(choices: Choices, saved: Mapping[str, Any]) -> Choices:
    """What a person says now, else what was decided for the last file with this header."""
    return Choices(
        zone=choices.zone,
        currency=choices.currency,
        date_order=choices.date_order,
        saved_order=str(saved.get("date_order", "")),
        prices_include_tax=choices.prices_include_tax,
        statuses={**saved.get("statuses", {}), **(choices.statuses or {})},
        source=choices.source,
        drop_duplicate_lines=choices.drop_duplicate_lines,
    )


def _checked(mapping: Mapped, kind: str, staged: Staged) -> Mapped:
    """Find the columns people named, in whatever spelling.

    Raises:
        Refused: there is no such field or column.
    """
    spelled = {fold(name): name for name in reversed(staged.header)}
    found: Mapped = {}
    for field, names in mapping.items():
        if field not in FIELDS[kind]:
            raise Refused(
                "import.unknown_field", _("There is no field “%(field)s” in an import of %(kind)s."), field="map",
                value=field, fix=_("Known are %(names)s."),
                params={"field": field, "kind": kind, "names": ", ".join(FIELDS[kind])},
            )  # fmt: skip
        for name in names:
            if name not in staged.header and fold(name) not in spelled:
                raise Refused(
                    "import.unknown_column", _("The file has no column “%(column)s”."), field="map", value=name,
                    fix=_("It has %(names)s."), params={"column": name, "names": staged.column_words()},
                )  # fmt: skip
        found[field] = tuple(name if name in staged.header else spelled[fold(name)] for name in names)
    return found


def _likely_kind(staged: Staged, sample: Mapping[str, tuple[str, ...]]) -> str:
    """The kind whose needs the columns meet; orders before lists of people or products."""
    for kind in (ORDERS, SPEND, COSTS, CUSTOMERS, PRODUCTS):
        proposed = propose(kind, staged.header, sample)
        if all(any(name in proposed for name in group) for group in NEEDED[kind]):
            return kind
    return ORDERS
