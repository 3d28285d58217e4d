"""Boards and the screens that watch them, built from the journal alone."""
