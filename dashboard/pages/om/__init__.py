"""`/om`: where the figures come from and how to read them."""
