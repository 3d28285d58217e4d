"""How many times a second somebody can ask for free times: of all offices, and of one."""

from __future__ import annotations

from datetime import timedelta

from api.bench.caller import caller
from api.bench.figures import Figure
from api.bench.ground import Ground, constant
from api.bench.load import press

SECONDS = 4.0
WARM = 1.0
DAYS = 42


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
            await _measured("availability-office", url, some, 1),
            await _measured("availability-office-days", url, day, 1),
        ]


async def _measured(name: str, url: str, paths: list[str], offices: int) -> Figure:
    async with caller(url) as client:
        sizes = [len((await client.ask("GET", path))[1]) for path in paths]
    await press(url, paths, seconds=WARM)
    told = await press(url, paths, seconds=SECONDS)
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
