"""`/api`: how other programs fetch what is shown here."""
