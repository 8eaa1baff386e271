"""`/robots.txt` and `/.well-known/security.txt` (RFC 9309, RFC 9116): what programs of others ask any server for."""

from datetime import timedelta
from typing import Final

import flask

from dashboard.parts import responsible
from dashboard.routes import public_address, replies
from etl.contract import clock

SETTING: Final = "KOLLEN_SECURITY_CONTACT"
LEFT_ALONE: Final = ("/export/", "/embed/", "/api/", "/_dash-")
"""Pages may be found; files are made at each request, and pages have links to them all."""
VALID: Final = timedelta(days=180)
PATH: Final = "/.well-known/security.txt"

blueprint = flask.Blueprint("well_known", __name__)


def check() -> None:
    """Hold whom to tell of a vulnerability, and who answers for the site, against what can be used.

    Raises:
        ResponsibleError: a setting is wrong.

    """
    responsible.check(SETTING, responsible.CONTACT)


@blueprint.get("/robots.txt")
def robots() -> flask.Response:
    """What search engines leave alone."""
    lines = ["User-agent: *", *(f"Disallow: {flask.request.script_root}{path}" for path in LEFT_ALONE), ""]
    return flask.Response("\n".join(lines), mimetype="text/plain")


@blueprint.get(PATH)
def security() -> flask.Response:
    """Whom to tell of a vulnerability; 404 where nobody is named by `KOLLEN_SECURITY_CONTACT`."""
    whom = responsible.contact(SETTING)
    if whom is None:
        return replies.missing("Ingen kontakt är angiven.")
    lines = [f"Contact: {whom}", f"Expires: {clock.today() + VALID:%Y-%m-%d}T00:00:00Z", "Preferred-Languages: sv, en"]
    address = public_address.chosen()
    if address is not None:
        lines.append(f"Canonical: {address.scheme}://{address.netloc.lower()}{flask.request.script_root}{PATH}")
    return flask.Response("\n".join((*lines, "")), mimetype="text/plain")
