"""Tests of the demo: its town, its pages, its processes."""
