"""Large letters out of half blocks: legible from across a room, in any terminal that has them."""

from __future__ import annotations

_SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ -./"
_POINTS = (
    "75557" "26227" "71747" "71717" "55711" "74717" "74757" "71244" "75757" "75717"
    "25755" "65656" "34443" "65556" "74647" "74644" "34553" "55755" "72227" "11152" "55655"
    "44447" "57755" "65555" "25552" "65644" "25573" "65655" "34216" "72222" "55557" "55552"
    "55775" "55255" "55222" "71247" "00000" "00700" "00002" "11244"
)  # fmt: skip
"""Five rows of three points for each sign, a digit per row: 4 is the left point, 2 the middle, 1
the right."""
_SHAPES = {sign: _POINTS[5 * at : 5 * at + 5] for at, sign in enumerate(_SIGNS)}
_PLAIN = str.maketrans({"Ä": "A", "Ö": "O", "Ü": "U", "ß": "S", "–": "-"})
_BLOCKS = {(True, True): "█", (True, False): "▀", (False, True): "▄", (False, False): " "}

ROWS, COLUMNS = 5, 3


def height(scale: int) -> int:
    """Return how many lines letters of this scale take."""
    return (ROWS * scale + 1) // 2


def width(text: str, scale: int) -> int:
    """Return how many columns a text of this scale takes."""
    return max(0, len(text) * (COLUMNS + 1) * scale - scale)


def can_draw(text: str) -> bool:
    """Whether there is a shape for every sign."""
    return all(sign in _SHAPES for sign in _folded(text))


def large(text: str, scale: int) -> list[str]:
    """Return the text as lines of blocks; two points, one above the other, are one sign."""
    points = [
        [point for sign in _folded(text) for point in _row(sign, row, scale)][:-scale]
        for row in range(ROWS)
        for _ in range(scale)
    ]
    if len(points) % 2:
        points.append([False] * len(points[0]))
    return [
        "".join(_BLOCKS[pair] for pair in zip(upper, lower, strict=True))
        for upper, lower in zip(points[::2], points[1::2], strict=True)
    ]


def _row(sign: str, row: int, scale: int) -> list[bool]:
    bits = int(_SHAPES[sign][row])
    return [bool(bits & bit) for bit in (4, 2, 1, 0) for _ in range(scale)]


def _folded(text: str) -> str:
    return text.upper().translate(_PLAIN)
