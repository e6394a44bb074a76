"""The composition root: wires the floors together and decides nothing; nobody imports it."""
