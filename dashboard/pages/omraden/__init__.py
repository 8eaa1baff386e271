"""`/omraden/<kommun>`: one indicator in the areas of a kommun, DeSO or RegSO."""
