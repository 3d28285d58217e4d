"""Room of the domain: queue."""
