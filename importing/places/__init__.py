"""Where a row lies: coordinates, map datums, control points, geometry made from tables."""
