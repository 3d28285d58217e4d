"""Room of the domain: offices."""
