"""The connectors that ship. One more is a package here, named in `register`; docs/howto/add-a-connector.md says how."""

from regulars.edges.stores.connector import connectors


def register() -> None:
    """Register all of them; called once, from the app's ready()."""
    from regulars.edges.stores.connectors.shopify.connector import Shopify
    from regulars.edges.stores.connectors.woocommerce.connector import WooCommerce

    for one in (Shopify(), WooCommerce()):
        connectors.register(one)
