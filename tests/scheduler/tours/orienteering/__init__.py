"""Team orienteering with time windows."""
