"""The demo: a town that is invented, filled with life, and served by one command."""
