"""`/fokus/<id>`: all indicators of a focus area by kommun, and one kommun close up."""
