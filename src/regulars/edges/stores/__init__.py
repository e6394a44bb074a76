"""Stores: their orders, customers and products flow in by themselves, and codes and tags flow back.

Owns the connected accounts, how far each was read, what each delivered, and which version of each object was taken.
Publishes `store.connected`, `store.disconnected`, `store.filled` and `store.failing`. A store's ways are a `Connector`
(`connector.py`); how to add one is in docs/howto/add-a-connector.md.

    regulars stores connect shopify https://my-shop.myshopify.com --client-id ... --client-secret-file ...
    regulars stores sync shopify
"""
