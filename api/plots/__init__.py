"""Plots as SVG in the page: values and texts in, markup out; no script, no colours of their own.

Every plot is one picture with a title and a description; the table beside it is the truth. Shapes
and patterns tell series apart as well as colours do, which `plots.css` names for light and dark.
"""

from api.plots.bars import Bar, Group, bars
from api.plots.dots import Dot, Shape, dots
from api.plots.frame import Key, Words
from api.plots.pairs import Pair, pairs
from api.plots.steps import Step, steps
from api.plots.timeline import Block, Look, Row, timeline

__all__ = [
    "Bar",
    "Block",
    "Dot",
    "Group",
    "Key",
    "Look",
    "Pair",
    "Row",
    "Shape",
    "Step",
    "Words",
    "bars",
    "dots",
    "pairs",
    "steps",
    "timeline",
]
