"""Small whole instances, as Hypothesis makes them."""

from __future__ import annotations

from hypothesis import strategies as st

from scheduler.tours.orienteering.problem import Instance, parse


@st.composite
def instances(draw: st.DrawFn, most: int = 6, service: int = 0) -> Instance:
    """Make an instance of a few places, some of which cannot be reached in time.

    Service takes `service` at least.
    """
    count = draw(st.integers(1, most))
    day = draw(st.integers(20, 120))
    at = st.integers(0, 30)
    lines = [f"2 9 {count} 1", "0 200", f"0 {draw(at)} {draw(at)} 0 0 0 0 0 {day}"]
    for number in range(1, count + 1):
        opens = draw(st.integers(0, day))
        closes = draw(st.integers(opens, day + 20))
        takes, profit = draw(st.integers(service, 20)), draw(st.integers(0, 9))
        place = f"{number} {draw(at)} {draw(at)} {takes} {profit}"
        lines.append(f"{place} 1 1 1 {opens} {closes}")
    return parse("small", "\n".join(lines))
