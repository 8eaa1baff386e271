"""Files to take away, of one plain model of a table: CSV, XLSX, PPTX; and documents printed as PDF."""
