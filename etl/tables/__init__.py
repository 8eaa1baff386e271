"""One published table a file: from tidy observations to what is published of them."""
