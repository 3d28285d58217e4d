"""The domain of a citizen office: rules, rows and transitions. Knows no HTTP, sockets or solver."""
