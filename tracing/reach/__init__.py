"""What drains where, for all outfalls at once: contraction, outfall sets, limits, sums along the way."""
