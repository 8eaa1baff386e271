"""The inbox: what kommuner report of their validation backlog, in files that nobody vouches for.

`write_template` writes the workbook that is sent out, `read_inbox` takes the files in that come back. The columns and codes are
`validation.yaml` of the catalogue; the rules, and what refuses a file, are in `form` (single cells), `coherence` (rows together)
and `archive`, `sheet_cells`, `delimited` (the file itself). Nothing in the inbox is ever served.
"""

from etl.sources.inbox.collection import Inbox as Inbox
from etl.sources.inbox.collection import Replacement as Replacement
from etl.sources.inbox.collection import read_inbox as read_inbox
from etl.sources.inbox.definition import load_definition as load_definition
from etl.sources.inbox.faults import Fault as Fault
from etl.sources.inbox.source import NAME as NAME
from etl.sources.inbox.source import InboxReporter as InboxReporter
from etl.sources.inbox.template import TemplateError as TemplateError
from etl.sources.inbox.template import template_file as template_file
from etl.sources.inbox.template import write_template as write_template
