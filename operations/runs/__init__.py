"""The engine at work on a whole project: what a trace reads and writes, and what it must not touch."""
