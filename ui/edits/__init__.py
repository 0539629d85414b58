"""Undo, redo and save over all tables of the project: the session that every part edits through."""
