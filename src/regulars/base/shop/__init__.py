"""The shop itself: merchant, zone, currencies and dated rates, stores, sales channels and sources."""
