"""What a screen shows, as values: the page's template and its script draw the same."""

from display.screen.rows import MOST_ROWS, Fit, Row, Size, fit_of, rows_of, size_of

__all__ = ["MOST_ROWS", "Fit", "Row", "Size", "fit_of", "rows_of", "size_of"]
