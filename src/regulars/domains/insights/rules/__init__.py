"""Pure arithmetic of the figures: sums in, figures out."""
