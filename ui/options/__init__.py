"""The options page: every setting with its words, for the user or for the open project alone."""
