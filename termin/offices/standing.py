"""Keeping hours and closures as they are while plans are cut by them, and changing them."""

from __future__ import annotations

from tortoise.connection import get_connection

_KEEP = "SELECT id FROM office WHERE id = $1 FOR SHARE"
_CHANGE = """
SELECT id FROM office WHERE municipality_id = $1 AND ($2::bigint IS NULL OR id = $2)
ORDER BY id FOR NO KEY UPDATE
"""


async def keep_hours(office: int) -> None:
    """Let nobody change an office's hours or closures until this transaction ends.

    Whoever cuts duties by them asks this first, so that no cut made by old hours is committed
    after new ones.
    """
    await get_connection("default").execute_query(_KEEP, [office])


async def change_hours(municipality: int, office: int | None) -> None:
    """Wait until nobody cuts duties by the hours of an office (or of all), and keep others out.

    Until this transaction ends; who cuts afterwards sees what it wrote. It must hold no day's lock.
    """
    await get_connection("default").execute_query(_CHANGE, [municipality, office])
