"""The dashboard: shows what the ETL has published, and decides nothing about the numbers."""
