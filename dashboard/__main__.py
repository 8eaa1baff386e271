"""`python -m dashboard [--data DIR] [--host H] [--port N]`: the dashboard for development."""

import argparse
import os
from collections.abc import Sequence

from dashboard.app import create_app


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve until stopped."""
    parser = argparse.ArgumentParser(prog="python -m dashboard", description="Serve the dashboard on this machine.")
    parser.add_argument("--data", help="the data directory (KOLLEN_DATA, else ./data)")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8050)
    parser.add_argument("--debug", action="store_true", help="reload on change, show faults in the browser")
    options = parser.parse_args(arguments)
    if options.data:
        os.environ["KOLLEN_DATA"] = options.data
    create_app().run(host=options.host, port=options.port, debug=options.debug)


if __name__ == "__main__":
    main()
