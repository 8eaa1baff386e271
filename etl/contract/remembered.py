"""What is remembered of published versions, and let go with them.

Of the version in service and of the one before it, whose pages are still open, as much as each function says. Of all older ones
together, which a locked page or a comparison asks for, no more than some bytes.
"""

import dataclasses
import functools
import sys
import threading
from collections.abc import Callable, Hashable, Mapping
from typing import Any, Concatenate, Final, ParamSpec, TypeVar

import cachetools
import numpy as np
import pyarrow as pa
from cachetools.keys import hashkey
from pydantic import BaseModel

LIVE: Final = 2
OLDER_BYTES: Final = 200 * 1024 * 1024
"""What the meeting pages of one version need: with less, each page that is locked to it would read all of it again."""

SAMPLED: Final = 32
"""Of a long list the first so many are measured, and the others taken to be as large."""

Version = TypeVar("Version", bound=Hashable)
Rest = ParamSpec("Rest")
Answer = TypeVar("Answer")

Caches = dict[Callable[..., Any], Callable[..., Any]]
"""By function, the same function for one version, with a cache of its own."""

_live: dict[Hashable, Caches] = {}
_lock: Final = threading.Lock()


def size_of(value: Any) -> int:
    """About how many bytes a value holds: tables, arrays, collections, dataclasses and models with all that is in them."""
    match value:
        case pa.Table() | np.ndarray():
            return int(value.nbytes)
        case Mapping():
            return sys.getsizeof(value) + _size_of_many(list(value.items()))
        case list() | tuple() | set() | frozenset():
            return sys.getsizeof(value) + _size_of_many(list(value))
        case BaseModel():
            return sys.getsizeof(value) + size_of(vars(value))
        case _ if dataclasses.is_dataclass(value) and not isinstance(value, type):
            return sys.getsizeof(value) + sum(size_of(getattr(value, one.name)) for one in dataclasses.fields(value))
        case _:
            return sys.getsizeof(value)


def _size_of_many(values: list[Any]) -> int:
    measured = values[:SAMPLED]
    return sum(map(size_of, measured)) * len(values) // max(len(measured), 1)


_older: Final[cachetools.LRUCache[Hashable, Any]] = cachetools.LRUCache(OLDER_BYTES, getsizeof=size_of)


def remembered(
    most: int,
) -> Callable[[Callable[Concatenate[Version, Rest], Answer]], Callable[Concatenate[Version, Rest], Answer]]:
    """Remember up to so many answers a version of a function whose first argument is the version; all must be hashable."""

    def decorate(function: Callable[Concatenate[Version, Rest], Answer]) -> Callable[Concatenate[Version, Rest], Answer]:
        @functools.wraps(function)
        def ask(version: Version, /, *rest: Rest.args, **named: Rest.kwargs) -> Answer:
            caches = _live.get(version)
            if caches is None:
                return older(version, *rest, **named)
            own = caches.get(function)
            if own is None:
                own = caches.setdefault(function, functools.lru_cache(most)(functools.partial(function, version)))
            answer: Answer = own(*rest, **named)
            return answer

        key = functools.partial(hashkey, function)
        older = cachetools.cached(_older, key=key, lock=_lock)(function)
        return ask

    return decorate


def serve(version: Hashable) -> None:
    """Say which version is in service now: the one before it is kept, and what is remembered of others is let go."""
    if version in _live:
        return
    with _lock:
        if version in _live:  # by another thread, while this one waited
            return
        for old in list(_live)[: len(_live) + 1 - LIVE]:
            _live.pop(old, None)
        _live[version] = {}
