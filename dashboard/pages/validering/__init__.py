"""`/validering`: who waits for validation; and the page's files."""
