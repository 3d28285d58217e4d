"""Room of the domain: catalogue."""
