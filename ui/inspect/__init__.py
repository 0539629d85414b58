"""The inspector's part: stepping along the bank from image to image, judging by keys, comparing flights."""
