"""Findings: what is wrong in the network, listed, located, mended or accepted."""
