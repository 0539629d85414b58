"""Tracing in the window: ask by a click, keep the network, list and draw the answers."""
