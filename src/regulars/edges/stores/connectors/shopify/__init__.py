"""Shopify: GraphQL Admin API by client id and secret; webhooks in its REST shapes."""
