"""The public API under `/api/v1/`: published tables as JSON and CSV, for other programs than the browser's."""
