"""An office's day: its version and its lock."""

from termin.officeday.lock import Day, day_of, locked
from termin.officeday.rows import OfficeDay

__all__ = ["Day", "OfficeDay", "day_of", "locked"]
