"""The numbers of a shop's repeat business: metrics, cohorts, grids, curves, goals, the brief's findings and advice.

Owns ad spend, goals and what became of advice. Publishes `goal.set`, `advice.dismissed`, `advice.assigned`,
`advice.done`.
Needs `traits`, `orders`, `catalog` and `customers`.

    repeat = queries.metric("repeat_purchase_rate", Filters(basis="sold"))
"""
