"""`/strategi`: all strategies, and the same indicators under each of them."""
