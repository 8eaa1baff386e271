"""The peer of `bench.etl`: the PyPI client koladapy fetching values, with its own batches, its limit lifted, and nothing more.

Reads `{"base_url", "kpis", "municipalities", "years"}` as JSON on its command line; prints the number of items fetched.
"""

import json
import logging
import sys

from koladapy import KoladaAPI

NO_LIMIT = 1e9


def main(job: str) -> None:
    """Fetch everything that `job` names; koladapy logs failed batches and goes on, so what it logs is left visible."""
    logging.basicConfig(level=logging.ERROR)
    wanted = json.loads(job)
    client = KoladaAPI(base_url=wanted["base_url"], max_requests_per_second=NO_LIMIT)
    items = client.get_values(kpi_id=wanted["kpis"], municipality_id=wanted["municipalities"], years=wanted["years"])
    print(f"\n{len(items)} items")


if __name__ == "__main__":
    main(sys.argv[1])
