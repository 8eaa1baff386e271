"""`dashboard.wsgi:server` for gunicorn."""

import sys

from dashboard.app import create_app
from etl.contract.errors import ExpectedError
from etl.contract.streams import printable

printable()
try:
    server = create_app().server
except ExpectedError as error:
    sys.exit(f"dashboard: {error}")  # a setting that is no use
