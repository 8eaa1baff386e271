"""Areas below the kommun, DeSO or RegSO: their boundaries, and an indicator's values in them, each by a step of its own."""
