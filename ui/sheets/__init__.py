"""What can be handed in, from the menu: maps and registers of what is open and selected."""
