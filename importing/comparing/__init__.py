"""Delivered rows beside those of the project: who is who, what may change, what a person decides."""
