"""The inbox: what kommuner report of their validation backlog, in files that nobody vouches for.

`write_template` writes the workbook that is sent out, `read_inbox` takes the files in that come back. The columns and codes are
`validation.yaml` of the catalogue; the rules, and what refuses a file, are in `form` (single cells), `coherence` (rows together)
and `archive`, `sheet_cells`, `delimited` (the file itself). Nothing in the inbox is ever served.
"""
