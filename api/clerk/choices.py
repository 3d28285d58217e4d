"""What a counter can choose from, in minutes and rows."""

PAUSES = (5, 10, 15)
"""Minutes that a pause may be said to take."""

REMINDERS = (5, 10, 15, 30)
"""Minutes after which a counter can be reminded of somebody parked."""

ADDED = (1, 2)
"""Services that were needed besides can be told in so many rows."""
