"""What two pages or more share: tables, controls, panels, signals, notices."""
