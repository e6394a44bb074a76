"""The toy shop for every test of this directory."""

from domains.lake.toys import home, no_tables, toy

__all__ = ["home", "no_tables", "toy"]
