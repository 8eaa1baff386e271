"""Measurements beside what others use, on the same real values, as ratios in one run: `make bench`.

They read `../shared` (the replay of Kolada and the peer apps) and say so where it is missing.
"""
