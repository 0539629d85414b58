"""What a trace says: links with their confidence, why it ends, what looks wrong, the long section."""
