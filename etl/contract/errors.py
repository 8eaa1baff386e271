"""The errors that a command tells in one message, without a stack trace, and ends with exit code 1."""


class ExpectedError(Exception):
    """Something that can go wrong in use and isn't a fault of the program; the version in service stays as it was."""
