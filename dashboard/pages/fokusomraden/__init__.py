"""`/fokus`: the focus areas to choose from."""
