"""A store that is none: a small server that speaks as Shopify and as WooCommerce do, with faults, for tests and demos.

    regulars fakestore --orders 500 --connect      # serve one, and connect this home to it

It knows nothing of our tables and needs no Django. One invented shop (`shop.FakeShop`) is told in both dialects; its
objects are kept in the shapes of Shopify's webhooks.
"""
