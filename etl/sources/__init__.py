"""A folder a source, each from its own answers to the same `etl.harvest.Harvest`; they know nothing of each other."""
