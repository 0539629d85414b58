"""Which language a project speaks, and letting it speak the user's."""
