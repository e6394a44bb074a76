"""Verbs on stores: connecting, taking what they state, keeping what they deliver."""
