"""The published tables as values: every question to a published version is asked here."""
