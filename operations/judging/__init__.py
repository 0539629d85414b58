"""What a person decides about an outfall: candidates judged, evidence kept, the work completed."""
