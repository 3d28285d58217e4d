"""Tests of a number on one's own phone."""
