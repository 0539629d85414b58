"""The import wizard: a file, its columns, its places, what would happen, what happened."""
