"""The network that water runs through: directions, levels, gaps, main ways, and where points meet it."""
