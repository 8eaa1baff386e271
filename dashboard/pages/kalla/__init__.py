"""`/kalla`: where one value comes from."""
