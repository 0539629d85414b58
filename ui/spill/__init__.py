"""A spill in the window: what it reaches, when, whom to call; its sheet."""
