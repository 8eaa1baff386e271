"""`/andrat`: what has changed since a version or a day."""
