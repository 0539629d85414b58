"""Finding things by typing: the locator bar, and expression functions over what was found."""
