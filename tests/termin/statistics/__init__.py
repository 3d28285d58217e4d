"""Tests of the figures of a day."""
