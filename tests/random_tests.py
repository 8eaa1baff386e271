"""How many cases the random tests run, and from which seed: attacks, spoilt files, hypothesis, schemathesis; and of how many
kommuner a page is rendered where every one should do.

`make test` runs a tenth of them, the same each time. `make test-all` (pytest's `--hypothesis-seed=N`) runs all from the seed N.
"""

from typing import TypeVar

from hypothesis import settings

USUAL_SEED = 20_250_301
EXAMPLES = 200
"""Of each property that says nothing else."""

Item = TypeVar("Item")

_given: list[int] = []


def begin(given: str | None) -> None:
    """Called once, before any test is read, with what `--hypothesis-seed` was given."""
    _given[:] = [int(given)] if given else []
    settings.register_profile("ours", deadline=None, max_examples=cases(EXAMPLES), derandomize=not _given)
    settings.load_profile("ours")


def whole() -> bool:
    """Whether all cases run."""
    return bool(_given)


def seed() -> int:
    """What random numbers begin from."""
    return _given[0] if _given else USUAL_SEED


def cases(number: int) -> int:
    """So many of `number` cases."""
    return number if whole() else -(-number // 10)


def some(items: list[Item]) -> list[Item]:
    """Every tenth of the items and the last; all where all cases run."""
    return items if whole() else [*items[:-1:10], items[-1]]
