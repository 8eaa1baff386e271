"""Made-up values in place of real ones, marked as such: deterministic, offline."""
