"""`/`: the start page, every indicator's latest value of one region beside riket's."""
