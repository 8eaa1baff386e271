"""`/tillganglighet`: the accessibility statement that the law asks for."""
