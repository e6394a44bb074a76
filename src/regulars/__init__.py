"""Regulars: a self-hosted retention platform that turns first-time buyers into regulars."""

__version__ = "0.1.0"
