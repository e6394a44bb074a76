"""The shop that these pages are drawn for."""

from peopleshop import people_shop

__all__ = ["people_shop"]
