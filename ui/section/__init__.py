"""The long section: a path through the network, drawn beside the map."""
