"""Room of the domain: booking."""
