"""The wizard's forms."""
