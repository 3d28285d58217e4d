"""Outages of every kind, and how soon each screen is right again."""
