"""Derived series: figures computed from several indicators, regions or sexes, as pure functions."""
