"""Our own failures: which mean that the database is away, and how the others are logged.

Messages of exceptions can carry what people typed, so logs hold kinds and places only.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Iterator

import asyncpg
from tortoise.exceptions import DBConnectionError

_AWAY = (
    DBConnectionError,
    ConnectionError,
    TimeoutError,
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.CannotConnectNowError,
    asyncpg.ObjectNotInPrerequisiteStateError,  # "not currently accepting connections"
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.LockNotAvailableError,
    asyncpg.DeadlockDetectedError,
    asyncpg.SerializationError,
    FileNotFoundError,
)


def is_unreachable(error: BaseException) -> bool:
    """Whether an error says that the database is away or busy: worth trying again."""
    return any(isinstance(cause, _AWAY) for cause in _causes(error))


def log_fault(logger: logging.Logger, error: BaseException, template: str) -> None:
    """Log where an unforeseen error arose, without its message."""
    kinds = "<".join(type(cause).__name__ for cause in _causes(error))
    places = " ".join(
        f"{frame.filename.rpartition('/')[2]}:{frame.lineno}:{frame.name}"
        for frame in traceback.extract_tb(error.__traceback__)[-12:]
    )
    logger.error("event=fault route=%s kind=%s at=%s", template, kinds, places)


def _causes(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    waiting: list[BaseException | None] = [error]
    while waiting:
        one = waiting.pop(0)
        if one is None or id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        # Tortoise gives asyncpg's own error as an argument of its own.
        waiting.append(one.__cause__)
        waiting.extend(part for part in one.args if isinstance(part, BaseException))
