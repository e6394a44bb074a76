"""What a customer's history says about them: recency, frequency, monetary value, gaps, RFM scores, own rhythm.

Owns the computed traits of a customer. Publishes nothing yet. Needs `orders`.

    traits = queries.traits_of(customer=42)   # orders, last_on, r, f, m, state
"""
