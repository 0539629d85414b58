"""Which pipe ends are one place: by declared ids, else within the tolerance; joins mid-pipe cut it."""
