"""WooCommerce: REST v3 by a key pair; webhooks signed one by one."""
