"""Tours of mobile offices."""
