"""A strategy of one's own, entered in a workbook: what the workbook has, how it is written and how it is read."""
