"""Room of the domain: messages."""
