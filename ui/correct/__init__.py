"""Map tools that correct the network: draw, connect, flip, split, close, abandon, move, delete."""
