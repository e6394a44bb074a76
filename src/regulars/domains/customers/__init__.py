"""People who buy: who they are, under which ids, and what they allow.

Owns customers, identities, merges and resolutions (a merged id and its survivor), the consent ledger, suppression, the
stored answer whom one may write to, topics, words, preferences and the pages of customers. Publishes
`customer.created`, `customer.changed`, `customer.voided`, `customer.merged`, `customer.unmerged`,
`customer_list.exported`, `consent.granted`, `consent.requested`, `consent.withdrawn`, `suppression.added`,
`suppression.lifted`, `preference.changed` and `identity.linked`. Needs nothing of other domains.

    person = PersonFacts(external_id="1001", email="Ana@Example.com")
    ids = write(customers.record_people, act, "shopify", [person])   # the customer's integer key
    write(customers.withdraw, act, 42, "email", "news", "preferences")
    queries.reachable(42, "email", "news", now).is_allowed            # False, from the commit on
"""
