"""People who buy: one row a person, the ids they are known by, and whose order an order is.

Owns customers, identities and resolutions (a merged id and its survivor). Publishes `customer.created`,
`customer.changed`, `customer.voided` and `customer_list.exported`. Needs nothing of other domains.

    person = PersonFacts(external_id="1001", email="Ana@Example.com")
    ids = write(customers.record_people, act, "shopify", [person])   # the customer's integer key
"""
