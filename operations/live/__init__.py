"""The project's network in memory: read once, told every edit, asked what changed and what is out of date."""
