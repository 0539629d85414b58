"""The page of an outfall: class, name, codes, parties, dates, what is missing; batch actions and changes."""
