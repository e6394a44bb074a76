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


def spoken_keys(title: str, variant_title: str = "") -> tuple[str, ...]:
    """Return the keys of how order lines name a listed product that give nothing but words.

    That is its title beside its variant's, or both in one as Shopify writes them: `Assam - 250 g`. They are weaker
    than `keys_of`, and where two products are called alike, the first to be listed keeps them.
    """
    title, variant_title = title.strip(), variant_title.strip()
    if not title:
        return ()
    found = [f"t:{title}|{variant_title}", f"t:{title} - {variant_title}|" if variant_title else ""]
    return tuple(key[:VALUE_LENGTH_MAX] for key in found if key)
