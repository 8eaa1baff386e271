"""`/indikator/<id>`: one indicator on a map, in a chart of the reader's choice and in a table; its files and slides."""
