"""The reports of a shop of a dozen people."""

from peopleshop import people_shop

__all__ = ["people_shop"]
