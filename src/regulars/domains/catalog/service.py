"""Verbs on the catalog: recording products, finding what a line sold, prices, unit costs, pictures, voiding."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from regulars.base.activity import Fact, record, record_many
from regulars.base.state import (
    Act,
    change_seq,
    day_value,
    execute,
    executemany,
    fetch_in,
    fetchall,
    insert_many,
    instant_value,
    verb,
)
from regulars.domains.catalog import rules
from regulars.domains.catalog.events import CostsRecorded, ProductChanged, ProductCreated, ProductVoided
from regulars.domains.catalog.types import CostFacts, ProductFacts, ProductsReport
from regulars.kit.errors import NotFound

FIRST_DAY = date(1970, 1, 1)
PRODUCT_COLUMNS = (
    "title", "category_id", "vendor", "handle", "image_url", "picture", "status", "recorded_at", "import_id",
    "voided_at", "changed_seq",
)  # fmt: skip
STATED = ("title", "category_id", "vendor", "handle", "image_url", "status")
Place = tuple[int, int]  # product, variant


@verb
def record_products(
    act: Act, source: str, products: Sequence[ProductFacts], import_id: int | None = None
) -> ProductsReport:
    """Find or make each product and variant and keep what the source says of it. Repeating the call changes nothing."""
    categories = _ensure_categories({facts.category for facts in products})
    keys = [_keys(facts) for facts in products]
    spoken = [rules.spoken_keys(facts.title, facts.variant_title) for facts in products]
    known = _load(source, {key for one in (*keys, *spoken) for key in one})
    parents = _parents(source, products)
    created = changed = 0
    seen: set[int] = set()
    for facts, own, said in zip(products, keys, spoken, strict=True):
        place = next((known[key] for key in own if key in known), None)
        if place is None:
            product = parents.get(facts.external_id) if facts.external_id else None
            created += product is None
            place = _create(act, facts, categories, import_id, product)
            if facts.external_id:
                parents[facts.external_id] = place[0]
        elif place[0] not in seen:
            changed += _update(act, place[0], facts, categories)
        seen.add(place[0])
        fresh = {key: place for key in (*own, *said) if key not in known}
        _insert_keys(source, list(fresh.items()))
        known.update(fresh)
        _keep_price(act, place[1], facts)
        if facts.cost_micros is not None:
            _keep_cost(place[1], facts.cost_starts_on or FIRST_DAY, facts.cost_micros, facts.currency, import_id)
    return ProductsReport(created=created, changed=changed, unchanged=len(seen) - created - changed)


@verb
def ensure_sold(
    act: Act, source: str, sold: Sequence[ProductFacts], import_id: int | None = None
) -> list[Place | None]:
    """Return `(product, variant)` for each thing that lines say was sold; what is new is made from the line's words.

    None stands for what has no word at all.
    """
    keyed = [_keys(facts) for facts in sold]
    known = _load(source, {key for keys in keyed for key in keys})
    fresh = [facts for facts, keys in zip(sold, keyed, strict=True) if not any(key in known for key in keys)]
    categories = _ensure_categories({facts.category for facts in fresh})
    places: list[Place | None] = []
    for facts, keys in zip(sold, keyed, strict=True):
        place = next((known[key] for key in keys if key in known), None)
        if place is None and keys:
            place = _create(act, facts, categories, import_id, None)
            _insert_keys(source, [(key, place) for key in keys])
            known.update((key, place) for key in keys)
        places.append(place)
    return places


@verb
def record_costs(act: Act, source: str, costs: Sequence[CostFacts], import_id: int | None = None) -> ProductsReport:
    """Keep unit costs from their start dates on; what cannot be found is named in `missing`, and nothing is made up."""
    changed, missing = 0, []
    for cost in costs:
        variants = _variants_of(source, cost)
        if not variants:
            missing.append(cost.sku or cost.external_id or cost.title)
        for variant in variants:
            changed += _keep_cost(variant, cost.starts_on or FIRST_DAY, cost.cost_micros, cost.currency, import_id)
    if changed:
        record(act, CostsRecorded(changed, import_id))
    return ProductsReport(0, changed, len(costs) - changed - len(missing), tuple(missing))


@verb
def set_picture(act: Act, product: int, sha256: str) -> None:
    """Give a product a stored picture.

    Raises:
        NotFound: there is no such product.
    """
    touched = execute(
        "UPDATE catalog_product SET picture = %s, changed_seq = %s WHERE id = %s", [sha256, change_seq(), product]
    )
    if not touched:
        raise NotFound("product.unknown", "There is no such product", field="product", value=product)
    record(act, ProductChanged(["picture"]), subject=f"product:{product}")


@verb
def void_products(act: Act, import_id: int, keep: Iterable[int], limit: int = 500) -> int:
    """Void up to `limit` products that only the undone import brought; `keep` are those that orders still name."""
    kept = set(keep)
    rows = fetchall("SELECT id FROM catalog_product WHERE import_id = %s AND voided_at IS NULL", [import_id])
    gone = sorted(row[0] for row in rows if row[0] not in kept)[:limit]
    seq, now = change_seq(), instant_value(act.now)
    executemany(
        "UPDATE catalog_product SET voided_at = %s, changed_seq = %s WHERE id = %s", [(now, seq, one) for one in gone]
    )
    executemany("DELETE FROM catalog_key WHERE product_id = %s", [(one,) for one in gone])
    record_many(act, [Fact(ProductVoided(import_id), subject=f"product:{one}") for one in gone])
    return len(gone)


@verb
def void_costs(act: Act, import_id: int) -> int:
    """Take back the unit costs that an undone import brought."""
    touched = execute("DELETE FROM catalog_unit_cost WHERE import_id = %s", [import_id])
    if touched:
        record(act, CostsRecorded(-touched, import_id))
    return touched


def _keys(facts: ProductFacts) -> tuple[str, ...]:
    return rules.keys_of(
        variant_external_id=facts.variant_external_id,
        sku=facts.sku,
        product_external_id=facts.external_id,
        title=facts.title,
        variant_title=facts.variant_title,
    )


def _load(source: str, keys: set[str]) -> dict[str, Place]:
    rows = fetch_in(
        "SELECT value, product_id, variant_id FROM catalog_key WHERE source = %s AND value IN ({in})",
        sorted(keys),
        [source],
    )
    return {row[0]: (int(row[1]), int(row[2])) for row in rows}


def _parents(source: str, products: Sequence[ProductFacts]) -> dict[str, int]:
    """Return the products whose own id the source gave before, under any variant."""
    found = {}
    for number in {facts.external_id for facts in products if facts.external_id}:
        rows = fetchall(
            "SELECT product_id FROM catalog_key WHERE source = %s AND value >= %s AND value < %s LIMIT 1",
            [source, f"p:{number}|", f"p:{number}}}"],
        )
        if rows:
            found[number] = int(rows[0][0])
    return found


def _ensure_categories(names: set[str]) -> dict[str, int]:
    wanted = sorted(name.strip()[:200] for name in names if name.strip())
    if not wanted:
        return {}
    executemany("INSERT INTO catalog_category (name) VALUES (%s) ON CONFLICT DO NOTHING", [(name,) for name in wanted])
    return dict(fetch_in("SELECT name, id FROM catalog_category WHERE name IN ({in})", wanted))


def _create(
    act: Act, facts: ProductFacts, categories: dict[str, int], import_id: int | None, product: int | None
) -> Place:
    if product is None:
        row = [
            (facts.title.strip() or facts.sku or facts.external_id)[:300],
            categories.get(facts.category.strip()[:200]),
            facts.vendor[:200],
            facts.handle[:200],
            facts.image_url[:1000],
            "",
            facts.status[:20],
            instant_value(act.now),
            import_id,
            None,
            change_seq(),
        ]
        product = int(insert_many("catalog_product", PRODUCT_COLUMNS, [row], "id")[0][0])
        record_many(act, [Fact(ProductCreated(import_id), subject=f"product:{product}")])
    variant = [product, facts.variant_title[:300], facts.sku[:120], facts.barcode[:120]]
    columns = ("product_id", "title", "sku", "barcode")
    return product, int(insert_many("catalog_variant", columns, [variant], "id")[0][0])


def _update(act: Act, product: int, facts: ProductFacts, categories: dict[str, int]) -> bool:
    before = fetchall(f"SELECT {', '.join(STATED)} FROM catalog_product WHERE id = %s", [product])[0]
    stated: list[Any] = [
        facts.title.strip()[:300],
        categories.get(facts.category.strip()[:200]),
        facts.vendor[:200],
        facts.handle[:200],
        facts.image_url[:1000],
        facts.status[:20],
    ]
    after = [new or old for new, old in zip(stated, before, strict=True)]
    fields = [name.removesuffix("_id") for name, new, old in zip(STATED, after, before, strict=True) if new != old]
    if fields:
        assignments = ", ".join(f"{name} = %s" for name in STATED)
        execute(
            f"UPDATE catalog_product SET {assignments}, changed_seq = %s WHERE id = %s", [*after, change_seq(), product]
        )
        record(act, ProductChanged(fields), subject=f"product:{product}")
    return bool(fields)


def _insert_keys(source: str, keys: list[tuple[str, Place]]) -> None:
    insert_many(
        "catalog_key", ("source", "value", "product_id", "variant_id"), [(source, key, *place) for key, place in keys]
    )


def _keep_price(act: Act, variant: int, facts: ProductFacts) -> None:
    """Add a price point when the price is another one than the last."""
    if facts.price_minor is None or not facts.currency:
        return
    last = fetchall(
        "SELECT price_minor FROM catalog_price WHERE variant_id = %s AND currency = %s ORDER BY starts_at DESC LIMIT 1",
        [variant, facts.currency],
    )
    if not last or last[0][0] != facts.price_minor:
        execute(
            "INSERT INTO catalog_price (variant_id, starts_at, price_minor, currency) VALUES (%s, %s, %s, %s) "
            "ON CONFLICT (variant_id, currency, starts_at) DO UPDATE SET price_minor = excluded.price_minor",
            [variant, instant_value(act.at), facts.price_minor, facts.currency],
        )


def _keep_cost(variant: int, starts_on: date, cost_micros: int, currency: str, import_id: int | None) -> int:
    return execute(
        "INSERT INTO catalog_unit_cost (variant_id, starts_on, cost_micros, currency, import_id) "
        "VALUES (%s, %s, %s, %s, %s) ON CONFLICT (variant_id, starts_on) DO UPDATE SET "
        "cost_micros = excluded.cost_micros, currency = excluded.currency, import_id = excluded.import_id "
        "WHERE catalog_unit_cost.cost_micros <> excluded.cost_micros "
        "OR catalog_unit_cost.currency <> excluded.currency",
        [variant, day_value(starts_on), cost_micros, currency, import_id],
    )


def _variants_of(source: str, cost: CostFacts) -> list[int]:
    if cost.sku:
        rows = fetchall("SELECT id FROM catalog_variant WHERE sku = %s", [cost.sku])
    elif cost.external_id:
        rows = fetchall(
            "SELECT variant_id FROM catalog_key WHERE source = %s AND value >= %s AND value < %s",
            [source, f"p:{cost.external_id}|", f"p:{cost.external_id}}}"],
        )
    else:
        rows = fetchall(
            "SELECT v.id FROM catalog_variant v JOIN catalog_product p ON p.id = v.product_id WHERE p.title = %s",
            [cost.title],
        )
    return [int(row[0]) for row in rows]
