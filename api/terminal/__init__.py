"""A board in the terminal: for small rooms, for people at a shell, for whoever tests a network."""
