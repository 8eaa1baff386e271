"""`dashboard.wsgi:server` for gunicorn."""

import sys

from dashboard.app import create_app, read_ahead
from dashboard.published import switch
from etl.contract.errors import ExpectedError
from etl.contract.streams import printable

printable()
switch.install(read_ahead)
try:
    server = create_app().server
except ExpectedError as error:
    print(f"dashboard: {error}", file=sys.stderr)
    sys.exit(2)  # a setting that is no use, as with `python -m dashboard`
