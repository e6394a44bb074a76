"""What the shop sells: products, variants, categories, price history, unit costs and pictures.

Owns products, variants, categories, price points and unit costs. Publishes `product.created`, `product.changed`
and `product.voided`. Needs nothing of other domains.

    tea = ProductFacts(title="Earl Grey", sku="EG-100", category="Black tea")
    write(catalog.record_products, act, "shopify", [tea])
"""
