"""Tables and sums over the lake, as Ibis expressions. Import it inside functions: it loads Ibis."""
