"""`/hjalp`: the guides for those who read, compare, write and report."""
