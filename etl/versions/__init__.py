"""Published versions: written whole, kept, compared with each other, and what has changed between them."""
