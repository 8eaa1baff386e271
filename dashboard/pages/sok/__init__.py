"""`/sok`: everything that a search finds, with why."""
