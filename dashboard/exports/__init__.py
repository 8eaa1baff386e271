"""Files to take away: tables as CSV and XLSX, made of one plain model, so that every page's files look the same."""
