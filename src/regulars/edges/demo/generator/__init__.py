"""An invented coffee-and-tea shop, drawn from a seed: `DemoShop(seed=1, last=date(2026, 6, 14)).orders()`.

Owns: the products, prices, costs, pictures, ad spend, buyers and orders of the demo shop. Pure: the same seed and last
day give the same shop, on every machine. Four stories are planted in it (`stories`); nothing else in it is unusual.
"""
