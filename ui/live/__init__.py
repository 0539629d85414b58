"""The network in memory: follows every edit of the network layers, answers questions, marks what is stale."""
