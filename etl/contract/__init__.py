"""The only thing that the ETL and the dashboard both know: catalogue models, table schemas, paths, the reader of CURRENT."""
