"""`/strategi/<id>`: one strategy with its goals, and what measures them in one kommun or län."""
