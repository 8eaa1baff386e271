"""SCB, Statistics Sweden: its PxWebApi v2 read into a harvest.

A thin client of our own over `etl.http`, after reading pxwebpy 0.6.0, which is maintained but doesn't fit: it sends requests
without the timeout that it is given, tries only 429 again, drops the status symbols that say why a value is missing, gives
rows with labels for codes and never the answer's bytes (which are kept by hash here), asks `/tables` for a count before anything
else, and brings requests and requests-cache beside httpx. Its splitting by the largest dimension is what is done here too.
"""

from etl.sources.scb.settings import ScbSettings, why_out_of_reach
from etl.sources.scb.source import Scb

__all__ = ["Scb", "ScbSettings", "why_out_of_reach"]
