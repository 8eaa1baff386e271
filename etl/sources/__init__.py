"""One file a source, each giving the same `etl.harvest.Harvest`."""
