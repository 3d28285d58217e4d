"""What a booking costs the database: each way there is time that others wait."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from tests.races.crowd import API, bearer, note, offered, wish
from tests.town import Town, coming_monday

MOST_OF_HOLD = 8
MOST_OF_APPOINTMENT = 15


@contextmanager
def counting() -> Iterator[list[str]]:
    """Collect the statements that are sent during the block."""
    said: list[str] = []

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            said.append(record.getMessage())

    logger, listener = logging.getLogger("tortoise.db_client"), Listener()
    level = logger.level
    logger.addHandler(listener)
    logger.setLevel(logging.DEBUG)
    try:
        yield said
    finally:
        logger.removeHandler(listener)
        logger.setLevel(level)


def no_looks(said: list[str]) -> list[str]:
    """Leave out what the follower of the index asks meanwhile."""
    return [each for each in said if "xmin" not in each and "changed_xid" not in each]


async def test_a_booking_takes_few_statements(client: httpx.AsyncClient, town: Town) -> None:
    await town.duty("1", "ada", on=coming_monday())
    free = await offered(client, town, coming_monday())
    for start in free[::6][:2]:  # the first round fills what is remembered
        with counting() as hold:
            held = (await client.post(f"{API}/holds", json=wish(town, start))).json()
        with counting() as made:
            path = f"{API}/holds/{held['id']}/appointment"
            answer = await client.post(path, json={}, headers=bearer(held["secret"]))
            assert answer.status_code == 201
    of_hold, of_appointment = no_looks(hold), no_looks(made)
    note(f"a hold takes {len(of_hold)} statements, an appointment {len(of_appointment)}")
    assert len(of_hold) <= MOST_OF_HOLD, "\n".join(of_hold)
    assert len(of_appointment) <= MOST_OF_APPOINTMENT, "\n".join(of_appointment)


async def test_free_times_cost_the_database_nothing(client: httpx.AsyncClient, town: Town) -> None:
    await town.duty("1", "ada", on=coming_monday())
    await offered(client, town, coming_monday())
    with counting() as said:
        await offered(client, town, coming_monday())
    assert [each for each in no_looks(said) if "municipality" not in each] == []
