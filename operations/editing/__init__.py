"""Editing over several layers: one step per action, one undo, one save with its audit rows, or none."""
