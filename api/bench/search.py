"""How many searches a second: everyday words in, services out."""

from __future__ import annotations

import json
from urllib.parse import quote

from api.bench.caller import caller
from api.bench.figures import Figure
from api.bench.ground import Ground, constant
from api.bench.load import press

SECONDS = 4.0
WORDS = (
    "perso abgelaufen",
    "umziehen",
    "neues auto anmelden",
    "fürungszeugnis",
    "heiraten",
    "reisepas kind",
    "hund",
    "wohnsitz ummelden",
    "geburtsurkunde",
    "parkausweis",
)


async def search(at: Ground) -> list[Figure]:
    """Search with ten questions in turn."""
    paths = [f"/api/v1/services?q={quote(words)}" for words in WORDS]
    async with at.server() as url:
        async with caller(url) as client:
            answers = [(await client.ask("GET", path))[1] for path in paths]
        sizes = [len(answer) for answer in answers]
        await press(url, paths, seconds=1)
        told = await press(url, paths, seconds=SECONDS)
        alone = await press(url, paths, seconds=1, connections=1)
    async with constant(sum(sizes) // len(sizes)) as bare:
        await press(bare, ["/"], seconds=1)
        ceiling = await press(bare, ["/"], seconds=SECONDS)
    values = {
        "alone_p50_ms": alone.milliseconds(0.5),
        "p99_ms": told.milliseconds(0.99),
        "found": sum(bool(json.loads(answer)["services"]) for answer in answers),
        "of": len(WORDS),
    }
    constant_is = "a constant body of the same size"
    return [Figure("search", "answers/s", told.rate, ceiling.rate, constant_is, values)]
