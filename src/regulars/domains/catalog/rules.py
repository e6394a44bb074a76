"""How a source's words find a product."""

from __future__ import annotations

VALUE_LENGTH_MAX = 330


def keys_of(
    *,
    variant_external_id: str = "",
    sku: str = "",
    product_external_id: str = "",
    title: str = "",
    variant_title: str = "",
) -> tuple[str, ...]:
    """Return the keys a variant is looked up by, strongest first: its own id, the stock number, the product's id with
    the variant's title, and the bare title only where the source gives nothing else."""
    found = []
    if variant_external_id:
        found.append(f"v:{variant_external_id}")
    if sku:
        found.append(f"s:{sku}")
    if product_external_id:
        found.append(f"p:{product_external_id}|{variant_title}")
    if not found and title:
        found.append(f"t:{title}|{variant_title}")
    return tuple(key[:VALUE_LENGTH_MAX] for key in found)
