"""Tests of the room capacity."""
