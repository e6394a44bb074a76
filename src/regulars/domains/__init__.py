"""What the shop does, one package a noun, in the one order that `.importlinter` declares."""
