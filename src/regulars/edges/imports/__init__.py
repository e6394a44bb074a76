"""The way in for files: orders, customers, products, costs and ad spend out of whatever a shop has.

Owns imports (which file, how it was understood, how far it came, what it did) and saved mappings; it owns no shop
facts: those it hands to `orders`, `customers`, `catalog` and `insights`.

    proposal = service.inspect(Path("orders_export.csv"), kind="orders")   # layout, mapping, evidence
"""
