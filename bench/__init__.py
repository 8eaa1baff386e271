"""Measurements beside what others use, on the same real values: `bench.etl` and `bench.page`, run by `make bench`.

Both read `../shared` (the replay of Kolada and the peer apps) and say so where it is missing.
"""
