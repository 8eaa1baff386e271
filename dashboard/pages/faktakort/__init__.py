"""`/faktakort/<indicator>`: one fact of one region as a card to share, drawn here."""
