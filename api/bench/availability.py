"""How many times a second somebody can ask for free times: of all offices, and of one."""

from __future__ import annotations

from datetime import date, timedelta

from api.bench.caller import caller
from api.bench.figures import Figure
from api.bench.ground import Ground, constant
from api.bench.load import press
from api.v1.availability import LONGEST_DAYS

SECONDS = 4.0
WARM = 1.0
DAYS = 42
FEW = 16
"""With so many questions each is asked again and again; with more, each once."""


async def availability(at: Ground) -> list[Figure]:
    """Ask for six weeks of the service that most offices do, everywhere and at one office."""
    async with at.server() as url, caller(url) as client:
        service = max(
            (await client.get("/api/v1/services"))["services"],
            key=lambda one: len(one["offices"]),
        )
        first, last = at.now.date(), at.now.date() + timedelta(days=DAYS - 1)
        whole = f"/api/v1/availability?service={service['id']}&from={first}&to={last}"
        some = [f"{whole}&office={office}" for office in service["offices"][:16]]
        day = [path.replace(f"to={last}", f"to={first + timedelta(days=3)}") for path in some]
        return [
            await _measured("availability", url, [whole], len(service["offices"])),
            await _measured(
                "availability-fresh", url, _never_asked(whole, first, last), len(service["offices"])
            ),
            await _measured("availability-office", url, some, 1),
            await _measured("availability-office-days", url, day, 1),
        ]


def _never_asked(path: str, first: date, last: date) -> list[str]:
    """Return many questions with the same answer, none of which was answered before.

    Days that are over and days beyond the horizon are empty: to ask for them too changes the
    question, not the answer, which has to be put together anew as after a booking.
    """
    return [
        path.replace(f"from={first}", f"from={first - timedelta(days=before)}").replace(
            f"to={last}", f"to={last + timedelta(days=after)}"
        )
        for before in range(1, LONGEST_DAYS - DAYS)
        for after in range(1, LONGEST_DAYS - DAYS - before)
    ]


async def _measured(name: str, url: str, paths: list[str], offices: int) -> Figure:
    few = len(paths) <= FEW
    async with caller(url) as client:
        sizes = [len((await client.ask("GET", path))[1]) for path in paths[:FEW]]
    if few:
        await press(url, paths, seconds=WARM)
    told = await press(url, paths, seconds=SECONDS if few else WARM)
    size = sum(sizes) // len(sizes)
    async with constant(size) as bare:
        await press(bare, ["/"], seconds=WARM)
        ceiling = await press(bare, ["/"], seconds=SECONDS)
    return Figure(
        name,
        "answers/s",
        told.rate,
        ceiling.rate,
        "a constant body of the same size",
        {
            "p50_ms": told.milliseconds(0.5),
            "p99_ms": told.milliseconds(0.99),
            "bytes": size,
            "offices": offices,
            "days": DAYS,
            "wrong": told.wrong,
        },
    )
