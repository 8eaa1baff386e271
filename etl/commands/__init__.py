"""What each command of `python -m etl` does; a module is read only when its command is given, so that `--help` is quick."""
