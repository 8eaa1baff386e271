"""Signals: what a figure says of level, trend, goal and focus area, as pure functions that give their reasons in Swedish."""
