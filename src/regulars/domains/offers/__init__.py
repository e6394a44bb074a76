"""Discount codes that work at the store's own checkout, each for one customer and one use.

Owns codes: who holds one, what it is worth, how it stands in the store. Publishes `code.issued`, `code.live`,
`code.disabled`, `code.used` and `code.failed`. Needs `orders` (which order used it?) and `customers` (whose is it?);
the store itself is reached through a port, `types.CodeStore`.

    number = write(offers.issue_code, act, customer, terms, "shopify")   # ordered: not to be shown yet
    queries.shown_code(number)                                           # the code, once the store has it
"""
