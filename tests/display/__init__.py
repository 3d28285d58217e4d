"""Tests of boards and the screens that watch them."""
