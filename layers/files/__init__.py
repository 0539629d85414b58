"""Files beside the project: how they are written, and what must not be written over."""
