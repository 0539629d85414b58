"""Judging: the candidates of an outfall, decisions, evidence, completeness."""
