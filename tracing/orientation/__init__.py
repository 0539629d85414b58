"""Directions where none is believed at sight: evidence, its reliability, the cheapest way to let it drain."""
