"""Runs of the engine on a project: what they read, how they are set up, what they write."""
