"""Kolada, RKA's database of kommuner and regions: its API v3 read into a harvest."""

from etl.sources.kolada.settings import KoladaSettings, why_out_of_reach
from etl.sources.kolada.source import KoladaSource

__all__ = ["KoladaSettings", "KoladaSource", "why_out_of_reach"]
