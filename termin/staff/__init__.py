"""Room of the domain: staff."""
