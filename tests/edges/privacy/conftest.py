"""Fixtures of the privacy tests."""

from privacy_nest import home, nest, whole_nest

__all__ = ["home", "nest", "whole_nest"]
