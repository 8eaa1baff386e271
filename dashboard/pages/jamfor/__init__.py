"""`/jamfor`: chosen kommuner by chosen indicators."""
