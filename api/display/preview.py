"""What a screen would look like: the same page with examples, for whoever sets it up."""

from __future__ import annotations

from datetime import datetime, timedelta

from starlette.requests import Request
from starlette.responses import Response

from api.boards import today_at
from api.display.picture import board_page
from api.display.place import Shown
from api.display.settings import ScreenSettings
from api.house import house
from display.board import Board, Call, Wait
from display.wire import board_json
from termin.errors import NotFound
from termin.offices import Counter, Office, Sign

EXAMPLES = 6


async def preview(request: Request, settings: ScreenSettings) -> Response:
    """Answer with the board of these settings, showing examples; only our own pages may frame it.

    Raises:
        NotFound: none of the offices exists any more.
    """
    shown = [await _shown(request, one) for one in settings.offices]
    found = [one for one in shown if one is not None]
    if not found:
        raise NotFound
    answer = board_page(request, settings, found, preview=True)
    policy = answer.headers["Content-Security-Policy"]
    answer.headers["Content-Security-Policy"] = policy.replace(
        "frame-ancestors 'none'", "frame-ancestors 'self'"
    )
    return answer


async def _shown(request: Request, one: int) -> Shown | None:
    office = await Office.get_or_none(id=one, retired_at=None)
    if office is None:
        return None
    now = house(request).clock.now()
    today = await today_at(office.id, now)
    counters = await Counter.filter(office_id=one, retired_at=None).order_by("position", "id")
    board = Board(
        office=one,
        date=today.date,
        calls=_calls(office, [each.name for each in counters] or ["1"], now),
        queue=frozenset(str(each) for each in range(7)),
        wait=Wait(10, 25),
    )
    told = board_json(board, now, today.zone)
    return Shown(office, board, today, told, Sign(open_until=today.ends_at), live="")


def _calls(office: Office, counters: list[str], now: datetime) -> tuple[Call, ...]:
    letters = (office.letter_walk_ins, office.letter_appointments)
    return tuple(
        Call(
            ticket=str(index),
            number=f"{letters[index % 2]}{14 - index:03d}",
            counter=counters[(index * 2) % len(counters)],
            counter_id=index,
            since=now - timedelta(minutes=index),
        )
        for index in range(EXAMPLES)
    )
