"""What a screen shows and says, as values: the page's template and its script do the same."""

from display.screen.rows import MOST_ROWS, Fit, Row, fit_of, rows_of, shown_in
from display.screen.speech import WORDS, Words, sentence, words_for

__all__ = [
    "MOST_ROWS",
    "WORDS",
    "Fit",
    "Row",
    "Words",
    "fit_of",
    "rows_of",
    "sentence",
    "shown_in",
    "words_for",
]
