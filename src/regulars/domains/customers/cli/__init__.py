"""Consent and identity from the command line."""

from regulars.domains.customers.cli.consent import consent
from regulars.domains.customers.cli.identity import identity

__all__ = ["consent", "identity"]
