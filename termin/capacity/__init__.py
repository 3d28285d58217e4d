"""Room of the domain: capacity."""
