"""Fixtures of the privacy tests."""

from privacy_nest import home, nest, whole_nest

from peopleshop import people_shop

__all__ = ["home", "nest", "people_shop", "whole_nest"]
