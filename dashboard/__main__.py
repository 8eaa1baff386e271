"""`python -m dashboard [--data DIR] [--host H] [--port N]`: the dashboard for development; `... export`: pages as files."""

import argparse
import os
import sys
from collections.abc import Sequence
from typing import Final

from etl.contract.errors import ExpectedError
from etl.contract.streams import printable

WRONG_SETTING: Final = 2
"""The exit code of wrong usage too."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until stopped, or write files; the exit code."""
    printable()
    given = sys.argv[1:] if arguments is None else list(arguments)
    if given[:1] == ["export"]:
        from dashboard.routes import export

        return export.main(given[1:])
    return _serve(given)


def _serve(arguments: Sequence[str]) -> int:
    from dashboard.app import create_app  # Dash takes a while to read, and exports need none of it

    also = "'python -m dashboard export --help' tells how to write meeting pages as files."
    parser = argparse.ArgumentParser(prog="python -m dashboard", description="Serve the dashboard on this machine.", epilog=also)
    parser.add_argument("--data", help="the data directory (KOLLEN_DATA, else ./data)")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8050)
    parser.add_argument("--debug", action="store_true", help="reload on change, show faults in the browser")
    options = parser.parse_args(arguments)
    if options.data:
        os.environ["KOLLEN_DATA"] = options.data
    try:
        app = create_app()
    except ExpectedError as error:
        print(f"dashboard: {error}", file=sys.stderr)
        return WRONG_SETTING
    app.run(host=options.host, port=options.port, debug=options.debug)
    return 0


if __name__ == "__main__":
    sys.exit(main())
