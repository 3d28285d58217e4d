"""Team orienteering with time windows: the bare question behind tours, with public instances."""
