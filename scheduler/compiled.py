"""How inner loops are compiled, and where what was compiled is kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numba


def compiled(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile a function at its first call, let other threads run meanwhile, and keep the result.

    numba keeps it in `__pycache__` beside the source; where that is read-only in NUMBA_CACHE_DIR,
    or else in the user's cache folder; where none can be written, each process compiles anew
    (some seconds). It looks for changes in the function's own file only: after one in what a
    compiled function calls in another file, `make install` compiles all anew.
    """
    return _compiled(function)


def lean(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile a function that makes no arrays, and copies no part of one as a whole.

    Who holds an array is not counted then: that takes most of the time of short functions whose
    arguments are tuples of many arrays (the search of rosters is seven times as fast). The option
    is numba's own and undocumented: the tests of searches tell when a new version drops it.
    """
    return _compiled(function, _nrt=False)


def _compiled(function: Callable[..., Any], **options: Any) -> Callable[..., Any]:
    fresh: Callable[..., Callable[..., Any]] = numba.njit(nogil=True, **options)
    kept: Callable[..., Callable[..., Any]] = numba.njit(nogil=True, cache=True, **options)
    try:
        return kept(function)
    except RuntimeError:  # numba found no folder that it may write to
        return fresh(function)
