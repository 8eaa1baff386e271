"""ETL: public sources and kommun-reported files in, published Parquet out. It decides every number and status."""
