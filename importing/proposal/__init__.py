"""How a delivery is understood: which column is what, which system and datum, what is asked."""
